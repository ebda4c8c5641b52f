"""``lrsim bench``: figures of the machine at hand."""

import pytest

from lrsim.batches import lanes

QUICK = ("--seconds", "0.05")


def test_every_measurement_has_a_rate(cli):
    document = cli("bench", *QUICK, "--json").json
    assert document["cpu_level"] in lanes.LEVELS.values()
    assert document["threads"] >= 1
    rates = document["steps_per_second"]
    assert any("lanes" in name for name in rates)
    assert any("map" in name for name in rates)
    assert all(rate > 1000 for rate in rates.values())


def test_table_names_the_machine(cli):
    out = cli("bench", *QUICK, "--threads", "1").out
    assert "threads 1" in out.splitlines()[0]
    assert "one run: rosenbrock, adam" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--seconds", "0"), "--seconds 0 must be a number from 0.05 to 60"),
        (("--seconds", "soon"), "must be a number from"),
        (("--threads", "0"), "must be a whole number from 1 to 1024"),
        (("--threads", "two"), "must be a whole number"),
    ],
)
def test_bad_options_are_refused(refused, arguments, message):
    assert message in refused("bench", *arguments)
