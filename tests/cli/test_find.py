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
        "reasons": {},
        "schema_version": 1,
        "zone": found.zone.to_dict(),
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
        "\nNo zone over the experiment's 100 steps: it starts in a minimum, and there is nothing to win.\n"
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
            "--steps 0 must be a whole number of steps from 1 to 16\u202f777\u202f216",
        ),
        (("--csv", ""), "--csv '' must be the name of a file, or - for standard output"),
        (("--csv", "-", "--json"), "--json and --csv cannot both write to standard output"),
    ],
)
def test_bad_input_names_the_option(refused, words, complaint):
    assert complaint in refused("find", *words)


# --- a test of one's own ---


def own(lr, loss, head="lr,loss", separator=","):
    lines = [separator.join(map(repr, pair)) for pair in zip(lr, loss, strict=True)]
    return "\n".join([head, *lines, ""])


LR = [10.0 ** (k / 20 - 6) for k in range(121)]
LOSS = [2.0 / (1.0 + lr / 1e-3) + 0.3 + (lr / 0.1) ** 2 for lr in LR]


@pytest.fixture
def own_file(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(own(LR, LOSS))
    return path


def test_a_test_of_ones_own_is_read_as_the_api_reads_it(cli, own_file):
    document = cli("find", "--from", own_file, "--json").json
    about = {"schema_version": 1, "rows": 121, "skipped": []}
    assert document == about | lrsim.suggest_lr(LR, LOSS)
    assert list(document) == sorted(document)
    out = cli("find", "--from", own_file).out
    assert out.startswith("121 points, learning rates 10⁻⁶ to 1\n")
    assert f"\nsuggestion  {document['suggestion']:.4g}".split() == out.split("\n")[-4].split()
    assert out.splitlines()[-1].startswith("Start with 0.0014, and compare it with a third")


def test_a_short_test_of_ones_own_says_why_there_is_nothing(cli, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(own(LR[:9], LOSS[:9]))
    out = cli("find", "--from", path).out
    assert out.count("too short: 9 points in the whole test, 15 are needed") == 5
    assert out.endswith("No learning rate is suggested.\n")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + own(LR, LOSS),
        own(LR, LOSS).replace("\n", "\r\n"),
        own(LR, LOSS, "LR; Loss", ";"),
        own(LR, LOSS, "lr\tloss", "\t"),
        own(LR, LOSS) + "\n,\n,1.0\n0.1,\n",
        own(LR, LOSS) + "1.1,nan\n1.2,5\n",
    ],
)
def test_files_of_all_sorts_are_read(cli, tmp_path, text):
    path = tmp_path / "own.csv"
    path.write_text(text, newline="")
    document = cli("find", "--from", path, "--json").json
    assert document["suggestion"] == pytest.approx(
        lrsim.suggest_lr(LR, LOSS)["suggestion"], rel=0.1
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "lr: there is no such column; the first line must name the columns"),
        ("a,b\n1,2\n", "lr: there is no such column; the first line must name the columns"),
        (
            "lr,train_loss\n1,2\n",
            "loss: there is no such column; call train_loss so if it is meant",
        ),
        ("lr,loss,LR\n1,2,3\n", "lr: there are two columns of this name"),
        ("learning_rate,loss\n1,2\n", "lr: there is no such column; call learning_rate so"),
        ("lr,loss\n1,2\n2,x\n", "line 3: loss = 'x' must be a number"),
        (
            "lr,loss\n1,2\n,\n0.5,2\n",
            "line 4: lr = 0.5 must not be below the one before it, 1.0",
        ),
        ("lr,loss\n\n0,2\n", "line 3: lr = 0 must be a number above 0"),
        ("lr,loss\n1,2\n0,1,2\n", "line 3 has 3 cells, and the first line names 2"),
        ('lr,loss\n1,2\n"2\n3,4\n', "line 3 is no CSV: a quotation mark is not closed"),
        ("lr,loss\n" + "1" * 200_000 + ",1\n", "line 2 is no CSV: field larger than"),
    ],
)
def test_a_file_that_is_no_range_test_is_refused_with_the_place(refused, tmp_path, text, complaint):
    path = tmp_path / "own.csv"
    path.write_text(text)
    assert complaint in refused("find", "--from", path)


def test_rows_that_are_left_out_are_told_by_their_lines(cli, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(own(LR, LOSS) + "0.1\n\n,\n" + '"",\n' * 5)
    assert cli("find", "--from", path, "--json").json["skipped"] == [
        {"rows": 7, "lines": [123, *range(125, 131)], "reason": "lr or loss is missing"}
    ]
    told = "7 rows are left out, lr or loss is missing: lines 123, 125, 126, 127, 128, …"
    assert cli("find", "--from", path).out.splitlines()[1] == told


def test_bytes_that_are_no_text_are_refused_with_their_line(refused, tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes(b"lr,loss\n1,2\n\xff\n")
    assert "line 3 is not UTF-8 text" in refused("find", "--from", path)


@pytest.mark.parametrize(
    "words", [["--lr", "1"], ["--test-steps", "5"], ["--csv", "-"], ["x.toml"], ["--runner", "a"]]
)
def test_a_test_of_ones_own_stands_alone(refused, own_file, words):
    name = words[0] if words[0].startswith("--") else "FILE"
    complaint = refused("find", "--from", own_file, *words)
    assert complaint == f"lrsim find: --from and {name} cannot be given together\n"
