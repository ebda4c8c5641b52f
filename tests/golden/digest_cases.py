"""The cases of the digest: runs, their theory, sessions, files and command lines; with the studies, all."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import digest_commands as commands
import numpy as np
from digest_inputs import (
    FORMULAS,
    OPTIMIZERS,
    SCHEDULES,
    SURFACES,
    Case,
    Draw,
    Given,
    case,
    drawn,
    experiment,
)
from digest_results import of_run, of_session, of_theory
from digest_studies import AXES, studies

import lrsim

FIRST_NOISE, LATER_NOISE = "noise of first runners", "noise of later runners"


def cases(threads: int | None) -> Iterator[Case]:
    """Yield every case, always in the same order; sweeps and maps use so many threads."""
    yield from surfaces()
    yield from rates()
    yield from runs()
    yield from races()
    yield from theories()
    yield from studies(threads)
    yield from sessions()
    yield from files()
    yield from command_lines(threads)


def surfaces() -> Iterator[Case]:
    specs = [*SURFACES, *(f"formula:{formula}" for formula in FORMULAS)]
    for spec, draw in zip(specs, drawn("surfaces", len(specs)), strict=True):
        yield case("surfaces", partial(_surface, draw), spec)


def _surface(draw: Draw, spec: str) -> list[Any]:
    surface = lrsim.surface(spec)
    places = [draw.start(spec) for _ in range(60)]
    places += [(far,) * surface.dimensions for far in (0.0, -0.0, 1e3, -1e3, 1e-200, 1e90, -1e160)]
    points = np.array(places)
    values = [surface(points), surface.gradient(points), surface.hessian(points)]
    minima = sorted((minimum.position, minimum.loss) for minimum in surface.minima)
    about = [surface.name, surface.dimensions, surface.domain, surface.start, surface.escape]
    return [*values, *about, surface(surface.start), minima]


def rates() -> Iterator[Case]:
    for spec in SCHEDULES:
        for lr, steps in ((0.1, 100), (3.7, 41)):
            compute = partial(_rates, lr, steps)
            yield Case("rates", f"{spec}, lr {lr}, {steps} steps", partial(compute, spec))


def _rates(lr: float, steps: int, spec: str) -> Any:
    return lrsim.schedule(spec).rates(lr, steps)


def runs() -> Iterator[Case]:
    """Yield runs with every optimizer, schedule and surface, all else drawn; and runs wholly drawn."""
    for key, specs in (
        ("optimizer", OPTIMIZERS * 2),
        ("schedule", SCHEDULES * 2),
        ("surface", SURFACES * 2),
        ("surface", [f"formula:{formula}" for formula in FORMULAS] * 2),
    ):
        group = "runs on formulas" if specs[0].startswith("formula:") else f"runs by {key}"
        for spec, draw in zip(specs, drawn(group, len(specs)), strict=True):
            yield case(group, _run, draw.single(**{key: spec}))
    for draw in drawn("drawn runs", 400):
        yield case("drawn runs", _run, draw.single())
    for draw in drawn("long runs", 6):
        yield case("long runs", _run, draw.single(steps=draw.choice((20_000, 70_000, 300_000))))
    for draw in drawn(FIRST_NOISE, 100):
        yield case(FIRST_NOISE, _run, draw.single(noise=draw.noise()))
    yield Case("drawn runs", "of objects", _run_of_objects)


def _run(given: Given) -> list[Any]:
    return of_run(lrsim.run(**given))


def _run_of_objects() -> list[Any]:
    run = lrsim.run(
        lrsim.surfaces.Rosenbrock(),
        optimizer=lrsim.optimizers.Adam(beta2=0.99),
        schedule=lrsim.schedules.CosineAnnealing(t_max=500),
        lr=0.02,
        start=(-1.5, 2.0),
        steps=500,
    )
    return of_run(run)


def races() -> Iterator[Case]:
    for draw in drawn("races", 40):
        yield case("races", partial(_race, slice(None)), draw.several(draw.randint(2, 8)))
    for draw in drawn("races with noise", 25):
        given = draw.several(draw.randint(2, 5), noise=draw.noise())
        yield case(FIRST_NOISE, partial(_race, slice(0, 1)), given)
        yield case(LATER_NOISE, partial(_race, slice(1, None)), given)


def _race(part: slice, given: Given) -> list[Any]:
    return [of_run(run) for run in lrsim.race(experiment(given))[part]]


def theories() -> Iterator[Case]:
    for draw in drawn("local theory", 80):
        yield case("local theory", _theories, draw.single(steps=draw.choice((7, 30, 100))))


def _theories(given: Given) -> list[Any]:
    run = lrsim.run(**given)
    last = len(run.loss) - 1
    steps = sorted({0, min(1, last), last // 2, max(last - 1, 0), last})
    return [of_theory(lrsim.local_theory(run, step)) for step in steps]


def sessions() -> Iterator[Case]:
    """Yield what the window drives: the dial, the playhead, edits, undo; and Snail, Pro and Maniac."""
    for draw in drawn("sessions", 60):
        given = draw.several(draw.randint(1, 4), steps=draw.choice((30, 100, 200)))
        script = [_move(draw, len(given["runners"])) for _ in range(draw.randint(3, 12))]
        compute = partial(_played, given, script)
        yield Case("sessions", f"{script} {given}", compute)
    thinned = [("step", 70_000), ("turn_dial", 0.05), ("step", 3)]
    yield Case("sessions", f"{thinned}", partial(_played, None, thinned))
    for draw in drawn("presets", 30):
        yield case("presets", _presets, draw.several(1, steps=draw.choice((50, 100))))
    yield case("presets", _presets, {"surface": "shower", "steps": 50, "runners": []})
    yield Case("presets", "popular example", partial(_played, None, []))


def _move(draw: Draw, runners: int) -> tuple[str, Any]:
    """Return a method of a session, or a name of `_played`, and its argument."""
    values = {
        "turn_dial": draw.lr(),
        "seek": draw.randrange(220),
        "step": draw.choice((1, 5, -3, 260)),
        "play": draw.number(0.1, 15.0),
        "select": draw.randrange(runners),
        "set_reveal": draw.maybe(0.5),
        "steps": draw.choice((20, 150, 400)),
        "start": draw.number(0.2, 1.1),
        "lr": draw.lr(),
        "undo": None,
        "redo": None,
        "apply_fix": None,
    }
    name = draw.choice([*values, "turn_dial", "seek"])
    return name, values[name]


def _played(given: Given | None, script: list[tuple[str, Any]]) -> list[Any]:
    session = lrsim.Session(None if given is None else experiment(given))
    told = []
    for name, value in script:
        if name == "play":
            session.play()
            session.advance(value)
            session.pause()
        elif name == "steps":
            session.edit(steps=value)
        elif name == "start":
            session.edit(start=[value * x for x in session.experiment.start])
        elif name == "lr":
            session.edit_runner(session.selected, lr=value)
        else:
            getattr(session, name)(*(() if value is None else (value,)))
        told.append([session.playhead, session.lr, session.run.loss[-1], session.run.exploded_at])
    return [told, of_session(session), session.experiment.to_toml()]


def _presets(given: Given) -> list[Any]:
    session = lrsim.Session(experiment(given))
    session.snail_pro_maniac()
    return [session.experiment.to_toml(), [run.loss for run in session.runs]]


def files() -> Iterator[Case]:
    for draw in drawn("files", 60):
        own = {"noise": draw.choice((0.0, 0.25)), "title": 'Größe, "Ruhe"'}
        yield case("files", _saved, draw.several(draw.randint(1, 8), **own))


def _saved(given: Given) -> list[Any]:
    written = experiment(given)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "experiment.toml"
        written.save(path)
        loaded = lrsim.load(path)
        told = [path.read_bytes(), loaded == written]
        loaded.save(path)
        return [*told, path.read_bytes(), of_run(lrsim.run(loaded))]


def command_lines(threads: int | None) -> Iterator[Case]:
    own = [] if threads is None else [f"--threads={threads}"]
    for draw in drawn("lrsim run", 20):
        words, given = commands.runs(draw)
        text = f"{' '.join(words)} {given}"
        yield Case("lrsim run", text, partial(commands.outcome, words, given))
    lines = [("lrsim run", ["run", *commands.options(d), "--json"]) for d in drawn("options", 20)]
    for draw in drawn("lrsim sweep", 12):
        words = ["sweep", *commands.options(draw), "--lrs", "1e-4:10:60"]
        lines += [("lrsim sweep", [*words, *form]) for form in (["--json"], ["--csv", "out.csv"])]
    for draw in drawn("lrsim find", 12):
        words = ["find", *commands.options(draw), "--json", "--csv", "out.csv"]
        lines.append(("lrsim find", words))
    for optimizer, surface, x, y in AXES:
        words = ["map", "--surface", surface, "--optimizer", optimizer, "--x", x, "--y", y]
        lines.append(("lrsim map", [*words, "--json", "-o", "out.npz"]))
        lines.append(("pictures", [*words, "-o", "out.png"]))
    for group, words in lines:
        work = own if words[0] in ("sweep", "map") else []
        yield Case(group, " ".join(words), partial(commands.outcome, [*words, *work]))
    resumed = [*lines[-2][1], *own]
    yield Case("lrsim map", "resumed", partial(commands.resumed, resumed))
    for name, compute in commands.listed():
        yield Case("lrsim list", name, compute)
