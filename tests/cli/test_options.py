"""The options that say what to run: what they mean, alone and over a file, and what they refuse."""

from __future__ import annotations

import shlex

import pytest

from lrsim.cli.options import HELP


def experiment(cli, *words):
    """Return the experiment that a command line makes."""
    return cli("run", *words, "--json").json["experiment"]


def test_file_is_run_as_it_stands(cli, file):
    got = experiment(cli, file)
    assert got["title"] == "Three knobs"
    assert (got["steps"], got["seed"], got["start"]) == (50, 3, [-1.0])
    assert [runner["name"] for runner in got["runners"]] == ["Snail", "Pro"]
    assert got["runners"][1]["dial"] == [[24, 0.02]]


def test_options_replace_the_files_values_of_the_same_name(cli, file):
    got = experiment(cli, file, "--steps", "20", "--seed", "9", "--start", "0.5")
    assert (got["steps"], got["seed"], got["start"]) == (20, 9, [0.5])
    assert got["surface"]["name"] == "shower"


def test_options_about_runners_replace_them_in_every_runner_of_the_file(cli, file):
    words = ("--lr", "0.03", "--optimizer", "adam", "--schedule", "step", "--dial", "3:0.5")
    for runner in experiment(cli, file, *words)["runners"]:
        assert runner["lr"] == 0.03
        assert runner["optimizer"]["name"] == "adam"
        assert runner["schedule"]["name"] == "step"
        assert runner["dial"] == [[3, 0.5]]


def test_one_option_leaves_the_rest_of_each_runner_alone(cli, file):
    _, pro = experiment(cli, file, "--lr", "0.03")["runners"]
    assert pro["lr"] == 0.03
    assert pro["dial"] == [[24, 0.02]]
    assert pro["optimizer"]["momentum"] == 0.5


def test_another_surface_brings_its_own_start(cli, file):
    got = experiment(cli, file, "--surface", "rosenbrock")
    assert got["start"] == [-1.5, 2.0]


def test_same_surface_with_other_parameters_keeps_the_files_start(cli, tmp_path):
    path = tmp_path / "valley.toml"
    path.write_text('surface = { name = "long-valley" }\nstart = [1.0, 1.0]\n')
    got = experiment(cli, path, "--surface", "long-valley:kappa=3")
    assert got["start"] == [1.0, 1.0]
    assert got["surface"]["kappa"] == 3.0


def test_runners_replace_those_of_the_file(cli, file):
    got = experiment(cli, file, "--runner", "Only lr=0.5")
    assert [runner["name"] for runner in got["runners"]] == ["Only"]
    assert got["surface"]["name"] == "shower"


def test_runner_is_a_shell_like_string(cli):
    spec = "Snail lr=1e-4 optimizer=sgd:momentum=0.9 schedule=step:step_size=30 dial=5:0.1;9:0.2"
    (runner,) = experiment(cli, "--runner", spec)["runners"]
    assert runner["name"] == "Snail"
    assert runner["lr"] == 1e-4
    assert runner["optimizer"]["momentum"] == 0.9
    assert runner["schedule"]["step_size"] == 30
    assert runner["dial"] == [[5, 0.1], [9, 0.2]]


def test_the_examples_of_the_help_run_as_they_stand(cli):
    shown = [line for line in str(HELP).splitlines() if line.startswith("  --")]
    assert len(shown) == 2
    for line in shown:
        assert experiment(cli, *shlex.split(line))["runners"][0]["name"] in ("Snail", "Snail 2")


def test_runner_takes_a_quoted_name_or_none(cli):
    got = experiment(
        cli, "--runner", "'Late brake' lr=1", "--runner", "lr=2", "--runner", "name=x=y"
    )
    assert [runner["name"] for runner in got["runners"]] == ["Late brake", "run 2", "x=y"]


def test_runner_goes_before_the_options_about_all_runners(cli):
    got = experiment(
        cli, "--optimizer", "adam", "--lr", "0.3", "--runner", "a", "--runner", "b lr=1"
    )
    assert [runner["lr"] for runner in got["runners"]] == [0.3, 1.0]
    assert {runner["optimizer"]["name"] for runner in got["runners"]} == {"adam"}


def test_start_takes_negative_numbers_and_two_coordinates(cli):
    assert experiment(cli, "--start", "-1.5")["start"] == [-1.5]
    assert experiment(cli, "--surface", "bowl", "--start", "-1,-2e-1")["start"] == [-1.0, -0.2]


def test_fractions_are_read_wherever_there_is_a_learning_rate(cli):
    (runner,) = experiment(cli, "--lr", "1/3", "--dial", "4:1/7", "--lr-scale", "1/2")["runners"]
    assert (runner["lr"], runner["dial"], runner["lr_scale"]) == (1 / 3, [[4, 1 / 7]], [0.5])
    (runner,) = experiment(cli, "--runner", "lr=1/3 dial=4:1/7")["runners"]
    assert (runner["lr"], runner["dial"]) == (1 / 3, [[4, 1 / 7]])
    assert cli("sweep", "--lrs", "1/3,1/2", "--json").json["lr"] == [1 / 3, 1 / 2]
    assert cli("sweep", "--lrs", "1/10:1:2", "--json").json["lr"] == [0.1, 1.0]
    assert cli("find", "--lr-min", "1/1000", "--json").json["lr"][0] == 1 / 1000
    axes = ("--x", "lr:1/300:1/3:2", "--y", "start_x:1:2:2")
    assert cli("map", *axes, "--json").json["x"]["low"] == 1 / 300


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("--lr 1/0", "--lr 1/0 must be a number from 0 to 10⁶"),
        ("--lr 1/2/3", "--lr 1/2/3 must be a number from 0 to 10⁶"),
        ("--lr 1e999", "--lr 1e999 must be a number from 0 to 10⁶"),
        ("--lr nan", "--lr nan must be a number from 0 to 10⁶"),
        ("--lr -1", "--lr -1 must be a number from 0 to 10⁶"),
        ("--lr ٣", "--lr ٣ must be a number from 0 to 10⁶"),
        ("--lr 1_0", "--lr 1_0 must be a number from 0 to 10⁶"),
        ("--start nan", "--start nan must be one finite number on quadratic"),
        ("--start 1,2", "--start 1,2 must be one finite number on quadratic"),
        ("--start ,", "--start , must be one finite number on quadratic"),
        ("--surface bowl --start 1", "--start 1 must be two finite numbers on bowl"),
        ("--steps 0", "--steps 0 must be a whole number of steps from 1 to 16\u202f777\u202f216"),
        (
            "--steps 1e30",
            "--steps 1e30 must be a whole number of steps from 1 to 16\u202f777\u202f216",
        ),
        (
            "--steps 5.5",
            "--steps 5.5 must be a whole number of steps from 1 to 16\u202f777\u202f216",
        ),
        ("--steps ٣", "--steps ٣ must be a whole number of steps from 1 to 16\u202f777\u202f216"),
        ("--seed -1", "--seed -1 must be a whole number from 0 to 9\u202f223"),
        ("--lr-scale 1,0.1", "--lr-scale 1,0.1 must have 1 factor on quadratic"),
        ("--lr-scale 1,0.1 --runner a", "--lr-scale 1,0.1 must have 1 factor on quadratic"),
        ("--clip-norm -1", "--clip-norm -1 must be a number from 0 to 10⁶"),
        ("--clip-value x", "--clip-value x must be a number from 0 to 10⁶"),
        ("--runner clip_norm=nan", "--runner clip_norm=nan: clip_norm = nan must be a number"),
        ("--lr-scale 1,x", "--lr-scale 1,x: lr_scale[1] = 'x' must be a number from 0 to 10⁶"),
        ("--surface qadratic", "did you mean quadratic? (lrsim list surfaces shows all "),
        ("--surface formula:", "--surface formula:: expression is missing after formula:"),
        ("--learning-rate 1", "there is no option --learning-rate; did you mean --lr?"),
        ("--dial 100:1", "--dial 100:1 comes too late: step 99 is the last of the run"),
        ("--dial 5:1 --dial 9:2 --steps 9", "--dial 9:2 comes too late: step 8 is the last"),
        ("--surface long-valley:kapa=2", "long-valley has no parameter called 'kapa'"),
        (
            "--optimizer sgd:momentum=2",
            "--optimizer sgd:momentum=2: momentum = 2 must be a number at least 0 and below 1",
        ),
        ("--optimizer sgd:nesterov=true", "nesterov = true needs a momentum above 0"),
        ("--schedule step:gamma=nan", "--schedule step:gamma=nan: gamma = nan must be a number"),
        ("--dial 5", "--dial 5 must be written STEP:LR"),
        ("--dial 5:x", "--dial 5:x: 'x' must be a number from 0 to 10⁶"),
        ("--dial 5:1 --dial 4:1", "--dial 4:1: 4 must be a whole number from 6 to"),
        ("--expect foo", "--expect foo must be one of too_small, "),
        ("--expect slow --expect slow", "is given 2 times; there is 1 runner, so give it once"),
        ("--expect-loss-below nan", "--expect-loss-below nan must be a number"),
        ("--csv - --json", "--csv and --json cannot both write to standard output"),
        ("--csv - --npz /dev/stdout", "--csv and --npz cannot both write to standard output"),
        ("--csv a --npz a", "--csv a and --npz a cannot be the same file"),
        ("--csv /no/such/folder/f", "/no/such/folder/f cannot be written: No such file"),
        ("--csv /", "/ cannot be written: Is a directory"),
        ("--foo", "there is no option --foo"),
        ("--optimzer x", "there is no option --optimzer; did you mean --optimizer?"),
        ("-o x", "there is no option -o"),
        ("--lr", "option '--lr' requires an argument"),
        ("--json=yes", "option '--json' does not take a value"),
        ("a.toml b.toml", "got unexpected extra argument (b.toml)"),
        ("/no/such.toml", "/no/such.toml cannot be read: No such file or directory"),
        ("/", "/ cannot be read: Is a directory"),
    ],
)
def test_bad_option_is_refused_with_its_name_value_and_what_is_allowed(refused, words, complaint):
    message = refused("run", *words.split(" "))
    assert message.startswith("lrsim run: ")
    assert complaint in message


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("", "--runner '' is empty; write a name and key=value words"),
        ("a b", "b must be written key=value; a name with spaces stands in quotes"),
        ("a lr=1 lr=2", "lr is given twice; give it once"),
        ("a foo=1", "foo is no known key; known are: name, lr, optimizer, schedule, dial"),
        ("a lr=1e9", "--runner 'a lr=1e9': lr = 1000000000 must be a number from 0 to 10⁶"),
        ("a lr=", "lr = '' must be a number from 0 to 10⁶"),
        ("a optimizer=sgd:momentum=2", "optimizer.momentum = 2 must be a number at least 0"),
        ("a dial=7:1;100:1", "dial 100:1 comes too late: step 99 is the last of the run"),
        ("a momentum=0.9", "no known key; did you mean optimizer='sgd:momentum=0.9'?"),
        ("a dial=3", "dial 3 must be written STEP:LR"),
        ("'a", "is not closed: no closing quotation"),
        (
            "a\x1b[31m",
            r"name = 'a\x1b[31m' must be text of 1 to 40 printable characters on one line",
        ),
        (
            "\u202eevil",
            r"name = '\u202eevil' must be text of 1 to 40 printable characters on one line",
        ),
        ("x" * 41, "must be text of 1 to 40 printable characters on one line"),
        ("''", "name = '' must be text of 1 to 40 printable characters on one line"),
    ],
)
def test_bad_runner_is_refused_with_its_string_and_the_word_to_blame(refused, spec, complaint):
    assert complaint in refused("run", "--runner", spec)


def test_a_turn_of_the_dial_beyond_the_budget_may_stand_in_a_file(cli, file):
    assert cli("run", file, "--steps", "24").status == 0


def test_the_place_in_a_formula_is_shown_on_lines_of_its_own(refused):
    message = refused("run", "--surface", "formula:x + 2^y")
    assert message.splitlines() == [
        "lrsim run: --surface 'formula:x + 2^y': expression: ^ is not allowed; write ** for powers",
        "  x + 2^y",
        "       ^",
    ]


def test_no_line_of_a_complaint_is_of_somebody_elses_making(refused):
    message = refused("run", "--surface", "formula:x\nlrsim run: all is well\n^")
    assert message.count("\n") == 1
    message = refused("run", "--runner", "a 'b\nc'=1")
    assert message.count("\n") == 1


def test_runners_of_one_name_are_refused(refused):
    message = refused("run", "--runner", "A lr=1", "--runner", "A lr=2")
    assert "--runner 'A lr=2': name = 'A' must differ from that of runners[0]" in message


def test_ninth_runner_is_refused(refused):
    words = [word for name in "abcdefghi" for word in ("--runner", name)]
    assert "--runner has 9; at most 8 can run" in refused("run", *words)


@pytest.mark.parametrize(
    "option", ["surface", "optimizer", "schedule", "lr", "start", "steps", "seed"]
)
def test_empty_value_is_refused(refused, option):
    assert f"--{option} '' must be" in refused("run", f"--{option}", "")


def test_nul_is_refused(refused):
    assert "NUL" in refused("run", "a\0b")


def test_huge_value_is_cut_short(refused):
    assert len(refused("run", "--lr", "9" * 100_000)) < 300
    assert len(refused("run", "--steps", "9" * 100_000)) < 300


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("steps = ", ":1 is not valid TOML: Invalid value"),
        ("steps = 5\nseed = x\n", ":2 is not valid TOML"),
        ("foo = 1", ": foo is no known key; known are: "),
        ("schema_version = 3", ": schema_version = 3: this version of lrsim reads up to 2"),
        (
            "steps = 1.5",
            ": steps = 1.5 must be a whole number of steps from 1 to 16\u202f777\u202f216",
        ),
        ("steps = " + "9" * 5000, "is not valid TOML: a number has too many digits"),
        (
            "steps = 0x" + "f" * 5000,
            "steps = a number of thousands of digits must be a whole number",
        ),
        ("start = [nan]", "start = [nan] must be one finite number on quadratic"),
        ("noise = -1.0", "noise = -1 must be a number from 0 to 10⁶"),
        ('surface = { name = "foo" }', "surface = 'foo' must be one of quadratic"),
        ("[[runners]]\nlr = -1", "runners[0].lr = -1 must be a number from 0 to 10⁶"),
        (
            '[[runners]]\nname = "a"\n[[runners]]\noptimizer = { name = "sgd", momentum = 1.5 }',
            "runners[1].optimizer.momentum = 1.5 must be a number at least 0 and below 1",
        ),
        ("[[runners]]\nlearning_rate = 1", "runners[0].learning_rate is no known key"),
        ("a = " + "[" * 100_000, "is nested too deeply"),
        ('"' + "k" * 100_000 + '" = 1', "is no known key"),
        ('"\\u001b[31m" = 1', r"\x1b[31m is no known key"),
    ],
)
def test_bad_file_is_refused_with_its_name_and_line_or_key_path(refused, tmp_path, text, complaint):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    message = refused("run", path)
    assert complaint in message
    assert len(message) < 1000


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"title = '\xff'", ":1 is not UTF-8 text"),
        (b"\x00\x01\x02", ":1 is not valid TOML"),
        (b"#" * (5 * 2**20), "is larger than 4 MiB"),
    ],
)
def test_file_that_is_no_text_is_refused(refused, tmp_path, data, complaint):
    path = tmp_path / "bad.bin"
    path.write_bytes(data)
    assert complaint in refused("run", path)


def test_option_over_a_file_is_blamed_itself(refused, file):
    assert "run: --start 1,2 must be one finite number on shower" in refused(
        "run", file, "--start", "1,2"
    )


def test_a_runners_own_factors_are_its_own_fault(refused):
    told = refused("run", "--lr-scale", "1", "--runner", "a lr_scale=1;2")
    assert "--runner 'a lr_scale=1;2': lr_scale = [1.0, 2.0] must have 1 factor" in told


def test_gradients_are_clipped_by_options_and_in_runners(cli):
    (runner,) = experiment(cli, "--clip-norm", "1/2", "--clip-value", "3")["runners"]
    assert (runner["clip_norm"], runner["clip_value"]) == (0.5, 3.0)
    both = ("--runner", "a clip_norm=2", "--runner", "b", "--clip-value", "1")
    first, second = experiment(cli, *both)["runners"]
    assert (first["clip_norm"], first["clip_value"]) == (2.0, 1.0)
    assert "clip_norm" not in second


def test_numbers_are_read_alike_in_all_options(cli):
    words = ("--steps", " 1e2 ", "--lr", " 0.5 ", "--seed", "−0", "--dial", " 5 : 0.25 ")
    read = experiment(cli, *words)
    assert (read["steps"], read["seed"]) == (100, 0)
    assert (read["runners"][0]["lr"], read["runners"][0]["dial"]) == (0.5, [[5, 0.25]])
    rates = cli("sweep", "--lrs", " 0.1 : 1 : 1e1 ", "--json").json["lr"]
    assert len(rates) == 10


def test_a_bare_formula_is_pointed_to(refused):
    told = refused("run", "--surface", "x**2 + 10*y")
    assert "did you mean formula:x**2 + 10*y?" in told
