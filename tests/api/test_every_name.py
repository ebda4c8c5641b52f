"""A user's script of every public name: it names all of them, runs, and needs little."""

import ast
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import lrsim

SCRIPT = Path(__file__).with_name("every_name.py")
STUB = Path(lrsim.__file__).with_suffix(".pyi")

WITHOUT_OTHERS = """
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("lrsim", "numpy", "msgspec"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refused())
"""
"""What makes an environment of one where only NumPy and msgspec are installed."""


def attributes():
    """Return the names of all attributes in the script."""
    return {n.attr for n in ast.walk(ast.parse(SCRIPT.read_text())) if isinstance(n, ast.Attribute)}


def run_without_others(code, *words):
    script = f"{WITHOUT_OTHERS}\n{code}"
    command = [sys.executable, "-W", "error", "-c", script, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_script_has_every_public_name():
    assert set(lrsim.__all__) <= attributes()


def test_the_script_runs(tmp_path):
    script = runpy.run_path(str(SCRIPT))
    script["everything"]()
    script["files"](tmp_path)


def test_the_stub_has_the_public_names_from_where_they_live():
    homes = {}
    for node in ast.parse(STUB.read_text()).body:
        if isinstance(node, ast.ImportFrom):
            homes |= {name.name: node.module for name in node.names}
    expected = {name: f"lrsim.{home}" for name, home in lrsim._HOME.items()}
    assert homes == expected | dict.fromkeys(lrsim._MODULES, "lrsim")
    listed = next(n.value for n in ast.parse(STUB.read_text()).body if isinstance(n, ast.Assign))
    assert sorted(ast.literal_eval(listed)) == sorted(lrsim.__all__)


def test_numpy_and_msgspec_are_enough():
    done = run_without_others(
        "import runpy, sys; runpy.run_path(sys.argv[1])['everything']()", SCRIPT
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "lrsim.Experiment().save('x.toml')",
            "an experiment file needs tomli-w: pip install tomli-w",
        ),
        (
            "lrsim.trainability_map(x=('lr', 0.1, 1, 2), y=('start_x', 1, 2, 2)).save('x.png')",
            "a map's picture needs Pillow: pip install Pillow",
        ),
    ],
)
def test_what_needs_more_says_so(code, said):
    done = run_without_others(
        f"import lrsim\ntry: {code}\nexcept ImportError as error: print(error)"
    )
    assert (done.stdout, done.stderr) == (f"{said}\n", "")


def test_the_command_says_what_it_needs():
    done = run_without_others("from lrsim.cli import main; sys.exit(main(['run']))")
    assert done.stderr == "lrsim: the command line needs click: pip install click\n"
    assert (done.returncode, done.stdout) == (2, "")
