"""The exit status: 1 says that an expectation failed, and nothing else does."""

from __future__ import annotations

import pytest

EXTREME = [
    "run --surface saddle:escape=inf --lr 2 --steps 20",
    "run --surface formula:x**4-3*x**2+x --start 1e-310 --lr 10",
    "run --surface formula:(x**2)**(1/3) --start 0 --json",
    "sweep --surface formula:-x**2,escape=inf --steps 2000 --lrs 1e-3:1:5",
    "sweep --lrs 5e-324:1e6:5 --steps 5",
    "find --surface quadratic:escape=inf --start 1e154",
    "map --surface saddle:escape=inf --x lr:0.1:10:8 --y start_x:1:1e200:8:log --steps 9",
    "map --x lr:1e-300:1e6:3 --y escape:7:1e300:4:log --steps 3",
]


@pytest.mark.parametrize("words", EXTREME)
def test_extreme_numbers_end_well(cli, words):
    result = cli(*words.split())
    assert (result.status, result.err) == (0, "")


def test_rates_reach_from_the_smallest_double_to_the_largest_rate(cli):
    found = cli("sweep", "--lrs", "5e-324:1e6:3", "--steps", "1", "--json").json["lr"]
    assert found == pytest.approx([5e-324, 2.22e-159, 1e6], rel=0.01)


def test_an_expectation_that_fails_is_1(cli):
    assert cli("run", "--expect", "exploding").status == 1


def test_a_range_without_width_is_refused_before_anything_is_computed(cli, tmp_path, monkeypatch):
    monkeypatch.setattr("lrsim.studies.maps.cells.batch_of", None)
    picture = tmp_path / "a.png"
    words = f"map --steps 3 --x lr:0.1:1:2 --y start_x:0:5e-324:2 -o {picture}"
    result = cli(*words.split())
    assert result.status == 2
    assert "--y start_x:0:5e-324:2: high = 5e-324 must be 10⁻³⁰⁰ above low" in result.err
    assert not picture.exists()


def test_a_fault_of_our_own_is_no_failed_expectation(cli, monkeypatch):
    monkeypatch.setattr("lrsim.runs.simulate.race", None)
    result = cli("run")
    assert result.status == 70
    assert "TypeError" in result.err
