"""The public package: what `import lrsim` gives, and what it leaves alone until it is needed."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lrsim

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("numpy", "msgspec", "PySide6", "shiboken6", "pyqtgraph", "contourpy", "PIL", "rich")


def loaded_by(code):
    """Return the names of all modules that a fresh Python has loaded after running the code."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_loads_nothing_heavy():
    modules = loaded_by("import lrsim; lrsim.__version__; dir(lrsim)")
    assert not modules & set(HEAVY)
    assert "lrsim._core" not in modules


@pytest.mark.parametrize(
    "code",
    [
        "import lrsim; lrsim.run('quadratic').verdict",
        "import lrsim; lrsim.Session().play()",
        "import lrsim; lrsim.Experiment().to_toml()",
        "import lrsim.session.story, lrsim.studies.zone.sweep, lrsim.files",
    ],
)
def test_headless_use_loads_no_qt(code):
    modules = loaded_by(code)
    assert not modules & {"PySide6", "shiboken6", "pyqtgraph"}
    assert not any(name.startswith("lrsim.gui") for name in modules)
    assert "numpy" in modules


def test_an_error_needs_no_numpy():
    assert "numpy" not in loaded_by("import lrsim; lrsim.InputError")


@pytest.mark.parametrize("name", lrsim.__all__)
def test_public_names_are_there_and_documented(name):
    value = getattr(lrsim, name)
    assert name in dir(lrsim)
    assert value.__doc__
    assert getattr(lrsim, name) is value


def test_what_the_documentation_promises_is_public():
    promised = {"run", "race", "load", "surface", "optimizer", "schedule", "Experiment", "Runner"}
    promised |= {"Session", "Run", "Verdict", "InputError", "surfaces", "optimizers", "schedules"}
    assert promised <= set(lrsim.__all__)


def test_star_import_gives_the_public_names():
    modules = {}
    exec("from lrsim import *", modules)
    assert set(lrsim.__all__) <= set(modules)


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonesuch'"):
        lrsim.nonesuch  # noqa: B018 - that it is asked for is the test
    assert not hasattr(lrsim, "numpy")


def test_modules_can_be_imported_in_any_order():
    for name in ("session", "studies", "runs", "experiment", "schedules", "_core", "diagnosis"):
        assert f"lrsim.{name}" in loaded_by(f"import lrsim.{name}")


def test_example_of_the_documentation():
    r = lrsim.run("quadratic", lr=0.1, start=5.0, steps=50)
    assert r.position.shape == (51, 1)
    assert r.loss.shape == r.gradient_norm.shape == r.step.shape == (51,)
    assert r.lr.shape == (50,)
    assert r.verdict.name == "just_right"
    for part in ("label", "reason", "fix", "at_step"):
        assert hasattr(r.verdict, part)
    assert (r.exploded_at, type(r.converged_at)) == (None, int)
    assert r.experiment.runners[0] is r.runner
    r = lrsim.run(
        lrsim.surfaces.Rosenbrock(),
        optimizer=lrsim.optimizers.Adam(beta2=0.99),
        schedule=lrsim.schedules.CosineAnnealing(t_max=500),
        lr=0.02,
        start=(-1.5, 2.0),
        steps=500,
    )
    assert set(r.slots) == {"exp_avg", "exp_avg_sq"}
    surface = lrsim.surface("long-valley:kappa=50")
    assert isinstance(surface((1.0, 1.0)), float)
    assert surface.gradient(np.ones((3, 2))).shape == (3, 2)
    assert lrsim.schedule("step").rates(0.1, 30).shape == (30,)


def test_version_is_one_of_a_release():
    assert all(part.isdigit() for part in lrsim.__version__.split("."))


def test_stub_and_core_have_the_same_names():
    from lrsim import _core

    stub = (ROOT / "lrsim" / "_core.pyi").read_text()
    for name in ("descend", "powers", "cosine_wave", "evaluate", "evaluate_grid"):
        assert f"def {name}(" in stub
        assert callable(getattr(_core, name))
