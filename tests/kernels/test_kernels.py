"""The list of kernels: what the build makes of it, what the core and the catalogue hold each other to."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lrsim
from lrsim import _core
from lrsim.batches import lanes
from lrsim.catalogue.entries import check_parameters, entries
from lrsim.optimizers import Lion, Optimizer
from lrsim.surfaces import Surface

ROOT = Path(__file__).resolve().parent.parent.parent
UNKNOWN = [-1, len(_core.SurfaceCode), 10**6]


# --- the build ---


def run(command, folder, **environment):
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def generated(folder):
    return [template.with_suffix("") for template in (folder / "lrsim").rglob("*.tp")]


def generate(folder):
    program = (
        "from pathlib import Path; from lrsim.kernels.generate import write_kernels; "
        "write_kernels(Path())"
    )
    return run([sys.executable, "-c", program], folder)


@pytest.fixture
def tree(tmp_path):
    """The kernels and their templates, without what has been made of them."""
    package = tmp_path / "lrsim" / "kernels"
    package.mkdir(parents=True)
    for module in ("lrsim/__init__.py", "lrsim/kernels/__init__.py", "lrsim/kernels/generate.py"):
        shutil.copy(ROOT / module, tmp_path / module)
    made = {path.name for path in generated(ROOT)}
    for kind in ("*.tp", "*.toml", "kernels/**/*.pxd"):
        for path in (ROOT / "lrsim").glob(f"**/{kind}" if kind.startswith("*") else kind):
            if path.name not in made:
                place = tmp_path / path.relative_to(ROOT)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)
    return tmp_path


def test_the_build_writes_what_is_there_and_leaves_alone_what_is_right(tree):
    assert generate(tree).returncode == 0
    written = generated(tree)
    assert written
    for path in written:
        assert path.read_text() == (ROOT / path.relative_to(tree)).read_text()
        os.utime(path, (0, 0))
    assert generate(tree).returncode == 0
    assert all(path.stat().st_mtime == 0 for path in written)
    assert {path.name for path in tree.rglob("*.*")} >= {path.name for path in written}


def test_what_the_build_writes_is_not_for_git():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {str(path.relative_to(ROOT)) for path in generated(ROOT)} <= set(ignored)


@pytest.mark.parametrize(
    ("line", "wrong", "message"),
    [
        ('struct = "Booth"', 'struct = "Boot"', "BOOTH: there is no 'ctypedef struct Boot'"),
        ("BOOTH ", "BOOTHE", "BOOTHE: polynomial.pxd has no function 'boothe'"),
        ("LION ", "LIONS", "LIONS: descents.pxd has no function 'lions'"),
        ('"Booth", dimensions = 2', '"Booth"', "BOOTH: its dimensions must be 1 or 2"),
        ('["ax", "eta"]', '["ax"]', "ASGD: 'asgd' uses 2 slots"),
        ('"exp_avg", "exp_avg_sq", "s", "p0", "d"', '"d"', "PRODIGY: 'prodigy' uses 5 slots"),
    ],
)
def test_a_line_that_names_no_kernel_stops_the_build(tree, line, wrong, message):
    table = tree / "lrsim" / "kernels" / "kernels.toml"
    table.write_text(table.read_text().replace(line, wrong))
    assert message in generate(tree).stderr


# --- the core and the catalogue ---


def test_every_surface_of_the_core_is_in_the_catalogue():
    assert {cls.code for cls in entries(Surface).values()} == set(_core.SurfaceCode)


def test_every_rule_of_the_core_is_in_the_catalogue():
    own = {cls.rule for cls in entries(Optimizer).values()}
    short = {_core.RuleCode.PLAIN, _core.RuleCode.HEAVY_BALL}  # which SGD takes where it can
    assert own | short == set(_core.RuleCode)
    assert not own & short


@pytest.mark.parametrize("taken", [(), ("beta2", "beta1", "weight_decay"), ("beta1", "beta2")])
def test_an_entry_with_other_parameters_than_its_kernel_is_refused(taken):
    with pytest.raises(TypeError, match="Lion has the parameters"):
        check_parameters(Lion, Lion.__struct_fields__, taken)


@pytest.mark.parametrize("name", entries(Optimizer))
def test_slots_of_an_optimizer_are_those_of_its_rule_or_unused(name):
    optimizer = lrsim.optimizer(name)
    kept = _core.RULE_SLOTS[optimizer.kernel[0]]
    assert len(optimizer.slots) <= len(kept)
    for own, slot in zip(optimizer.slots, kept, strict=False):
        assert own in (slot, "")


# --- what the core refuses ---


def descend(on="bowl", by="sgd", **changes):
    """Take no step, with arguments as they should be but for the changes."""
    surface = lrsim.surface(on)
    rule, hyper = lrsim.optimizer(by).kernel
    arguments = {
        "surface": surface.code,
        "parameters": surface.kernel,
        "rule": rule,
        "hyper": np.array(hyper),
        "rates": np.ones(1),
        "escape": 1e3,
        "state": np.zeros(_core.STATE_SIZE),
        "first": 0,
        "n": 0,
        "position": np.zeros((1, surface.dimensions)),
        "loss": np.zeros(1),
    }
    return _core.descend(**arguments | changes)


def outcomes(function, on="bowl", by="sgd", **changes):
    """Run one lane for no step, likewise."""
    surface = lrsim.surface(on)
    rule, hyper = lrsim.optimizer(by).kernel
    one = np.ones(1)
    arguments = {
        "surface": surface.code,
        "parameters": surface.kernel,
        "rule": rule,
        "hyper": np.array([hyper]),
        "bounds": np.array([0, 1]),
        "lr": one,
        "scale": np.ones((1, surface.dimensions)),
        "start": np.ones((1, surface.dimensions)),
        "state": np.zeros(_core.STATE_SIZE),
        "first": 0,
        "n": 0,
        "escape": 1e3,
        "goals": np.zeros(0),
        "terms": np.array([0.0, 0.01, 0.0, 5.0, 0.0]),
        "out": np.zeros((lanes.COLUMNS, 1)),
    }
    return function(**arguments | changes)


CALLS = {
    "descend": descend,
    "outline": lambda *a, **k: outcomes(_core.outline, *a, **k),
    "lanes": lambda *a, **k: outcomes(lanes.loops().run, *a, **k),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@every_call
@pytest.mark.parametrize("code", UNKNOWN)
def test_an_unknown_surface_is_refused(call, code):
    call()
    with pytest.raises(ValueError, match=f"surface {code}: no surface has this code"):
        call(surface=code)


@every_call
@pytest.mark.parametrize("code", UNKNOWN)
def test_an_unknown_rule_is_refused(call, code):
    with pytest.raises(ValueError, match=f"rule {code}: no rule has this code"):
        call(rule=code)


@pytest.mark.parametrize("code", UNKNOWN)
def test_an_unknown_surface_has_no_value(code):
    with pytest.raises(ValueError, match="no surface has this code"):
        _core.evaluate(code, np.zeros(1), np.zeros((1, 1)), np.zeros(1))
    with pytest.raises(ValueError, match="no surface has this code"):
        _core.evaluate_grid(code, np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((1, 1)))


@every_call
@pytest.mark.parametrize("name", entries(Surface))
def test_a_surface_takes_as_many_parameters_as_its_struct_has(call, name):
    kernel = lrsim.surface(name).kernel
    call(on=name)
    for wrong in (kernel[:-1], np.append(kernel, 0.0)):
        with pytest.raises(ValueError, match=f"takes {len(kernel)}, not {len(wrong)}"):
            call(on=name, parameters=wrong)


@pytest.mark.parametrize("name", entries(Optimizer))
def test_a_rule_takes_as_many_parameters_as_its_struct_has(name):
    _, hyper = lrsim.optimizer(name).kernel
    descend(by=name)
    for wrong in (hyper[:-1], (*hyper, 0.0)):
        with pytest.raises(ValueError, match=f"takes {len(hyper)}, not {len(wrong)}"):
            descend(by=name, hyper=np.array(wrong))


@every_call
def test_positions_of_another_dimension_are_refused(call):
    with pytest.raises(ValueError, match="BOWL is not over 1 coordinates"):
        call(position=np.zeros((1, 1))) if call is descend else call(start=np.ones((1, 1)))


@pytest.mark.parametrize("name", [n for n, c in entries(Optimizer).items() if c.is_global])
def test_lanes_refuse_a_rule_that_needs_both_coordinates(name):
    with pytest.raises(ValueError, match="lanes do not run"):
        outcomes(lanes.loops().run, by=name)


@pytest.mark.parametrize("call", [descend, CALLS["outline"]])
def test_a_state_or_a_schedule_of_another_length_is_refused(call):
    with pytest.raises(ValueError, match="state: has"):
        call(state=np.zeros(_core.STATE_SIZE - 1))
    with pytest.raises(ValueError, match="plateau: the schedule takes"):
        call(plateau=np.zeros(3))


# --- what CONTRIBUTING.md tells ---


def edits():
    """Yield file, line and text of every block of code that says where it belongs."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    for block in re.findall(
        r"^```\w+\n# (\S+\.\w+(?:, under [^\n]+)?)\n(.*?)^```", text, re.MULTILINE | re.DOTALL
    ):
        file, _, line = block[0].partition(", under ")
        yield file, line, block[1]


@pytest.mark.slow
def test_a_surface_and_an_optimizer_are_added_as_contributing_tells(tmp_path):
    listed = run(["git", "ls-files", "-z"], ROOT)
    if listed.returncode:
        pytest.skip("git says what belongs to the tree")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    for file, line, text in edits():
        path = tmp_path / file
        old = path.read_text()
        at = old.index(f"\n{line}\n") + len(line) + 2 if line else len(old)
        path.write_text(old[:at] + ("" if line else "\n\n") + text + old[at:])
    setup = tmp_path / "setup.py"  # compiled twice as fast, and run once
    setup.write_text(setup.read_text().replace('"-O3"', '"-O0"'))

    build = [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"]
    built = run(build, tmp_path, LRSIM_LEVELS="baseline")
    assert built.returncode == 0, built.stderr
    files = [
        f"tests/{name}.py"
        for name in (
            "kernels/test_kernels",
            "kernels/test_core",
            "batches/test_batch",
            "catalogue/test_catalogue",
            "optimizers/test_optimizers",
            "surfaces/test_surfaces",
            "surfaces/test_minima",
        )
    ]
    tests = [sys.executable, "-m", "pytest", "-q", "-k", "zettl or qhm", *files]
    tested = run(tests, tmp_path, LRSIM_CPU="baseline")
    assert tested.returncode == 0, tested.stdout[-5000:]
    passed = int(re.search(r"(\d+) passed", tested.stdout)[1])
    assert passed > 60
