"""Builds the compiled core and the catalogues of messages; all else is in pyproject.toml."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from setuptools import Command, Extension, find_packages, setup
from setuptools.command.build import build
from setuptools.command.build_ext import build_ext

sys.path.insert(0, str(Path(__file__).parent))  # where a build backend does not look
from lrsim.kernels.generate import write_kernels

if TYPE_CHECKING:
    from babel.messages import Catalog

CHECKED = os.environ.get("LRSIM_CHECKED", "") not in ("", "0")

# Callers have validated what comes in, and indices are never negative; a checked build looks at each all the
# same. To divide by zero is no error but gives infinity or NaN: a run that does explodes. A header's own
# `cdivision` says so of what is compiled from it into other modules.
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": CHECKED,
    "wraparound": False,
    "cdivision": True,
    "initializedcheck": CHECKED,
    "autotestdict": False,
}

# No -ffast-math, no -march=native, no contraction into fused multiply-adds: the same numbers come out
# on every machine. Nothing reads errno or floating-point exception flags, and without them loops over
# lanes vectorise.
GCC_FLAGS = ["-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"]
# without debugging information the libraries are a fifth as large; fused types leave unused variants behind
GCC_FLAGS += ["-g0", "-Wno-unused-function"]
# The point and update functions are written once and meant to be part of every loop; in a file of a hundred
# loops the compiler's own judgement would stop somewhere in the middle.
GCC_FLAGS += ["-DCYTHON_INLINE=inline __attribute__((always_inline))"]
# Packing straight-line code into vectors lengthens the chain from step to step in a single run (a fifth of
# Adam's speed); and gcc 12, packing pairs of scalars, forms fused multiply-subtracts even under
# -ffp-contract=off.
GCC_FLAGS += ["-fno-tree-slp-vectorize"]
MSVC_FLAGS = ["/O2", "/fp:precise"]

# The loops over lanes, built once for each level of x86-64 and picked at run time (lrsim/batches/lanes.py).
# Wider vectors do the same operations in the same order: the same bits. Elsewhere, and with MSVC, there is
# the plain one alone.
LEVELS = {
    "baseline": [],
    "v3": ["-march=x86-64-v3", "-mno-fma"],
    "v4": ["-march=x86-64-v4", "-mno-fma", "-mprefer-vector-width=512"],
}
# LRSIM_LEVELS=baseline builds no other, which is enough to try something out
LEVELS = {
    name: LEVELS[name] for name in os.environ.get("LRSIM_LEVELS", ",".join(LEVELS)).split(",")
}
# two steps of all lanes taken in one pass run out of registers; clang neither does it nor knows the flag
LANES_FLAGS = ["-fno-loop-unroll-and-jam"]
X86_64 = platform.machine().lower() in ("x86_64", "amd64")


def _level(extension: Extension) -> str | None:
    """Return the CPU level an extension is for, or None."""
    return extension.name.partition("_lanes_")[2] or None


def _is_gcc(command: list[str]) -> bool:
    """Tell whether a compiler is GCC itself, and not one that takes its flags."""
    answer = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
    return "Free Software Foundation" in answer.stdout


def _newer_than(record: Path) -> bool:
    """Tell whether a source has changed since a build; Cython itself misses some that are cimported."""
    built = record.stat().st_mtime
    return any(source.stat().st_mtime > built for source in Path("lrsim").rglob("*.p[xy][dxi]"))


class BuildCore(build_ext):
    """Compile with flags for the compiler at hand, and anew whenever flags or directives change.

    Cython and setuptools compare timestamps of sources only. So the options of the last build lie
    beside its objects, and other options force a build: ``LRSIM_CHECKED=1`` and back works without
    cleaning up.
    """

    def build_extensions(self) -> None:
        msvc = self.compiler.compiler_type == "msvc"
        flags = MSVC_FLAGS if msvc else GCC_FLAGS
        lanes = [] if msvc or not _is_gcc(self.compiler.compiler[:1]) else LANES_FLAGS
        if msvc or not X86_64:
            self.extensions = [e for e in self.extensions if _level(e) in (None, "baseline")]
        for extension in self.extensions:
            level = _level(extension)
            extension.extra_compile_args = flags if level is None else flags + lanes + LEVELS[level]
        self.parallel = self.parallel or os.cpu_count()
        self.cython_directives = DIRECTIVES
        self.cython_c_in_temp = True  # generated C stays out of the source tree and out of wheels
        options = f"{DIRECTIVES}\n{flags}\n{lanes}\n{LEVELS}\n"
        record = Path(self.build_temp, "options.txt")
        if not record.is_file() or record.read_text() != options or _newer_than(record):
            self.force = True
        super().build_extensions()
        record.write_text(options)

    def copy_extensions_to_source(self) -> None:
        self.force = True  # an older build may be the right one to use again: never "up to date"
        super().copy_extensions_to_source()


write_kernels(Path(__file__).parent)

LOCALE = Path("lrsim/text/locale")
TEMPLATE = LOCALE / "lrsim.pot"

PSEUDO = "qps"
"""A language of which every word can be told from one that was forgotten: all its letters have accents, and
each message stands in brackets and is a third longer, as translations often are. Places and tags stay."""

ENGLISH = "en"
"""It needs no translation, but a catalogue: or who asks for English first and German second gets German."""

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "áḃçďéḟĝĥíĵķĺṁñóṗɋŕšťúṽŵẋýžÁḂÇĎÉḞĜĤÍĴĶĹṀÑÓṖɊŔŠŤÚṼŴẊÝŽ"
UNTOUCHED = re.compile(
    r"(\{[^{}]*\}|</?[a-zA-Z][^<>]*>|\]\([^()]*\)|`[^`]*`|&#?\w+;|(?<![\w}])--?[a-z][\w-]*)"
)


class BuildMessages(Command):
    """Compile the translations, and the pseudo-language out of the template.

    In an editable installation and with ``--inplace`` the catalogues lie beside their sources.
    """

    description = "compile the catalogues of messages"
    user_options: ClassVar = [("inplace", "i", "put the catalogues beside their sources")]
    boolean_options: ClassVar = ["inplace"]

    def initialize_options(self) -> None:
        self.build_lib: str | None = None
        self.editable_mode = self.inplace = False

    def finalize_options(self) -> None:
        self.set_undefined_options("build_py", ("build_lib", "build_lib"))

    def run(self) -> None:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for target, source in self.get_output_mapping().items():
            with open(source, encoding="utf-8") as text:
                catalog = read_po(text)
            if source == str(TEMPLATE):
                _translate(catalog, _accented if Path(target).parts[-3] == PSEUDO else str)
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            with open(target, "wb") as compiled:
                write_mo(compiled, catalog)

    def get_source_files(self) -> list[str]:
        return sorted(set(self.get_output_mapping().values()))

    def get_outputs(self) -> list[str]:
        return sorted(self.get_output_mapping())

    def get_output_mapping(self) -> dict[str, str]:
        """Return the catalogues by the names they get, each with its source."""
        root = Path("" if self.inplace or self.editable_mode else self.build_lib or "")
        sources = {path.parts[-3]: path for path in LOCALE.glob("*/LC_MESSAGES/lrsim.po")}
        sources |= dict.fromkeys((ENGLISH, PSEUDO), TEMPLATE)
        return {
            str(root / LOCALE / language / "LC_MESSAGES" / "lrsim.mo"): str(source)
            for language, source in sources.items()
        }


def _translate(catalog: Catalog, translated: Callable[[str], str]) -> None:
    """Fill a template with what a function makes of its messages."""
    for message in catalog:
        if message.pluralizable:
            message.string = tuple(map(translated, message.id))
        elif message.id:
            message.string = translated(message.id)


def _accented(text: str) -> str:
    parts = UNTOUCHED.split(text)
    parts[::2] = [part.translate(str.maketrans(LETTERS, ACCENTED)) for part in parts[::2]]
    words = "~~~~~ " * (len(text) // 18) + "~" * (len(text) % 18 // 3 or 1)
    return f"⟦{''.join(parts)} {words.strip()}⟧"


class Build(build):
    """Build the messages, too, in wheels and in editable installations."""

    sub_commands: ClassVar = [*build.sub_commands, ("build_messages", None)]


setup(
    # assets/ lies beside lrsim/, where a search does not see it: pyproject.toml maps it in
    packages=[
        *find_packages(include=["lrsim", "lrsim.*"], exclude=["lrsim.assets"]),
        "lrsim.assets",
    ],
    ext_modules=[
        Extension(
            f"lrsim.{name}",
            [f"lrsim/{name}.pyx"],
            depends=sorted(str(path) for path in Path("lrsim").rglob("*.px[di]")),
        )
        for name in ("_core", *(f"_lanes_{level}" for level in LEVELS))
    ],
    cmdclass={"build": Build, "build_ext": BuildCore, "build_messages": BuildMessages},
)
