"""Maps: each cell is its own run to the bit, however the map is divided; files and pictures of maps."""

import dataclasses
import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

import lrsim
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.errors import InputError
from lrsim.studies.maps import colours as map_colours
from lrsim.studies.maps import picture as map_picture
from lrsim.studies.maps import trainability as maps
from lrsim.studies.maps.cells import CELL_TYPES, Cells, compute
from lrsim.studies.maps.labels import labels


def experiment(surface="rosenbrock", optimizer="sgd", steps=60, **others):
    return lrsim.Experiment(
        surface, steps=steps, runners=[lrsim.Runner(optimizer=optimizer)], **others
    )


def same(one, other):
    return all(
        np.array_equal(getattr(one, n), getattr(other, n), equal_nan=t is not np.uint8)
        for n, t in CELL_TYPES.items()
    )


@pytest.fixture(scope="module")
def drawn():
    return lrsim.trainability_map(experiment(), x=("lr", 1e-5, 1, 48), y=("momentum", 0, 0.99, 32))


AXES = [
    ("sgd", ("lr", 1e-4, 1, 9), ("momentum", 0, 0.99, 5)),
    ("adam", ("beta1", 0, 0.99, 4), ("beta2", 0.5, 0.999, 5)),
    ("rmsprop", ("start_x", -2, 2, 5), ("start_y", -1, 3, 4)),
    ("sgd:momentum=0.5", ("lr_x", 1e-5, 1e-1, 5), ("lr_y", 1e-5, 1e-1, 5)),
    ("sgd", ("lr", 1e-3, 1, 5, "linear"), ("b", 1, 100, 4, "log")),
    ("lion", ("weight_decay", 0, 0.5, 3), ("lr_y", 1e-4, 1e-1, 4)),
]


@pytest.mark.parametrize(("optimizer", "x", "y"), AXES)
def test_each_cell_is_a_run_to_the_bit(optimizer, x, y):
    found = lrsim.trainability_map(experiment(optimizer=optimizer, noise=0.1, seed=3), x=x, y=y)
    assert found.verdict.shape == (y[3], x[3])
    for row in range(found.y.count):
        for column in range(found.x.count):
            run = found.run(row, column)
            assert run.loss[-1] == found.final_loss[row, column] or np.isnan(run.loss[-1])
            assert (-1 if run.exploded_at is None else run.exploded_at) == found.exploded_at[
                row, column
            ]
            converged = -1 if run.converged_at is None else run.converged_at
            assert converged == found.converged_at[row, column]


def test_a_cell_is_what_run_gives_for_its_coordinates(drawn):
    row, column = 20, 11
    optimizer = lrsim.optimizers.Sgd(momentum=float(drawn.y.values[row]))
    run = lrsim.run("rosenbrock", optimizer, lr=float(drawn.x.values[column]), steps=60)
    assert run.loss[-1] == drawn.final_loss[row, column]


def test_row_0_has_the_lowest_y():
    found = lrsim.trainability_map(
        "quadratic", steps=50, x=("lr", 0.15, 0.4, 3), y=("start_x", 1, 5, 3)
    )
    assert (np.diff(found.final_loss[:, 0]) > 0).all()
    assert (np.diff(found.steps_to_converge[0]) < 0).all()


def test_any_division_gives_the_same_bits(drawn, monkeypatch):
    e, x, y = drawn.experiment, drawn.x, drawn.y
    monkeypatch.setattr(maps, "PIECE", 200)
    told = []
    pieces = lrsim.trainability_map(
        e, x=x, y=y, threads=2, on_progress=lambda done, total: told.append((done, total))
    )
    assert same(drawn, pieces)
    assert told[-1] == (48 * 32, 48 * 32)
    assert len(told) == 8
    with ThreadPoolExecutor(2) as pool:
        assert same(drawn, lrsim.trainability_map(e, x=x, y=y, executor=pool))
    coarse = compute(e.setup(), x, y, slice(3, None, 8), slice(1, None, 4))
    assert np.array_equal(coarse.final_loss, drawn.final_loss[3::8, 1::4], equal_nan=True)
    assert np.array_equal(coarse.verdict, drawn.verdict[3::8, 1::4])


@pytest.mark.parametrize("names", [("b", "lr"), ("lr", "b")])
def test_large_maps_are_computed_piece_by_piece_with_each_surface_in_one(monkeypatch, names):
    ranges = {"b": ("b", 1, 200, 10), "lr": ("lr", 1e-4, 1e-1, 10)}
    x, y = (ranges[name] for name in names)
    whole = lrsim.trainability_map(experiment(), x=x, y=y)
    monkeypatch.setattr(maps, "PIECE", 30)
    assert same(whole, lrsim.trainability_map(experiment(), x=x, y=y))
    found = list(maps.pieces(whole.setup, whole.x, whole.y))
    assert len(found) == 4
    uncut = 0 if names[1] == "lr" else 1
    assert all(piece[uncut] == slice(None) for piece in found)


def test_a_box_that_is_zoomed_into_can_be_had_again(drawn):
    x = drawn.x.part(drawn.x.values[10], drawn.x.values[20])
    y = drawn.y.part(drawn.y.values[5], drawn.y.values[9])
    zoomed = lrsim.trainability_map(drawn.experiment, x=x, y=y)
    again = lrsim.trainability_map(
        drawn.experiment,
        x=("lr", float(drawn.x.values[10]), float(drawn.x.values[20]), 48),
        y=("momentum", float(drawn.y.values[5]), float(drawn.y.values[9]), 32),
    )
    assert same(zoomed, again)
    assert zoomed.final_loss[0, 0] == drawn.final_loss[5, 10]


def test_shares_add_up(drawn):
    shares = drawn.shares()
    assert tuple(shares) == VERDICTS
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["exploding"] == pytest.approx((drawn.exploded_at >= 0).mean(), abs=0.01)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"y": ("lr", 0.1, 1, 4)}, "^y: 'lr' is not allowed; must be another quantity"),
        ({"y": ("beta1", 0, 0.9, 4)}, "^y: 'beta1'"),
        ({"index": 1}, "^index: 1 is not allowed; must be 0"),
        (
            {"x": ("lr", 0.1, 1, 65536), "y": ("momentum", 0, 0.5, 1025)},
            "^y.count: .* at most 67\u202f108\u202f864 cells",
        ),
        ({"threads": 0}, "^threads: 0"),
    ],
)
def test_bad_input_is_refused_by_name(changes, message):
    arguments = {"x": ("lr", 0.1, 1, 4), "y": ("momentum", 0, 0.5, 3)} | changes
    with pytest.raises(InputError, match=message):
        lrsim.trainability_map(experiment(), **arguments)


def test_seed_of_an_experiment_can_be_another():
    arguments = {"x": ("lr", 1e-4, 1e-3, 4), "y": ("momentum", 0, 0.5, 3)}
    noisy = experiment(noise=1.0, seed=1)
    own = lrsim.trainability_map(noisy, **arguments)
    assert same(own, lrsim.trainability_map(noisy, seed=1, **arguments))
    assert not same(own, lrsim.trainability_map(noisy, seed=2, **arguments))


# --- pictures ---


def shades(verdict, speed, exploded_at, steps):
    """Return red, green and blue of each cell."""
    alone = {"agreement": np.ones(verdict.shape), "second": verdict}
    cells = dataclasses.replace(
        Cells.empty(*verdict.shape), verdict=verdict, speed=speed, exploded_at=exploded_at, **alone
    )
    places = (np.arange(length) for length in verdict.shape)
    return map_colours.bytes_of(map_colours.painted(cells, steps, *places)).astype(int)


def test_the_picture_shows_each_cell_in_its_verdicts_colour(drawn, tmp_path):
    path = tmp_path / "map.png"
    drawn.save(path)
    image = np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("RGB")).astype(int)
    cells = shades(drawn.verdict, drawn.speed, drawn.exploded_at, drawn.experiment.steps)
    zoom_x, zoom_y = 22, 32  # the first multiples of 48 and 32 that reach 1024
    height, width = 32 * zoom_y, 48 * zoom_x
    corner = cells[-1, 0]  # the top left cell: the highest y, the lowest x
    rows, columns = np.nonzero((image == corner).all(axis=2))
    top, left = rows.min(), columns[rows == rows.min()].min()
    shown = image[
        top + zoom_y // 2 : top + height : zoom_y, left + zoom_x // 2 : left + width : zoom_x
    ]
    assert (shown == cells[::-1]).all(axis=2).mean() > 0.97  # but for the names of regions


def test_verdicts_differ_in_lightness_as_well_as_in_hue():
    def lightness(colour):
        red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
        return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2

    middle = {
        name: lightness("#" + bytes(map_colours.table()[k, 128]).hex())
        for k, name in enumerate(VERDICTS)
    }
    neighbours = [
        ("exploding", "oscillating"),
        ("exploding", "slow"),
        ("exploding", "just_right"),
        ("just_right", "oscillating"),
        ("too_small", "slow"),
        ("exploding", "plateau"),
        ("oscillating", "plateau"),
    ]
    for one, other in neighbours:
        high, low = sorted((middle[one], middle[other]), reverse=True)
        assert (high + 0.05) / (low + 0.05) > 1.4, (one, other)


def test_at_the_edge_of_stability_lightness_tells_the_slow_from_the_exploding():
    def luminance(colour):
        red, green, blue = (colour / 255.0) ** 2.2
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    slowest = luminance(map_colours.table()[VERDICTS.index("just_right"), 0])
    latest = luminance(map_colours.table()[VERDICTS.index("exploding"), -1])
    assert (slowest + 0.05) / (latest + 0.05) > 1.7


def test_faster_is_lighter():
    speed = np.linspace(0.5, 1.0, 9, dtype=np.float32)[None]
    code = np.full(speed.shape, VERDICTS.index("just_right"), np.uint8)
    never = np.full(speed.shape, -1, np.int32)
    shown = shades(code, speed, never, 100).sum(axis=2)
    assert (np.diff(shown[0]) > 0).all()


def test_later_explosions_are_lighter():
    at = np.array([[1, 3, 10, 40, 100]], np.int32)
    code = np.full(at.shape, VERDICTS.index("exploding"), np.uint8)
    shown = shades(code, np.zeros(at.shape, np.float32), at, 100).sum(axis=2)
    assert (np.diff(shown[0]) > 0).all()


def test_specks_are_as_many_as_the_draws_that_differ_and_never_most():
    places = np.arange(64), np.arange(64)
    for agreement in (1.0, 0.875, 0.75, 0.625, 0.5, 0.375):
        share = np.full((64, 64), agreement, np.float32)
        assert map_colours.specks(share, *places).mean() == min(1.0 - agreement, 0.5)


def test_the_picture_is_speckled_in_both_verdicts_colours_where_draws_differ():
    noisy = experiment("quadratic", start=5.0, noise=1.0)
    axes = {"x": ("lr", 1e-3, 2, 48), "y": ("batch_size", 1, 16, 16)}
    found = lrsim.trainability_map(noisy, **axes, seeds=8)
    places = np.arange(16), np.arange(48)
    shown = map_colours.bytes_of(map_colours.painted(found.cells, 60, *places))
    specks = map_colours.specks(found.agreement, *places)
    settled, swapped = (
        map_colours.bytes_of(map_colours.painted(cells, 60, *places))
        for cells in (
            dataclasses.replace(found.cells, second=found.verdict),
            dataclasses.replace(found.cells, verdict=found.second),
        )
    )
    assert 0 < specks.sum() < (found.agreement < 1.0).sum()
    assert np.array_equal(shown[~specks], settled[~specks])
    assert np.array_equal(shown[specks], swapped[specks])
    # a part of the picture, and every other cell of it, has the specks that go there
    part = Cells(**{name: array[4:, 8:] for name, array in found.cells.arrays().items()})
    again = map_colours.painted(part, 60, places[0][4:], places[1][8:])
    assert np.array_equal(map_colours.bytes_of(again), shown[4:, 8:])


def test_a_picture_over_seeds_says_how_many_draws_there_are(tmp_path):
    noisy = experiment("quadratic", noise=1.0)
    axes = {"x": ("lr", 1e-3, 2, 8), "y": ("batch_size", 1, 16, 4)}
    found = lrsim.trainability_map(noisy, **axes, seeds=3)
    assert map_picture.title(found)[1] == "8 × 4 runs of 60 steps, 3 draws of the noise each"
    found.save(tmp_path / "map.png")
    assert "draws" not in map_picture.title(lrsim.trainability_map(noisy, **axes))[1]


def test_names_stand_within_their_regions():
    verdict = np.zeros((100, 200), np.uint8)
    verdict[:, 120:] = 6
    verdict[40:60, 10:110] = 2
    verdict[0, 0] = 5  # too small for a name
    found = {label.name: label for label in labels(verdict)}
    assert set(found) == {"too_small", "just_right", "exploding"}
    for name, label in found.items():
        row, column = int(label.y * 100), int(label.x * 200)
        assert VERDICTS[verdict[row, column]] == name
    assert found["exploding"].x == pytest.approx(0.8, abs=0.03)
    assert found["exploding"].y == pytest.approx(0.5, abs=0.05)
    assert found["just_right"].width == pytest.approx(0.5, abs=0.06)
