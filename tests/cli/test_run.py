"""``lrsim run``: what it prints and writes."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

import lrsim
from lrsim.cli import output, results
from lrsim.diagnosis import LABELS

STORY = ("run", "--surface", "quadratic", "--start", "5", "--steps", "50")


@pytest.mark.parametrize(
    ("lr", "position", "loss"),
    [
        ("0.001", 4.523734090020178, 20.46417011721069),
        ("0.1", 7.136238463529802e-05, 5.092589940836218e-09),
    ],
)
def test_popular_example_ends_where_the_arithmetic_says(cli, lr, position, loss):
    (run,) = cli(*STORY, "--lr", lr, "--json").json["runs"]
    assert run["final"] == {"position": [position], "loss": loss, "lr": float(lr)}
    assert (run["steps"], run["steps_taken"], run["exploded_at"]) == (50, 50, None)


def test_popular_example_explodes_at_step_30_at_lr_1_1(cli):
    (run,) = cli(*STORY, "--lr", "1.1", "--json").json["runs"]
    assert (run["steps"], run["steps_taken"], run["exploded_at"]) == (50, 30, 30)
    assert run["converged_at"] is None
    assert abs(run["final"]["position"][0]) == pytest.approx(1186.88, abs=0.005)
    assert run["final"]["loss"] == pytest.approx(1408687.86, abs=0.005)
    assert run["best"] == {"step": 0, "position": [5.0], "loss": 25.0}
    assert run["verdict"]["name"] == "exploding"
    assert run["verdict"]["at_step"] == 30


def test_loss_overflows_at_step_120_at_lr_10_without_an_escape(cli):
    words = ("--surface", "quadratic:escape=inf", "--lr", "10", "--steps", "300", "--json")
    (run,) = cli("run", *words).json["runs"]
    assert run["exploded_at"] == 120
    assert run["final"]["loss"] is None


def test_json_has_the_documented_keys_in_order(cli):
    result = cli("run", "--json")
    document = result.json
    assert list(document) == ["experiment", "runs", "schema_version"]
    assert document["schema_version"] == 1
    assert list(document["runs"][0]) == [
        "best",
        "converged_at",
        "exploded_at",
        "final",
        "lr",
        "name",
        "optimizer",
        "schedule",
        "steps",
        "steps_taken",
        "surface",
        "verdict",
    ]
    assert document["experiment"] == lrsim.Experiment().to_dict()
    assert {"name", "label", "reason", "fix", "at_step"} <= set(document["runs"][0]["verdict"])
    assert result.out.endswith("}\n")


def test_defaults_are_quadratic_sgd_constant_and_100_steps(cli):
    (run,) = cli("run", "--json").json["runs"]
    assert run["name"] == "run"
    assert run["surface"]["name"] == "quadratic"
    assert run["optimizer"]["name"] == "sgd"
    assert run["schedule"]["name"] == "constant"
    assert (run["lr"], run["steps"]) == (0.01, 100)


def test_lr_defaults_to_the_optimizers_own(cli):
    (run,) = cli("run", "--optimizer", "adam", "--json").json["runs"]
    assert run["lr"] == 0.001


def test_final_lr_is_that_of_the_last_step_taken(cli):
    words = ("--schedule", "exponential:gamma=0.5", "--lr", "0.1", "--steps", "4", "--json")
    (run,) = cli("run", *words).json["runs"]
    assert run["final"]["lr"] == pytest.approx(0.1 * 0.5**3)


def test_final_lr_is_the_dials_when_no_step_was_taken(cli):
    start = ("--surface", "quadratic:escape=inf", "--start", "1e200")
    words = (*start, "--lr", "0.25", "--dial", "0:0.5", "--json", "--history")
    (run,) = cli("run", *words).json["runs"]
    assert (run["steps_taken"], run["exploded_at"]) == (0, 0)
    assert run["final"]["lr"] == 0.5
    assert run["history"] == {"lr": [], "position": [[1e200]], "loss": [None]}


def test_history_is_the_path_that_the_api_returns(cli):
    words = ("--surface", "rosenbrock", "--lr", "1e-3", "--steps", "20", "--json", "--history")
    (run,) = cli("run", *words).json["runs"]
    same = lrsim.run("rosenbrock", lr=1e-3, steps=20)
    assert run["history"]["position"] == same.position.tolist()
    assert run["history"]["loss"] == same.loss.tolist()
    assert run["history"]["lr"] == same.lr.tolist()
    assert "history" not in cli("run", "--json").json["runs"][0]


def test_dial_moves_change_the_rate_from_their_step_on(cli):
    words = ("--lr", "0.1", "--dial", "2:0.2", "--dial", "3:0.3", "--steps", "5")
    (run,) = cli("run", *words, "--json", "--history").json["runs"]
    assert run["history"]["lr"] == [0.1, 0.1, 0.2, 0.3, 0.3]


def test_csv_has_a_row_before_each_step_and_one_at_the_end(cli, tmp_path):
    path = tmp_path / "out.csv"
    assert cli("run", "--lr", "0.1", "--steps", "3", "--csv", path).status == 0
    rows = list(csv.reader(path.read_text().splitlines()))
    same = lrsim.run("quadratic", lr=0.1, steps=3)
    assert rows[0] == ["runner", "step", "lr", "x", "y", "loss"]
    assert rows[1] == ["run", "0", "0.1", "5.0", "", "25.0"]
    assert [row[2] for row in rows[1:]] == ["0.1", "0.1", "0.1", ""]
    assert [float(row[3]) for row in rows[1:]] == same.position[:, 0].tolist()
    assert [float(row[5]) for row in rows[1:]] == same.loss.tolist()


def test_csv_holds_every_runner_and_both_coordinates(cli):
    words = ("--surface", "bowl", "--steps", "2", "--runner", "'a, b' lr=0.1", "--runner", "c")
    result = cli("run", *words, "--csv", "-")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [row["runner"] for row in rows] == ["a, b"] * 3 + ["c"] * 3
    assert (rows[0]["x"], rows[0]["y"]) == ("-4.5", "2.5")


def test_csv_on_stdout_stands_alone(cli):
    for name in ("-", "/dev/stdout"):
        result = cli("run", "--steps", "1", "--csv", name)
        assert result.out.count("\n") == 3
        assert result.out.startswith("runner,step,lr,x,y,loss\nrun,0,")


def test_csv_writes_non_finite_numbers_by_name(cli):
    words = ("--surface", "quadratic:escape=inf", "--lr", "10", "--steps", "300")
    last = cli("run", *words, "--csv", "-").out.splitlines()[-1]
    assert last.split(",")[1:3] == ["120", ""]
    assert last.endswith(",inf")


def test_npz_holds_the_arrays_and_the_experiment(cli, file, tmp_path):
    path = tmp_path / "out.npz"
    assert cli("run", file, "--npz", path).status == 0
    runs = lrsim.race(lrsim.load(file))
    with np.load(path) as archive:
        assert archive["names"].tolist() == ["Snail", "Pro"]
        for index, run in enumerate(runs):
            np.testing.assert_array_equal(archive[f"position_{index}"], run.position)
            np.testing.assert_array_equal(archive[f"loss_{index}"], run.loss)
            np.testing.assert_array_equal(archive[f"lr_{index}"], run.lr)
            np.testing.assert_array_equal(archive[f"step_{index}"], run.step)
        again = tmp_path / "again.toml"
        again.write_text(str(archive["experiment"]))
    assert lrsim.load(again) == lrsim.load(file)


def test_table_shows_verdict_final_loss_and_steps(cli):
    out = cli(*STORY, "--runner", "Pro lr=0.1", "--runner", "Maniac lr=1.1").out
    lines = {line.split()[0]: line.split() for line in out.splitlines() if line}
    assert lines["Pro"] != lines["Maniac"]
    table = [line for line in out.splitlines() if line.startswith(("Pro ", "Maniac "))]
    assert table[0].split() == [
        *("Pro", "sgd", "constant", "0.1", "just_right", "5.09259", "×", "10⁻⁹", "50", "at", "31"),
    ]
    assert table[1].split()[:9] == [
        *("Maniac", "sgd", "constant", "1.1", "exploding", "1.40869", "×", "10⁶", "30"),
    ]
    assert "Maniac: " in out


def test_table_has_no_colour_where_there_is_no_terminal(cli):
    assert "\x1b" not in cli("run").out


def test_history_without_json_lists_every_step(cli):
    out = cli("run", "--steps", "3", "--lr", "0.1", "--history").out
    steps = [line.split() for line in out.splitlines() if line.startswith("run  ")]
    assert [words[:3] for words in steps[1:4]] == [
        ["run", "0", "0.1"],
        ["run", "1", "0.1"],
        ["run", "2", "0.1"],
    ]
    assert float(steps[4][2]) == lrsim.run("quadratic", lr=0.1, steps=3).position[-1, 0]


def test_same_numbers_every_time(cli):
    words = ("run", "--surface", "himmelblau", "--optimizer", "adam", "--json", "--history")
    assert cli(*words).out == cli(*words).out


def test_expectation_that_holds_exits_with_0(cli):
    result = cli(*STORY, "--lr", "1.1", "--expect", "exploding")
    assert (result.status, result.err) == (0, "")


def test_expectation_that_fails_names_runner_expected_and_got(cli):
    result = cli(*STORY, "--runner", "Maniac lr=1.1", "--expect", "just_right")
    assert result.status == 1
    assert result.err == "lrsim run: runner Maniac: expected just_right, got exploding\n"
    assert "Maniac" in result.out


def test_ith_expectation_is_of_the_ith_runner(cli):
    runners = ("--runner", "Pro lr=0.1", "--runner", "Maniac lr=1.1")
    right = ("--expect", "just_right", "--expect", "exploding")
    wrong = ("--expect", "exploding", "--expect", "just_right")
    assert cli(*STORY, *runners, *right).status == 0
    result = cli(*STORY, *runners, *wrong)
    assert result.status == 1
    assert result.err.splitlines() == [
        "lrsim run: runner Pro: expected exploding, got just_right",
        "lrsim run: runner Maniac: expected just_right, got exploding",
    ]


def test_single_expectation_is_of_every_runner(cli):
    runners = ("--runner", "Pro lr=0.1", "--runner", "Maniac lr=1.1")
    result = cli(*STORY, *runners, "--expect", "exploding")
    assert result.status == 1
    assert result.err == "lrsim run: runner Pro: expected exploding, got just_right\n"


def test_expected_loss_is_compared_strictly_and_nan_or_inf_never_pass(cli):
    assert cli(*STORY, "--lr", "0.1", "--expect-loss-below", "1e-8").status == 0
    exact = cli(*STORY, "--lr", "0.1", "--expect-loss-below", "5.092589940836218e-09")
    assert exact.status == 1
    assert "runner run: expected a final loss below 5.092589940836218e-09, got 5.09" in exact.err
    overflow = ("--surface", "quadratic:escape=inf", "--lr", "10", "--steps", "300")
    assert cli("run", *overflow, "--expect-loss-below", "inf").status == 1


def test_expect_knows_every_verdict_that_a_run_can_have(cli, refused):
    for lr in np.logspace(-7, 1, 41):
        assert lrsim.run("quadratic", lr=lr, steps=50).verdict.name in LABELS
    message = refused("run", "--expect", "too-small")
    assert all(name in message for name in LABELS)


def test_failed_expectation_still_writes_the_json(cli):
    result = cli("run", "--lr", "1.1", "--expect", "slow", "--json")
    assert result.status == 1
    assert result.json["runs"][0]["verdict"]["name"] == "exploding"


def test_csv_loses_nothing_between_its_pieces(cli):
    steps = results.CSV_ROWS + 5
    words = ("--surface", "bowl", "--schedule", "exponential:gamma=0.9999", "--steps", str(steps))
    rows = list(csv.reader(cli("run", *words, "--csv", "-").out.splitlines()))[1:]
    same = lrsim.run("bowl", schedule="exponential:gamma=0.9999", steps=steps)
    assert [int(row[1]) for row in rows] == same.step.tolist()
    assert [float(row[2]) for row in rows[:-1]] == same.lr.tolist()
    assert [[float(row[3]), float(row[4])] for row in rows] == same.position.tolist()
    assert rows[-1][2] == ""


@pytest.mark.parametrize("total", [output.MANY - 1, output.MANY])
def test_progress_hands_on_what_it_counts(monkeypatch, total):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stderr", terminal)
    with output.progress(range(total), total, "Counting") as watched:
        assert list(watched) == list(range(total))
    assert ("Counting" in terminal.getvalue()) == (total >= output.MANY)


def test_the_experiment_that_json_shows_can_be_read_back(cli):
    shown = cli("run", "--surface", "quadratic:escape=inf", "--lr", "0.1", "--json").json[
        "experiment"
    ]
    assert shown["surface"]["escape"] is None  # RFC 8259 has no infinity
    assert lrsim.Experiment.from_dict(shown).surface == lrsim.surface("quadratic:escape=inf")
    with pytest.raises(lrsim.InputError, match=r"^surface\.delta: must be"):
        lrsim.Experiment.from_dict({"surface": {"name": "huber", "delta": None}})


def test_the_text_says_why_it_explodes(cli):
    told = cli(*STORY, "--lr", "1.1").out
    assert "It is stable up to LR 1 = 2 / λ; yours is 1.1 × that." in told
    assert "Fix: LR 0.5 from step 0, there in 1 step." in told


def test_a_users_formula_stands_in_the_title_as_it_was_written(cli):
    told = cli("run", "--surface", "formula:(x-20)**2", "--start", "0", "--lr", "0.1").out
    assert told.startswith("formula: f(x) = (x-20)**2, from 0, 100 steps\n")


@pytest.mark.parametrize(("columns", "stacked"), [("120", False), ("40", True), ("1", True)])
def test_a_narrow_terminal_loses_no_figure(cli, monkeypatch, columns, stacked):
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", columns)
    told = cli("run", "--runner", "Snail lr=0.00125", "--runner", "Pro lr=0.1").out
    assert "0.00125" in told
    assert "too_small" in told
    assert ("runner      Pro\noptimizer   sgd\n" in told) == stacked
