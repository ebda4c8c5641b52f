"""``lrsim sweep``: what it prints and writes."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

import lrsim
from lrsim.cli import sweep as module

STORY = ("sweep", "--surface", "quadratic", "--start", "5", "--steps", "50")


def test_json_is_what_the_api_says(cli):
    document = cli(*STORY, "--lrs", "0.001:2:9", "--json").json
    assert document["schema_version"] == 1
    assert list(document) == [
        "final_loss", "lr", "schema_version", "steps_to_converge", "verdict", "zone", "zone_reason",
    ]  # fmt: skip
    found = lrsim.sweep("quadratic", start=5.0, steps=50, lrs=document["lr"])
    assert document["lr"] == pytest.approx(np.geomspace(0.001, 2, 9))
    assert document["lr"][-1] == 2.0
    assert document["verdict"] == found.verdict
    assert document["final_loss"] == found.final_loss.tolist()
    steps = [None if np.isnan(s) else s for s in found.steps_to_converge]
    assert document["steps_to_converge"] == steps
    zone = found.zone
    assert document["zone"] == {
        "low": zone.low, "high": zone.high, "best": zone.best, "islands": [], "holes": [],
        "low_open": False, "high_open": False,
    }  # fmt: skip
    assert document["zone_reason"] is None


def test_lrs_may_be_linear_or_a_list(cli):
    linear = cli(*STORY, "--lrs", "0:1:5:linear", "--json").json
    assert linear["lr"] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert cli(*STORY, "--lrs", "0.5,1.1,0.1", "--json").json["lr"] == [0.5, 1.1, 0.1]
    assert cli(*STORY, "--lrs", "0.5:3:1", "--json").json["lr"] == [0.5]
    assert cli(*STORY, "--lrs", "1:0.01:3:log", "--json").json["lr"] == pytest.approx(
        [1, 0.1, 0.01]
    )


def test_overflow_is_null_and_where_nothing_works_so_is_the_zone(cli):
    words = ("sweep", "--surface", "quadratic:escape=inf", "--steps", "400", "--lrs", "10,1e6")
    document = cli(*words, "--json").json
    assert document["final_loss"] == [None, None]
    assert document["steps_to_converge"] == [None, None]
    assert document["verdict"] == ["exploding", "exploding"]
    assert document["zone"] is None
    assert document["zone_reason"] == "every learning rate explodes"
    assert ": every learning rate explodes." in cli(*words).out


def test_from_a_step_on_the_past_is_the_runners_own(cli):
    words = ("--lr", "0.02", "--from-step", "30", "--lrs", "0.0001,0.1,1.1", "--json")
    document = cli(*STORY, *words).json
    found = lrsim.sweep("quadratic", start=5.0, steps=50, lr=0.02, lrs=document["lr"], from_step=30)
    assert document["final_loss"] == found.final_loss.tolist()
    assert document["verdict"] == found.verdict


def test_table_has_a_line_for_each_stretch_and_the_zone(cli):
    out = cli(*STORY).out
    lines = out.splitlines()
    assert lines[0] == "quadratic, sgd, constant: 50 steps"
    rows = [line.split() for line in lines[3:-2] if line]
    assert sum(int(row[2]) for row in rows) == 400
    assert rows[0][4] == "too_small"
    assert rows[-1][:1] + rows[-1][3:5] == ["1.023", "no", "exploding"]
    assert lines[-2] == "Zone: 0.03617 to 0.9624, best 0.5."


def test_islands_holes_and_open_ends_are_named(cli):
    words = ("--surface", "rosenbrock", "--optimizer", "adam", "--steps", "500")
    out = cli("sweep", *words).out
    assert "Apart from it, these work:" in out
    assert "In it these do not work:" in out
    assert "may go on" not in out
    assert "It may go on below" in cli(*STORY, "--lrs", "0.1:10:9").out
    assert "It may go on above" in cli(*STORY, "--lrs", "0.001:0.5:9").out
    assert "It may go on at both ends" in cli(*STORY, "--lrs", "0.2,0.5").out


def test_csv_reads_back_as_the_same_doubles(cli, tmp_path):
    path = tmp_path / "sweep.csv"
    result = cli(*STORY, "--lrs", "0.1,0.3,1.1", "--csv", path)
    assert "Zone:" in result.out
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    assert list(rows[0]) == list(module.CSV_COLUMNS)
    found = lrsim.sweep("quadratic", start=5.0, steps=50, lrs=[0.1, 0.3, 1.1])
    assert [float(row["lr"]) for row in rows] == [0.1, 0.3, 1.1]
    assert [float(row["final_loss"]) for row in rows] == found.final_loss.tolist()
    assert [row["works"] for row in rows] == ["yes", "yes", "no"]
    assert rows[2]["steps_to_converge"] == ""
    alone = cli(*STORY, "--lrs", "0.1,0.3,1.1", "--csv", "-").out
    assert alone == path.read_text()


def test_a_files_first_runner_is_swept(cli, file):
    document = cli("sweep", file, "--lrs", "0.01,0.02", "--json").json
    found = lrsim.sweep(lrsim.load(file), lrs=[0.01, 0.02])
    assert document["final_loss"] == found.final_loss.tolist()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--lrs", "0:1:5"], "--lrs 0:1:5 has a 0, which has no logarithm"),
        (["--lrs", "1:2"], "--lrs 1:2 must be written LOW:HIGH:COUNT"),
        (["--lrs", "1:2:3:cubic"], "must be written LOW:HIGH:COUNT"),
        (["--lrs", "1:2:3:log:log"], "must be written LOW:HIGH:COUNT"),
        (
            ["--lrs", "1:2:0"],
            "--lrs 1:2:0 must ask for 1 to 16\u202f777\u202f216 learning rates",
        ),
        (
            ["--lrs", "1:2:1e9"],
            "must ask for 1 to 16\u202f777\u202f216 learning rates",
        ),
        (["--lrs", "0.1,x"], "--lrs 0.1,x must be a number from 0 to"),
        (["--lrs", "-1:2:3"], "--lrs -1:2:3 must be a number from 0 to"),
        (["--lrs", "0.1,inf"], "must be a number from 0 to"),
        (["--lrs", ""], "must be a number from 0 to"),
        (["--from-step", "100"], "--from-step 100 must be a whole number from 0 to 99"),
        (["--from-step", "x"], "--from-step x must be a whole number"),
        (["--csv", ""], "--csv '' must be the name of a file"),
        (["--csv", "-", "--json"], "cannot both write to standard output"),
        (["--csv", "/nowhere/there.csv"], "/nowhere/there.csv"),
    ],
)
def test_bad_input_is_refused_by_name(refused, words, message):
    assert message in refused("sweep", *words)


def test_csv_and_table_agree_on_what_works(cli):
    rows = list(csv.DictReader(io.StringIO(cli(*STORY, "--csv", "-").out)))
    counted = sum(row["works"] == "yes" for row in rows)
    table = [line.split() for line in cli(*STORY).out.splitlines()[3:] if " yes " in line]
    assert counted == sum(int(row[2]) for row in table) > 0


def test_what_no_gap_tells_is_not_told_to_fail(cli):
    for surface in (["--surface", "formula:x"], ["--start", "0"]):
        words = ("sweep", *surface, "--lrs", "0.1,0.2")
        assert [line.split()[3] for line in cli(*words).out.splitlines()[3:4]] == ["-"]
        rows = list(csv.DictReader(io.StringIO(cli(*words, "--csv", "-").out)))
        assert [row["works"] for row in rows] == ["", ""]
        assert cli(*words, "--seeds", "2", "--json").json["works"] == [None, None]


def test_where_the_rate_plays_no_part_no_zone_is_told(cli):
    told = cli("sweep", "--optimizer", "exact-line-search", "--lrs", "0.1,0.2").out
    assert "The learning rate plays no part in exact-line-search." in told
    assert "Zone" not in told
    found = cli("find", "--optimizer", "exact-line-search", "--surface", "bowl").out
    assert "True best" not in found


def test_a_spread_that_the_grid_cannot_show_is_no_tiny_number(cli):
    words = (
        "--surface",
        "edge-of-stability",
        "--noise",
        "0.1",
        "--seeds",
        "4",
        "--lrs",
        "0.001:1:4",
    )
    told = cli("sweep", *words, "--optimizer", "asgd").out
    assert "vary by less than 10 % and ± 0.0" in told
    assert "10⁻¹" not in told


def test_that_what_works_may_be_slow_is_said_where_it_is(cli):
    slow = cli("sweep", "--surface", "long-valley").out
    assert "one that works may still be slow" in slow
    assert "works if" not in cli(*STORY, "--lrs", "0.1,0.2").out


@pytest.mark.parametrize("who", [["--threads", "1"], ["--workers", "1"]])
def test_sweep_is_the_same_whoever_computes_it(who, cli):
    words = (*STORY, "--lrs", "0.001:2:700", "--noise", "0.1", "--json")
    assert cli(*words, *who).out == cli(*words).out


def test_finished_chunks_are_kept_and_belong_to_one_sweep(cli, refused, tmp_path):
    path = tmp_path / "kept"
    words = (*STORY, "--lrs", "0.001:2:700", "--json", "--resume", path)
    first, size = cli(*words), path.stat().st_size
    assert cli(*words) == first
    assert path.stat().st_size == size
    assert f"--resume {path}: from_step = '0'" in refused(*words, "--from-step", "3")
    assert "lrs" in refused(*words, "--lrs", "0.001:3:700")
