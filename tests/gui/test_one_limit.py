"""The dial's tick, the picture and the figure speak of one stable limit: that where the ball is."""

from __future__ import annotations

import pytest

from lrsim.experiment import Experiment, Runner
from lrsim.gui.run.rate_words import Topic
from lrsim.gui.runners.model import read_rows
from lrsim.runs.simulate import run, simulate
from lrsim.text.numbers import multiple, number
from lrsim.theory import local_theory

CASES = [
    ("shower", None, {"lr": 0.1}),
    ("quadratic", 5.0, {"lr": 0.1, "optimizer": "sgd:momentum=0.9,dampening=0.5"}),
    ("long-valley", (9.0, 1.0), {"lr": 0.02, "schedule": "cosine-annealing"}),
    ("rosenbrock", (-1.5, 2.0), {"lr": 0.01, "optimizer": "adam"}),
    ("edge-of-stability", (4.0, 0.5), {"lr": 3 / 16.25, "dial": [(20, 0.1)]}),
    ("double-well", 1.5, {"lr": 0.4}),  # explodes
    ("beale", (4.0, 4.0), {"lr": 0.01, "optimizer": "sgd:momentum=0.9"}),  # at once
]


def figure(window) -> str | None:
    found = [f.text for f in window.session.verdict().figures if "limit" in f.label]
    return found[0] if found else None


@pytest.mark.parametrize("reveal", [False, True])
@pytest.mark.parametrize(("surface", "start", "runner"), CASES, ids=[c[0] for c in CASES])
def test_tick_picture_and_figure_are_one_at_every_playhead(
    open_window, surface, start, runner, reveal
):
    runners = [Runner(**{"name": "Pro", **runner})]
    window = open_window(Experiment(surface, start=start, steps=50, runners=runners))
    window.session.set_reveal(reveal)
    for step in (0, 1, 7, 20, 49, 50):
        window.session.seek(step)
        window.bridge.flush()
        theory = window.session.theory()
        words = window.run_page.surface_view.local.words
        ticks = [tick.lr for tick in window.dial._ticks if tick.kind == "edge"]
        exploded = theory.rate is None
        if theory.edge.value is None:
            assert (ticks, figure(window)) == ([], None)
            assert "stable up to" not in words
            continue
        assert ticks == ([theory.edge.value] if theory.edge.dial is not None else [])
        assert f"stable up to LR {number(theory.edge.value)}" in words
        if theory.rate == 0.0:  # a schedule has come to its end
            assert (figure(window), "yours" in words) == (None, False)
            continue
        rate = window.session.run.lr[-1] if exploded else theory.rate
        assert figure(window) == multiple(rate / theory.edge.value)
        if not exploded:
            assert f"(yours is {figure(window)})" in words


def test_in_the_shower_at_step_0_there_is_one_number(open_window):
    window = open_window(Experiment("shower", steps=50, runners=[Runner(name="Pro", lr=0.1)]))
    assert figure(window) == "8.31 %"
    assert "stable up to LR 1.2 (yours is 8.31 %)" in window.run_page.surface_view.local.words
    assert window.session.verdict().note == ""


def test_a_turn_of_the_dial_moves_the_figure_at_once(open_window):
    runners = [Runner(name="Pro", lr=0.1)]
    window = open_window(Experiment("quadratic", start=5.0, steps=50, runners=runners))
    window.session.seek(10)
    assert figure(window) == "10 %"
    window.session.turn_dial(0.4)
    assert figure(window) == "40 %"


def test_no_one_who_looks_reads_edge(open_window):
    window = open_window(Experiment("quadratic", start=5.0, runners=[Runner(name="Pro", lr=1.1)]))
    for step in (0, 10, 30):
        window.session.seek(step)
        window.bridge.flush()
        verdict = window.session.verdict()
        said = [verdict.reason, verdict.note, verdict.fix, window.dial.accessibleDescription()]
        said += [text for f in verdict.figures for text in (f.label, f.explanation)]
        said.append(window.run_page.surface_view.local.words)
        assert not [text for text in said if "edge" in text]


def test_headless_the_limit_is_that_of_the_place_where_the_ball_ends():
    ended = run("shower", lr=0.01, steps=50)
    assert ended.verdict.evidence["edge"] == local_theory(ended, 50).edge.value


def test_at_the_end_of_a_schedule_one_rate_is_in_force_everywhere(open_window):
    schedules = ["step", "cosine-annealing", "cosine-warm-restarts", "reduce-on-plateau:patience=1"]
    runners = [Runner(name=name, lr=0.9, schedule=name) for name in schedules]
    window = open_window(Experiment("quadratic", start=5.0, steps=60, runners=runners))
    session = window.session
    session.seek(60)
    for index, runner in enumerate(runners):
        session.select(index)
        window.bridge.flush()
        run = session.run
        rate = simulate(run.setup, horizon=61).lr[60]  # what the step would use that comes next
        needle = window.dial.value() if window.dial.rate is None else window.dial.rate
        said = window.run_page.schedule_view.words.placed.get(Topic.FORCE, ("",))[0]
        assert needle == pytest.approx(rate)
        assert read_rows(session)[index].texts[1] == number(rate)
        assert session.theory().rate == rate
        assert session.next_position()[0] == run.position[-1, 0] - rate * 2 * run.position[-1, 0]
        share = multiple(rate / session.theory().edge.value) if rate else None
        assert figure(window) == share
        assert said in ("", f"in force {number(rate)}")
        assert rate != run.lr[-1] or runner.name.startswith("reduce")
