"""What a notebook shows: well-formed, true to the numbers, and without a window."""

import importlib
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import lrsim
from lrsim.session.story import popular_example

pd = pytest.importorskip("pandas")
figure = pytest.importorskip("matplotlib.figure")

RUN = lrsim.run("rosenbrock", optimizer="adam", lr=0.1, steps=200)
SWEEP = lrsim.sweep("quadratic", start=5.0, steps=50, lrs=np.logspace(-3, 1, 30))
FINDER = lrsim.find_lr("long-valley:kappa=10")
MAP = lrsim.trainability_map("quadratic", x=("lr", 0.01, 2, 12), y=("start_x", 1, 5, 7))
BATCH = lrsim.batch("bowl", steps=40, vary={"lr": [0.01, 0.1, 0.5, 1.2]}, evidence=True)
ORBITS = lrsim.bifurcation("double-well", start=0.5, lrs=np.linspace(0.1, 0.45, 120))
ZONE = lrsim.sweep("gramacy-lee", steps=100, lrs=np.logspace(-4, 1, 30)).zone
THEORY = lrsim.local_theory(RUN, step=3)
RESULTS = {
    "run": RUN,
    "exploded": lrsim.run("quadratic:escape=inf", lr=10.0, steps=300),
    "no values": lrsim.run("formula:log(x)", start=0.5, lr=3.0, steps=20),
    "tiny": lrsim.run("formula:1e-310*x**2", start=1.0, steps=5),
    "huge": lrsim.run("formula:1e300*x**2", start=1.0, lr=1e-310, steps=5),
    "one step": lrsim.run("quadratic", steps=1, lr=0.0),
    "experiment": popular_example(),
    "long": lrsim.Experiment("bowl", steps=10**6),
    "verdict": RUN.verdict,
    "sweep": SWEEP,
    "sweep of one": lrsim.sweep("saddle", lrs=[0.1]),
    "finder": FINDER,
    "map": MAP,
    "batch": BATCH,
    "batch of names": lrsim.batch("bowl", steps=9, vary={"optimizer": ["sgd", "adam"]}),
    "batch of seeds": lrsim.batch("quadratic", steps=9, noise=1.0, vary={"lr": [0.1]}, seeds=5),
    "batch of explosions": lrsim.batch("quadratic", vary={"lr": [1e5, 1e6]}),
    "bifurcation": ORBITS,
    "bifurcation in two dimensions": lrsim.bifurcation("bowl", lrs=[0.1, 0.5, 1.5]),
    "bifurcation of noise": lrsim.bifurcation("quadratic", noise=1.0, lrs=[0.1, 0.5]),
    "zone": ZONE,
    "theory": THEORY,
    "theory of an explosion": lrsim.local_theory(lrsim.run("quadratic", lr=1.1), step=100),
    "theory without curvature": lrsim.local_theory(lrsim.run("abs", lr=0.1), step=0),
    "markup": lrsim.Experiment(
        title='<script>alert("x")</script>', runners=[lrsim.Runner(name="<b>&amp;")]
    ),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_well_formed_html_without_gaps(name):
    html = RESULTS[name]._repr_html_()
    root = ET.fromstring(html.replace("xmlns=", "ns="))
    text = "".join(root.itertext())
    assert text.strip()
    assert "nan" not in html.split("<div", 2)[-1].replace("nan_", "").lower()
    assert "inf," not in html
    assert "<script" not in html
    assert len(html) < 300_000


def test_ids_differ_from_picture_to_picture():
    ids = [
        element.get("id")
        for _ in range(2)
        for element in ET.fromstring(RUN._repr_html_().replace("xmlns=", "ns=")).iter("clipPath")
    ]
    assert len(set(ids)) == len(ids) == 4


def test_a_curve_is_where_the_losses_are():
    run = lrsim.run("quadratic", lr=0.1, start=5.0, steps=50)
    root = ET.fromstring(run._repr_html_().replace("xmlns=", "ns="))
    loss = root.findall(".//svg")[1]
    points = [
        tuple(map(float, p.split(","))) for p in loss.find(".//polyline").get("points").split()
    ]
    assert len(points) == 51
    x, y = np.array(points).T
    assert np.allclose(np.diff(x), np.diff(x)[0], atol=0.11)
    falls = np.diff(y)  # on a log axis every step keeps 64 %: a straight line down
    assert np.allclose(falls, falls.mean(), atol=0.11)


def test_words_are_those_of_the_verdict():
    html = RUN._repr_html_()
    assert RUN.verdict.label in html
    assert RUN.verdict.reason.split(",")[0] in html


def test_reprs_are_short_and_plain():
    results = (RUN, SWEEP, FINDER, MAP, RUN.verdict, popular_example(), BATCH, ORBITS, THEORY)
    for result in (*results, ZONE):
        assert repr(result).startswith("<" if result in results else "Zone(")
        assert repr(result).endswith(">" if result in results else ")")
        assert len(repr(result)) < 300
        assert "array(" not in repr(result)


@pytest.mark.parametrize(
    "result",
    [RUN, SWEEP, FINDER, MAP, popular_example(), BATCH, ORBITS, ZONE],
    ids=lambda r: type(r).__name__,
)
def test_plots_go_on_the_axes_they_are_given(result, tmp_path):
    ax = figure.Figure().add_subplot()
    assert result.plot(ax) is ax
    assert ax.lines or ax.collections
    own = result.plot()
    own.figure.savefig(tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 5000


def test_a_plot_has_the_numbers_of_the_run():
    line = RUN.plot().lines[0]
    assert np.array_equal(line.get_xdata(), RUN.step)
    assert np.array_equal(line.get_ydata(), RUN.loss)


def test_tables_have_the_numbers_to_the_bit():
    table = RUN.to_frame()
    assert list(table) == ["step", "x", "y", "loss", "lr", "gradient_norm"]
    assert np.array_equal(table["loss"], RUN.loss)
    assert np.array_equal(table["lr"][:-1], RUN.lr)
    cells = MAP.to_frame()
    assert len(cells) == 12 * 7
    row, column = 3, 5
    cell = cells.iloc[row * 12 + column]
    run = MAP.run(row, column)
    assert (cell["final_loss"], cell["verdict"]) == (run.loss[-1], run.verdict.name)
    assert list(SWEEP.to_frame()["verdict"]) == SWEEP.verdict
    assert len(FINDER.to_frame()) == len(FINDER.lr)
    assert list(popular_example().to_frame()["name"]) == ["Snail", "Pro", "Maniac"]


def test_tables_of_many_runs_have_the_numbers_to_the_bit():
    lanes = BATCH.to_frame()
    assert list(lanes["lr"]) == [0.01, 0.1, 0.5, 1.2]
    assert list(lanes["verdict"]) == BATCH.verdict.tolist()
    assert np.array_equal(lanes["final_y"], BATCH.position[:, 1])
    assert np.array_equal(lanes["loss"], BATCH.loss)
    orbits = ORBITS.to_frame()
    kept = ORBITS.position.shape[1]
    assert len(orbits) == 120 * kept
    third = orbits[orbits["lr"] == ORBITS.lr[2]]
    assert np.array_equal(third["x"], ORBITS.position[2, :, 0])
    assert set(third["period"]) == {ORBITS.period[2]}


def test_a_zone_is_told_with_its_holes_and_islands():
    zone = lrsim.Zone(0.1, 0.5, 0.3, islands=((0.7, 0.8),), holes=((0.2, 0.25),))
    rows = [["zone", 0.1, 0.5], ["hole", 0.2, 0.25], ["island", 0.7, 0.8]]
    assert zone.to_frame().to_numpy().tolist() == rows
    html = zone._repr_html_()
    assert "Works from LR 0.1 to 0.5, best 0.3" in html
    assert "<td>island</td><td>0.7</td><td>0.8</td>" in html
    assert len(zone.plot().patches) == 2


def test_the_local_theory_is_told_with_its_reasons():
    table = THEORY.to_frame()
    assert dict(zip(table["quantity"], table["value"], strict=True))["learning rate"] == 0.1
    none = RESULTS["theory without curvature"]
    (edge,) = [row for row in none.to_frame().itertuples() if row.quantity == "stable up to LR"]
    assert np.isnan(edge.value)
    assert edge.reason == none.edge.reason
    assert edge.reason in none._repr_html_()
    assert "plot" not in dir(THEORY)


def test_points_are_where_the_orbits_are():
    root = ET.fromstring(ORBITS._repr_html_().replace("xmlns=", "ns="))
    strokes = root.find(".//path").get("d").split("M")[1:]
    places = np.array([tuple(map(float, s.removesuffix("h.1").split(","))) for s in strokes])
    columns = {x: np.sum(places[:, 0] == x) for x in np.unique(places[:, 0])}
    assert list(columns.values())[:5] == [1] * 5  # settles
    assert max(columns.values()) > 8  # chaos
    words = [cell.text for cell in root.findall(".//tbody/tr/td")]
    assert {"1: settles", "2-cycle", "chaos"} <= set(words)


def test_a_verdict_is_words_and_offers_neither_a_plot_nor_a_table():
    assert not {"plot", "to_frame"} & set(dir(RUN.verdict))


def test_a_result_is_shown_without_qt_matplotlib_and_pandas():
    script = (
        "import sys, lrsim; lrsim.run('bowl')._repr_html_(); "
        "print([name for name in ('PySide6', 'matplotlib', 'pandas') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("result", "call", "package"),
    [
        ("run", "plot", "matplotlib"),
        ("run", "to_frame", "pandas"),
        ("run", "_repr_html_", "contourpy"),
        ("map", "_repr_html_", "PIL"),
    ],
)
def test_what_is_missing_is_named_in_a_line(monkeypatch, result, call, package):
    gone = (package, "lrsim.studies.maps.picture")
    for name in [name for name in sys.modules if name.startswith(gone)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    importlib.import_module("lrsim.notebook.pictures")._contours.cache_clear()
    by_pip = "Pillow" if package == "PIL" else package
    with pytest.raises(ImportError, match=rf"^[^\n]* needs {by_pip}: pip install {by_pip}$"):
        getattr(RESULTS[result], call)()


def test_a_batch_of_no_runs_is_shown_and_plotted():
    pytest.importorskip("matplotlib")
    none = lrsim.batch("quadratic", vary={"lr": []})
    assert "0 runs" in none._repr_html_()
    assert none.plot() is not None


def test_a_sweep_of_the_rate_0_alone_has_an_axis_that_can_show_it():
    pytest.importorskip("matplotlib")
    ax = lrsim.sweep("quadratic", lrs=[0.0], steps=5).plot()
    assert ax.get_xscale() == "linear"
    assert lrsim.sweep("quadratic", lrs=[0.0, 0.1], steps=5).plot().get_xscale() == "log"
