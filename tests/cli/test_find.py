"""``lrsim find``: what it prints and writes."""

from __future__ import annotations

import csv
import io

import pytest

import lrsim

STORY = ("find", "--start", "5", "--steps", "50")


@pytest.fixture(scope="module")
def found():
    return lrsim.find_lr("quadratic", start=5.0, budget=50)


def test_json_has_the_documented_keys_and_the_figures_of_the_api(cli, found):
    document = cli(*STORY, "--json").json
    assert document == {
        "loss": found.loss.tolist(),
        "lr": found.lr.tolist(),
        "stopped_because": found.stopped_because,
        "suggestion": found.suggestion,
        "suggestions": found.suggestions,
        "true_best": found.true_best,
    }
    assert list(document) == sorted(document)
    assert document["true_best"] == 0.5


def test_where_there_is_no_suggestion_json_has_null(cli):
    document = cli(*STORY, "--test-steps", "9", "--json").json
    assert document["suggestion"] is None
    assert set(document["suggestions"].values()) == {None}
    document = cli("find", "--start", "0", "--json").json
    assert document["true_best"] is None


def test_table_has_every_suggester_with_its_error_against_the_true_best(cli, found):
    out = cli(*STORY).out
    lines = {line.split()[0]: line.split() for line in out.splitlines() if line}
    for name in (*found.suggestions, "suggestion"):
        lr = found.suggestion if name == "suggestion" else found.suggestions[name]
        shown = lines["trials" if name == "suggestion" else name]
        assert shown[1] == f"{lr:.4g}"
        assert float(shown[2]) == pytest.approx(lr / 0.5, rel=0.01)
        assert shown[3] == ("yes" if found.zone.low <= lr <= found.zone.high else "no")
    assert f"{len(found.lr)} steps were taken: {found.stopped_because}.\n" in out
    assert out.endswith(
        f"True best over the experiment's 50 steps: 0.5, in a zone from "
        f"{found.zone.low:.4g} to {found.zone.high:.4g}.\n"
    )


def test_table_says_why_there_is_no_suggestion(cli):
    out = cli(*STORY, "--test-steps", "10").out
    assert out.count("too short: 10 points in the whole test") == 5


def test_where_nothing_works_the_table_says_so(cli):
    assert cli("find", "--start", "0").out.endswith(
        "\nNo learning rate works over the experiment's 100 steps.\n"
    )


def test_csv_reads_back_as_the_same_doubles(cli, found, tmp_path):
    path = tmp_path / "test.csv"
    assert "true best" in cli(*STORY, "--csv", path).out
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    assert [float(row["lr"]) for row in rows] == found.lr.tolist()
    assert [float(row["loss"]) for row in rows] == found.loss.tolist()
    assert [float(row["smooth"]) for row in rows] == found.smooth.tolist()
    assert [int(row["step"]) for row in rows] == list(range(len(found.lr)))


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_csv_on_stdout_stands_alone(cli, name):
    out = cli(*STORY, "--csv", name).out
    head, first = out.splitlines()[:2]
    assert head == "step,lr,loss,smooth"
    assert [float(value) for value in first.split(",")] == pytest.approx([0, 1e-7, 25, 25])
    assert "true best" not in out


def test_options_of_the_test_go_to_the_test(cli):
    words = ("--test-steps", "40", "--lr-min", "1e-4", "--lr-max", "0.9", "--noise", "0.2")
    document = cli(*STORY, *words, "--seed", "3", "--json").json
    found = lrsim.find_lr(
        "quadratic", start=5.0, budget=50, noise=0.2, seed=3, steps=40, lr_min=1e-4, lr_max=0.9
    )
    assert document["lr"] == found.lr.tolist()
    assert document["loss"] == found.loss.tolist()


def test_first_runner_of_a_file_is_tested(cli, file):
    document = cli("find", file, "--json").json
    assert document["loss"] == lrsim.find_lr(lrsim.load(file)).loss.tolist()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--test-steps", "1"), "--test-steps 1 must be a whole number from 2 to 100\u202f000"),
        (
            ("--test-steps", "many"),
            "--test-steps many must be a whole number from 2 to 100\u202f000",
        ),
        (("--lr-min", "0"), "--lr-min 0 must be a number from 10⁻³⁰ to 10⁶"),
        (("--lr-min", "nan"), "--lr-min nan must be a number from 10⁻³⁰ to 10⁶"),
        (("--lr-min", "1", "--lr-max", "1"), "--lr-max 1 must be above --lr-min, which is 1"),
        (
            ("--steps", "0"),
            "--steps 0 must be a whole number from 1 to 16\u202f777\u202f216",
        ),
        (("--csv", ""), "--csv '' must be the name of a file, or - for standard output"),
        (("--csv", "-", "--json"), "--json and --csv cannot both write to standard output"),
    ],
)
def test_bad_input_names_the_option(refused, words, complaint):
    assert complaint in refused("find", *words)
