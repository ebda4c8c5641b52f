"""A fan: many learning rates of one setup, asked for in turns, are the lanes that a batch has."""

import numpy as np
import pytest

import lrsim
from lrsim.batches.batch import ARRAYS, batch_of
from lrsim.batches.fan import Fan

RATES = np.geomspace(1e-4, 30.0, 70)


@pytest.mark.parametrize("seeds", [(), (3, 4, 9)])
@pytest.mark.parametrize("from_step", [0, 7])
@pytest.mark.parametrize(
    ("surface", "given"),
    [
        ("rosenbrock", {"optimizer": "adam", "schedule": "cosine-annealing"}),
        ("rastrigin", {"optimizer": "sgd:momentum=0.9"}),  # some end in minima of their own
        ("quadratic", {"schedule": "reduce-on-plateau", "dial": [(3, 0.02)]}),
        ("bowl", {"noise": 0.3, "batch_size": 4, "lr_scale": (1.0, 0.5)}),
    ],
)
def test_what_is_asked_for_in_turns_is_what_one_batch_has(surface, given, from_step, seeds):
    common = {name: given[name] for name in ("noise", "batch_size") if name in given}
    own = {name: value for name, value in given.items() if name not in common}
    runner = lrsim.Runner(lr=0.001, **own)
    setup = lrsim.Experiment(surface, steps=60, runners=[runner], **common).setup()
    fan = Fan(setup, seeds, from_step, threads=1)
    for rates in (RATES, RATES[:3], RATES[10:40]):
        found = fan(rates)
        whole = batch_of(setup, {"lr": rates}, seeds=seeds or None, from_step=from_step)
        assert (found.seeds, found.from_step) == (whole.seeds, whole.from_step)
        for name in ARRAYS:
            assert getattr(found, name).tobytes() == getattr(whole, name).tobytes(), name
        for name, values in whole.vary.items():
            assert np.array_equal(found.vary[name], values)
