"""Experiments: frozen, validated, and the same in Python and TOML."""

import copy
import dataclasses
import itertools
import math
import pickle
import sys
import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrsim
from drawing import drawn_entry
from lrsim.catalogue.entries import Entry, entries
from lrsim.declarations import MAX_NAME, MAX_RUNNERS, MAX_STEPS, MAX_TITLE
from lrsim.errors import InputError
from lrsim.experiment import learning_rate
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.surfaces import Surface

EXAMPLE = """
schema_version = 1
title = "Three knobs"
surface = { name = "shower" }
start = [-1.0]
steps = 50
seed = 0
noise = 0.0                       # standard deviation of the gradient noise (batch = 1)

[[runners]]
name = "Pro"
lr = 0.01
dial = [[24, 0.02]]               # from step 24 on
lr_scale = [1.0]                  # per coordinate
optimizer = { name = "sgd", momentum = 0.0 }
schedule = { name = "constant", warmup = 0 }
"""


# --- draws ---------------------------------------------------------------------------------------


def drawn_entries(kind):
    return st.sampled_from(list(entries(kind).values())).flatmap(drawn_entry)


def texts(shortest, longest):
    characters = st.characters(codec="utf-8").filter(str.isprintable)
    drawn = st.text(characters, max_size=longest)
    return drawn.filter(lambda text: len(text.strip()) >= shortest)


@st.composite
def drawn_runners(draw, name):
    steps = sorted(draw(st.sets(st.integers(0, MAX_STEPS), max_size=4)))
    rates = st.floats(0, 1e6)
    return lrsim.Runner(
        name=name,
        lr=draw(rates),
        optimizer=draw(drawn_entries(Optimizer)),
        schedule=draw(drawn_entries(Schedule)),
        dial=[(step, draw(rates)) for step in steps],
    )


@st.composite
def drawn_experiments(draw):
    surface = draw(drawn_entries(Surface))
    far = min(surface.limit(()), sys.float_info.max)
    coordinate = st.floats(-far, far) if surface.escape else st.floats(-1e300, 1e300)
    names = draw(st.lists(texts(1, 40).map(str.strip), unique=True, min_size=1, max_size=3))
    return lrsim.Experiment(
        surface,
        title=draw(texts(0, 200)),
        start=[draw(coordinate) for _ in range(surface.dimensions)],
        steps=draw(st.integers(1, MAX_STEPS)),
        seed=draw(st.integers(0, 2**63 - 1)),
        runners=[draw(drawn_runners(name)) for name in names],
    )


# --- files ---------------------------------------------------------------------------------------


@given(drawn_experiments())
def test_toml_round_trip(experiment):
    again = lrsim.Experiment.from_dict(tomllib.loads(experiment.to_toml()))
    assert again == experiment
    assert hash(again) == hash(experiment)
    assert repr(again) == repr(experiment)  # −0.0 equals 0.0 but is not the same
    assert lrsim.Experiment.from_dict(experiment.to_dict()) == experiment


def test_saved_file_is_loaded_again(experiment, tmp_path):
    path = tmp_path / "three.toml"
    experiment.save(path)
    assert lrsim.load(path) == lrsim.load(str(path)) == experiment
    assert lrsim.run(lrsim.load(path)).loss[-1] == lrsim.run(experiment).loss[-1]


def test_infinite_escape_survives_a_file(tmp_path):
    experiment = lrsim.Experiment("quadratic:escape=inf")
    experiment.save(tmp_path / "a.toml")
    assert lrsim.load(tmp_path / "a.toml").surface.escape == math.inf


def test_documented_file_is_loaded(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(EXAMPLE)
    experiment = lrsim.load(path)
    assert experiment.title == "Three knobs"
    assert experiment.surface.spec == "shower"
    assert experiment.start == (-1.0,)
    (runner,) = experiment.runners
    assert (runner.name, runner.lr, runner.dial) == ("Pro", 0.01, ((24, 0.02),))


def test_written_file_has_the_documented_keys():
    written = tomllib.loads(lrsim.Experiment.from_dict(tomllib.loads(EXAMPLE)).to_toml())
    documented = tomllib.loads(EXAMPLE)
    assert set(written) == set(documented)
    assert set(written["runners"][0]) == set(documented["runners"][0])
    assert written["schema_version"] == 1


def test_keys_left_out_take_their_defaults(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("")
    assert lrsim.load(path) == lrsim.Experiment()
    path.write_text("surface = 'rosenbrock'\n[[runners]]\noptimizer = 'adam'\n")
    experiment = lrsim.load(path)
    assert experiment.start == experiment.surface.start
    assert experiment.runners[0].lr == 0.001


def test_integers_stand_for_floats(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(
        "start = [5]\nnoise = 0\n[[runners]]\nlr = 1\nlr_scale = [1]\ndial = [[3, 2]]\n"
    )
    runner = lrsim.load(path).runners[0]
    assert runner.lr == 1.0
    assert type(runner.lr) is float
    assert runner.dial == ((3, 2.0),)
    assert type(runner.dial[0][1]) is float


TABLES = [
    ("bogus = 1", "bogus", "known are: surface, start, steps"),
    ("schema_version = 3", "schema_version", "reads up to 2"),
    ("schema_version = 3\nnew_key = 1", "schema_version", "3 is not allowed"),
    ("schema_version = 0", "schema_version", "0 is not allowed"),
    ("schema_version = 'one'", "schema_version", "'one' is not allowed"),
    ("steps = 0", "steps", "from 1 to 16\u202f777\u202f216"),
    ("steps = 1.5", "steps", "whole number"),
    ("steps = true", "steps", "whole number"),
    ("steps = 2020-01-01", "steps", "whole number"),
    ("seed = -1", "seed", "whole number"),
    ("noise = -0.5", "noise", "from 0 to 10⁶"),
    ("title = 5", "title", "text"),
    ('title = "a\\nb"', "title", "one line"),
    ("start = [1, 2]", "start", "one finite number on quadratic"),
    ("start = [inf]", "start", "finite"),
    ("start = 'x'", "start", "finite"),
    ("surface = 'nonesuch'", "surface", "must be one of quadratic"),
    ("surface = 5", "surface", "name of one"),
    ("surface = { kappa = 5 }", "surface.name", "name of one"),
    ("surface = { name = 'long-valley', kappa = 0 }", "surface.kappa", "from 10⁻⁶"),
    ("surface = { name = 'bowl', kappa = 1 }", "surface.kappa", "bowl has no parameter"),
    ("runners = 5", "runners", "list of tables"),
    ("runners = [5]", "runners[0]", "table of keys"),
    ("[runners]\nname = 'x'", "runners", "list of tables"),
    ("[[runners]]\nbogus = 1", "runners[0].bogus", "known are: name, lr"),
    ("[[runners]]\nname = 'a'\n[[runners]]\nname = 'a'", "runners[1].name", "must differ"),
    ("[[runners]]\nname = ''", "runners[0].name", "1 to 40 printable characters"),
    ("[[runners]]\nlr = -1", "runners[0].lr", "from 0 to 10⁶"),
    ("[[runners]]\nlr = nan", "runners[0].lr", "from 0 to 10⁶"),
    ("[[runners]]\nlr = '0.1'", "runners[0].lr", "'0.1' is not allowed"),
    ("[[runners]]\nlr_scale = [-0.5]", "runners[0].lr_scale[0]", "from 0 to 10⁶"),
    ("[[runners]]\nlr_scale = [1, 1]", "runners[0].lr_scale", "on quadratic"),
    ("[[runners]]\ndial = [[1]]", "runners[0].dial[0]", "pair"),
    ("[[runners]]\ndial = [[5, 1], [5, 2]]", "runners[0].dial[1]", "from 6"),
    ("[[runners]]\ndial = [[5, -1]]", "runners[0].dial[0]", "from 0"),
    ("[[runners]]\ndial = [[16777216, 1], [5, 1]]", "runners[0].dial[1]", "the last there can be"),
    (
        "[[runners]]\n[[runners]]\nname = 'b'\noptimizer = { name = 'sgd', momentum = 1.5 }",
        "runners[1].optimizer.momentum",
        "1.5 is not allowed; must be a number at least 0 and below 1",
    ),
    (
        "[[runners]]\noptimizer = { name = 'sgd', nesterov = true }",
        "runners[0].optimizer.nesterov",
        "needs a momentum",
    ),
    ("[[runners]]\noptimizer = 'sgd:momentum=2'", "runners[0].optimizer.momentum", "below 1"),
    (
        "[[runners]]\nschedule = { name = 'step', step_size = 0 }",
        "runners[0].schedule.step_size",
        "1",
    ),
    ("[[runners]]\nschedule = { name = 'stpe' }", "runners[0].schedule", "did you mean step?"),
    (f"start = [1{'0' * 400}]", "start", "finite"),
    (f"[[runners]]\nlr = 1{'0' * 400}", "runners[0].lr", "from 0 to 10⁶"),
]


@pytest.mark.parametrize(("text", "where", "allowed"), TABLES)
def test_bad_value_is_refused_with_its_key_path(tmp_path, text, where, allowed):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        lrsim.load(path)
    message = str(caught.value)
    assert caught.value.where.startswith(f"{path}: {where}")
    assert allowed in message
    assert message.count("\n") <= 3


def test_more_runners_than_can_run_are_refused(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("".join(f"[[runners]]\nname = '{k}'\n" for k in range(MAX_RUNNERS)))
    assert len(lrsim.load(path).runners) == MAX_RUNNERS
    path.write_text(path.read_text() + "[[runners]]\n")
    with pytest.raises(InputError, match="has 9; at most 8"):
        lrsim.load(path)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(data=st.data())
def test_any_value_in_any_place_is_taken_or_refused_in_words(data):
    table = copy.deepcopy(tomllib.loads(EXAMPLE))
    places = [table, table["surface"], table["runners"][0]]
    places += [table["runners"][0]["optimizer"], table["runners"][0]["schedule"]]
    place = data.draw(st.sampled_from(places))
    key = data.draw(st.sampled_from(sorted(place)) | st.text(max_size=5))
    place[key] = data.draw(JUNK)
    try:
        experiment = lrsim.Experiment.from_dict(table)
    except InputError as error:
        message = str(error)
    else:
        message = ""
        assert lrsim.Experiment.from_dict(experiment.to_dict()) == experiment
    assert message.count("\n") <= 3
    assert len(message) < 500


def test_what_is_no_table_is_refused():
    for given_ in (None, 5, "x", [], [("steps", 5)]):
        with pytest.raises(InputError, match="table of keys"):
            lrsim.Experiment.from_dict(given_)


def test_reading_leaves_the_table_alone():
    table = tomllib.loads(EXAMPLE)
    before = copy.deepcopy(table)
    lrsim.Experiment.from_dict(table)
    assert table == before


# --- values --------------------------------------------------------------------------------------


def test_experiments_and_runners_are_frozen(experiment):
    for thing, name in ((experiment, "steps"), (experiment.runners[0], "lr")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(thing, name, 1)
        with pytest.raises((AttributeError, TypeError)):
            thing.bogus = 1


def test_equal_experiments_are_equal_and_hash_alike(experiment):
    again = lrsim.Experiment.from_dict(experiment.to_dict())
    assert again is not experiment
    assert again == experiment
    assert {again: 1}[experiment] == 1
    assert dataclasses.replace(experiment, seed=8) != experiment


def test_experiments_survive_pickle_and_copy(experiment):
    assert pickle.loads(pickle.dumps(experiment)) == experiment
    assert copy.deepcopy(experiment) == copy.copy(experiment) == experiment


def test_replace_checks_what_it_is_given(experiment):
    assert dataclasses.replace(experiment, steps=7).steps == 7
    with pytest.raises(InputError, match="steps"):
        dataclasses.replace(experiment, steps=0)
    with pytest.raises(InputError, match="start"):
        dataclasses.replace(experiment, surface="quadratic")


def test_replacing_a_runner(experiment):
    changed = experiment.replace_runner(1, lr=0.5, optimizer="adam")
    assert changed.runners[1].lr == 0.5
    assert changed.runners[1].optimizer.name == "adam"
    assert changed.runners[1].schedule == experiment.runners[1].schedule
    assert changed.runners[::2] == experiment.runners[::2]
    with pytest.raises(InputError) as caught:
        experiment.replace_runner(1, lr=-1)
    assert caught.value.where == "runners[1].lr"
    with pytest.raises(InputError, match=r"runners\[1\]\.name"):
        experiment.replace_runner(1, name="Snail")


def test_without_runners_there_is_one():
    (runner,) = lrsim.Experiment().runners
    assert runner == lrsim.Runner()
    assert runner.name == "run"


@pytest.mark.parametrize("runners", [5, "ab", [5], [None], [{"name": "a"}]])
def test_what_is_no_runner_is_refused(runners):
    with pytest.raises(InputError, match="runners"):
        lrsim.Experiment(runners=runners)


def test_runners_may_come_from_a_generator():
    made = lrsim.Experiment(runners=(lrsim.Runner(name=str(k)) for k in range(3)))
    assert [runner.name for runner in made.runners] == ["0", "1", "2"]


@pytest.mark.parametrize("name", ["", " ", "x" * (MAX_NAME + 1), "a\nb", "a\tb", "\x00", 5, None])
def test_names_are_a_line_of_text(name):
    with pytest.raises(InputError, match="name"):
        lrsim.Runner(name=name)


def test_text_is_kept_without_blanks_around_it():
    assert lrsim.Runner(name="  Größe 😀 ").name == "Größe 😀"
    assert lrsim.Experiment(title=" a b ").title == "a b"
    assert lrsim.Experiment(title="x" * MAX_TITLE).title == "x" * MAX_TITLE
    with pytest.raises(InputError, match=f"0 to {MAX_TITLE}"):
        lrsim.Experiment(title="x" * (MAX_TITLE + 1))


def test_dial_in_force():
    runner = lrsim.Runner(lr=0.1, dial=[(5, 0.2), (9, 0.3)])
    assert [runner.lr_at(k) for k in (0, 4, 5, 8, 9, 10**9)] == [0.1, 0.1, 0.2, 0.2, 0.3, 0.3]


def test_what_is_a_list_may_be_an_array():
    moves = ((24, 0.5), (30, 0.25))
    for dial in (
        np.array(moves),
        [np.array(move) for move in moves],
        np.array(moves, dtype=object),
    ):
        assert lrsim.Runner(dial=dial).dial == moves
    assert lrsim.Runner(dial=np.empty((0, 2))).dial == ()
    assert lrsim.Runner(lr_scale=np.array([1.0, 0.5])).lr_scale == (1.0, 0.5)
    assert lrsim.Experiment("bowl", start=np.array([1, 2])).start == (1.0, 2.0)
    assert lrsim.schedules.Multistep(milestones=np.array([30, 60])).milestones == (30, 60)
    points = ((0, 1.0), (50, 0.5))
    assert lrsim.schedules.Drawn(points=np.array(points)).points == points


@pytest.mark.parametrize("dial", [[24.0, 0.5], [[24.5, 0.5]], [[24, 0.5, 1.0]], [[math.nan, 0.5]]])
def test_an_array_that_is_no_dial_is_refused(dial):
    with pytest.raises(InputError, match=r"^dial\[0\]: "):
        lrsim.Runner(dial=np.array(dial))


@pytest.mark.parametrize("value", [0, 0.0, 1e-300, 1e6, 5, True])
def test_learning_rates_that_are_allowed(value):
    if value is True:
        with pytest.raises(InputError):
            learning_rate("lr", value)
    else:
        assert learning_rate("lr", value) == value


@pytest.mark.parametrize("value", [-1e-300, 1.0000001e6, math.nan, math.inf, None, "1"])
def test_learning_rates_that_are_not(value):
    with pytest.raises(InputError, match="from 0 to 10⁶"):
        learning_rate("lr", value)


def test_entries_may_be_specs_tables_or_objects():
    sgd = lrsim.optimizers.Sgd(momentum=0.9)
    for optimizer in (sgd, "sgd:momentum=0.9", {"name": "sgd", "momentum": 0.9}):
        assert lrsim.Runner(optimizer=optimizer).optimizer == sgd
        assert isinstance(lrsim.Runner(optimizer=optimizer).optimizer, Entry)


# --- atomic --------------------------------------------------------------------------------------


def test_failed_save_leaves_the_old_file(experiment, tmp_path, monkeypatch):
    path = tmp_path / "a.toml"
    experiment.save(path)
    before = path.read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(InputError, match=r"a\.toml: cannot be written: No space left"):
        dataclasses.replace(experiment, steps=999).save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.toml"]


@pytest.mark.parametrize(
    "runner",
    [
        {"optimizer": "sgd:momentum=0.9,lr_in_velocity=true"},
        {"optimizer": "adam:weight_decay=0.1,weight_decay_mode=full"},
        {"schedule": "constant:factor=0.5"},
        {"clip_norm": 1.0},
        {"schedule": "sequential:schedules=[constant:factor=0.5];[step],milestones=5"},
    ],
)
def test_a_file_with_a_key_that_older_versions_lack_says_so(runner):
    newer = lrsim.Experiment(runners=[lrsim.Runner(**runner)])
    assert newer.to_dict()["schema_version"] == 2
    assert lrsim.Experiment.from_dict(newer.to_dict()) == newer


@pytest.mark.parametrize(
    "changes",
    [
        {"surface": "formula:a*x**2,a=3"},
        {"runners": [lrsim.Runner(schedule="constant:factor=0.5")]},
        {"runners": [lrsim.Runner(schedule="multiplicative")]},
        {"runners": [lrsim.Runner(schedule="chained")]},
        {"runners": [lrsim.Runner(schedule="sequential:schedules=[multiplicative];[constant]")]},
    ],
)
def test_entries_and_parameters_that_older_versions_lack_need_a_newer_file(changes):
    assert lrsim.Experiment(**changes).to_dict()["schema_version"] == 2


def test_a_file_without_newer_keys_can_be_read_by_older_versions():
    written = lrsim.Experiment(runners=[lrsim.Runner(optimizer="sgd:momentum=0.9")]).to_dict()
    assert written["schema_version"] == 1
    assert set(written["runners"][0]["optimizer"]) == {
        "name",
        "momentum",
        "dampening",
        "weight_decay",
        "nesterov",
    }
    assert set(written["runners"][0]["schedule"]) == {"name", "warmup"}


def test_too_many_runners_are_refused_before_they_are_made(monkeypatch):
    def made(_table):
        raise AssertionError

    monkeypatch.setattr(lrsim.Runner, "from_dict", made)
    with pytest.raises(InputError, match=r"runners: has 200\u202f000; at most 8 can run"):
        lrsim.Experiment.from_dict({"runners": [{}] * 200_000})
    with pytest.raises(InputError, match="at most 8 can run"):
        lrsim.Experiment(runners=(lrsim.Runner(name=str(k)) for k in itertools.count()))
