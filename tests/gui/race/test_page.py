"""The page "Race": lanes, the photo of the finish, what is told when, and other races in one click."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.conftest import OpenWindow, picture
from gui.dialogs import choose_file
from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.bridge import HOLD
from lrsim.gui.race import page as module
from lrsim.gui.race.board import MOVE_MS
from lrsim.gui.race.field import field_of
from lrsim.gui.race.page import RacePage
from lrsim.gui.race.telling import NEVER
from lrsim.gui.window.main_window import MainWindow
from lrsim.session.session import Change, Session
from lrsim.studies.race.standings import entrants
from lrsim.studies.race.words import HEADING

LEFT = Qt.MouseButton.LeftButton

QUADRATIC = Experiment("quadratic", start=5.0, steps=50, runners=[
    Runner(name="Snail", lr=0.001),
    Runner(name="Maniac", lr=1.1),
    Runner(name="Pro", lr=0.3),
    Runner(name="Mirror", lr=0.9),
])  # fmt: skip
FIRST, STEP = "Pro", 3
"""Who is at 1 % first, and when: 0.4² per step."""

VALLEY = Experiment("long-valley:kappa=100", steps=300, runners=[
    Runner(name="SGD", lr=0.01),
    Runner(name="Adam", lr=0.26, optimizer="adam"),
])  # fmt: skip


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[RacePage]:
    background = Background()
    made = RacePage(Session(QUADRATIC), background)
    qtbot.addWidget(made)
    made.set_theme(THEMES["dark"])
    made.resize(1200, 440)
    made.show()
    made.show_session(made.session, Change.ALL)
    yield made
    background.close()


@pytest.fixture
def opened(open_window: OpenWindow) -> Callable[..., MainWindow]:
    def make(experiment: Experiment = QUADRATIC, **options: object) -> MainWindow:
        window = open_window(experiment, **options)
        window.show_page(window.page_names.index("Race"))
        return window

    return make


def race_page(window: MainWindow) -> RacePage:
    page = window.pages.current
    assert isinstance(page, RacePage)
    return page


def show(page: RacePage, what: Change = Change.ALL) -> None:
    page.show_session(page.session, what)


def names(page: RacePage) -> list[str]:
    assert page.told is not None
    return [row.name for row in page.told.rows]


def values(page: RacePage) -> dict[str, str]:
    assert page.told is not None
    return {row.name: row.value for row in page.told.rows}


def settled(qtbot: QtBot, page: RacePage) -> None:
    qtbot.waitUntil(lambda: page.background.is_idle)


# --- what is told ---


def test_where_what_works_will_stand_it_is_said_what_is_waited_for(page: RacePage) -> None:
    def waited() -> set[str]:
        assert page.told is not None
        return {row.waits for row in page.told.rows if row.outcome is None}

    assert waited() == {"told at the end"}
    empty = picture(page.board)
    page.board.show_zones(False)
    assert not np.array_equal(picture(page.board), empty)
    page.session.seek(page.session.end)
    page._known.clear()
    page.show_session(page.session, Change.PLAYHEAD)
    assert waited() == {"being computed…"}


def test_nothing_of_the_future_is_told_before_it_is_seen(qtbot: QtBot, page: RacePage) -> None:
    settled(qtbot, page)
    told = page.told
    assert told is not None
    assert names(page) == [runner.name for runner in QUADRATIC.runners]
    assert {(row.place, row.value, row.outcome, row.width) for row in told.rows} == {
        ("", "", None, "")
    }
    assert (told.headline, told.places, told.over) == ("", (), False)
    assert "explode" not in page.board.accessibleDescription()
    assert not page.table_menu.button.isEnabled()
    assert page.table_menu.text(".csv") == ""


def test_steps_to_one_percent_are_told_when_they_have_been_taken(page: RacePage) -> None:
    page.session.seek(STEP - 1)
    show(page)
    assert values(page)[FIRST] == ""
    page.session.seek(STEP)
    show(page)
    assert values(page) == {"Snail": "", "Maniac": "", "Mirror": "", FIRST: str(STEP)}


def test_the_moment_the_first_is_there_is_the_photo(page: RacePage) -> None:
    page.session.seek(STEP)
    show(page)
    assert page.told is not None
    assert page.told.is_photo
    assert page.told.title == "Photo finish"
    assert page.told.sentence == f"the moment the first one is at 1 % of the gap: step {STEP}"
    labels = {row.name: row.label for row in page.told.rows}
    assert labels[FIRST] == "first"
    assert [row.label for row in page.told.rows].count("first") == 1
    page.session.seek(STEP + 1)
    show(page)
    assert page.told.title == "Race"
    assert page.told.sentence.endswith(f" · first at step {STEP}")  # alone


def test_at_the_end_there_are_places_and_what_works(qtbot: QtBot, page: RacePage) -> None:
    page.session.seek(QUADRATIC.steps)
    show(page)
    settled(qtbot, page)
    assert page.told is not None
    assert names(page) == ["Pro", "Mirror", "Snail", "Maniac"]
    assert [row.place for row in page.told.rows] == ["1", "2", NEVER, NEVER]
    assert all(row.outcome is not None for row in page.told.rows)
    assert page.told.headline == "Pro is first"
    assert page.told.fairness.startswith("One rule at 4 rates")
    assert page.foot.headline.text() == "Pro is first"


def test_going_back_in_time_keeps_what_has_been_seen(page: RacePage) -> None:
    page.session.seek(QUADRATIC.steps)
    show(page)
    page.session.seek(2)
    show(page, Change.PLAYHEAD)
    assert page.told is not None
    assert page.told.over
    assert names(page)[0] == "Pro"
    row = page.told.rows[0]
    assert row.place_on_lane == pytest.approx(2 * math.log10(0.4**2))
    assert len(row.marks) == 3


def test_reveal_tells_all_at_once_and_hides_it_again(page: RacePage) -> None:
    page.session.set_reveal(True)
    show(page, Change.REVEAL)
    assert page.told is not None
    assert page.told.over
    page.session.set_reveal(False)
    show(page, Change.REVEAL)
    assert not page.told.over
    assert page.told.headline == ""


def test_an_explosion_is_said_from_its_step_on(page: RacePage) -> None:
    run = page.session.runs[1]
    assert run.exploded_at is not None
    page.session.seek(run.exploded_at - 1)
    show(page)
    assert page.told is not None
    assert not page.told.rows[1].exploded
    assert page.told.rows[1].label.endswith("×")  # of the gap
    page.session.seek(run.exploded_at)
    show(page)
    row = next(row for row in page.told.rows if row.name == "Maniac")
    assert row.exploded
    assert row.label == f"exploded at step {run.exploded_at}"


def test_where_no_minimum_is_known_the_lowest_loss_stands_for_it_and_that_is_said(
    qtbot: QtBot, page: RacePage
) -> None:
    page.session.new(Experiment("formula:x", start=(1.0,), steps=20, runners=[Runner(lr=0.1)]))
    qtbot.waitUntil(lambda: page.session.minima_in_view is not None)
    show(page)
    settled(qtbot, page)
    assert page.told is not None
    assert "no minimum is known" in page.told.sentence
    page.session.seek(20)
    show(page)
    assert page.told.rows[0].outcome is not None
    assert page.told.rows[0].width == NEVER


def test_who_begins_at_the_minimum_has_nothing_to_run_for(page: RacePage) -> None:
    page.session.new(Experiment("quadratic", start=0.0, steps=5, runners=[Runner(lr=0.1)]))
    show(page)
    assert page.told is not None
    assert page.told.rows[0].label == "begins at the minimum"
    assert not page.told.is_photo


def test_when_all_have_exploded_nobody_gets_there(qtbot: QtBot, page: RacePage) -> None:
    runners = [Runner(name=str(k), lr=1.1 + k) for k in range(8)]
    page.session.new(Experiment("quadratic", start=5.0, steps=400, runners=runners))
    page.session.seek(400)
    show(page)
    settled(qtbot, page)
    assert page.told is not None
    assert page.told.headline == "Nobody gets there"
    assert {row.place for row in page.told.rows} == {NEVER}
    assert all(row.exploded for row in page.told.rows)
    page.grab()


def test_a_million_steps_are_gone_through_beside(qtbot: QtBot, page: RacePage) -> None:
    runners = [Runner(name=str(k), lr=1e-3 / (k + 1)) for k in range(2)]
    page.session = Session(Experiment("rosenbrock", steps=2**20, runners=runners))
    show(page)
    assert page.told is None or len(page.told.rows) != 2
    qtbot.waitUntil(lambda: page.told is not None and len(page.told.rows) == 2)
    page.session.seek(2**19)
    show(page, Change.PLAYHEAD)
    marks = page.told.rows[0].marks if page.told is not None else ()
    assert 1 < len(marks) < 500
    page.grab()


# --- measures ---


@pytest.mark.parametrize(
    ("by", "first", "value"),
    [
        ("one_percent", "Pro", "3"),
        ("tolerance", "Pro", "8"),
        ("loss", "Pro", None),
        ("gradients", "Pro", "3"),
    ],
)
def test_another_measure_has_its_column_and_its_order(
    page: RacePage, by: str, first: str, value: str | None
) -> None:
    page.session.seek(QUADRATIC.steps)
    show(page)
    menu = page.measure_button.menu()
    action = menu.actions()[list(module.MEASURES).index(by)]
    action.trigger()
    assert page.measure_button.text() == action.text()
    assert names(page)[0] == first
    if value is not None:
        assert page.told is not None
        assert page.told.rows[0].value == value


def test_gradients_count_a_hessian_for_newton(page: RacePage) -> None:
    runners = [Runner(name="Newton", optimizer="newton", lr=1.0), Runner(name="SGD", lr=0.5)]
    page.session.new(Experiment("quadratic", start=5.0, steps=20, runners=runners))
    page.session.seek(20)
    page.order_by("gradients")
    show(page)
    assert values(page) == {"Newton": "2", "SGD": "1"}


# --- rows ---


def test_rows_move_to_their_places_at_the_end(qtbot: QtBot, page: RacePage) -> None:
    page.moves = True
    begin = page.board.slots
    page.session.seek(QUADRATIC.steps)
    show(page, Change.PLAYHEAD)
    assert page.board._move.duration() == MOVE_MS == 300
    assert page.board.slots == begin
    qtbot.waitUntil(lambda: page.board.slots == {2: 0.0, 3: 1.0, 0: 2.0, 1: 3.0})


def test_with_reduced_motion_rows_are_there_at_once(page: RacePage) -> None:
    page.moves = False
    page.session.seek(QUADRATIC.steps)
    show(page, Change.PLAYHEAD)
    assert page.board.slots == {2: 0.0, 3: 1.0, 0: 2.0, 1: 3.0}


def test_a_click_on_a_row_selects_its_runner(opened: Callable[..., MainWindow]) -> None:
    window = opened()
    board = race_page(window).board
    centre = board._box(2).center().toPoint()
    QTest.mouseClick(board, LEFT, pos=QPoint(30, centre.y()))
    assert window.session.selected == 2
    QTest.mouseClick(board, LEFT, pos=QPoint(30, 2))  # headings are nobody's
    assert window.session.selected == 2


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", [1, 2, 8])
def test_lanes_fill_as_time_passes(qtbot: QtBot, page: RacePage, theme: str, count: int) -> None:
    page.set_theme(THEMES[theme])
    runners = [Runner(name=f"Runner {k}", lr=0.05 + 0.02 * k) for k in range(count)]
    page.session.new(Experiment("quadratic", start=5.0, steps=50, runners=runners, noise=0.1))
    show(page)
    before = picture(page.board)
    page.session.seek(10)
    show(page, Change.PLAYHEAD)
    assert (picture(page.board) != before).any()


def test_what_works_is_gold_and_what_explodes_is_hatched(qtbot: QtBot, page: RacePage) -> None:
    page.session.seek(QUADRATIC.steps)
    show(page)
    settled(qtbot, page)
    columns, high = page.board.columns(), page.board.heights().row
    seen = picture(page.board)
    top = round(page.board._box(2).top())
    left, right = map(round, columns.zone)
    box = seen[top : top + round(high), left:right].astype(int)
    gold = np.abs(box - [0xF0, 0xD5, 0x3C]).max(axis=2) < 12
    assert gold.any(axis=0).sum() > 20
    last = gold.any(axis=0).nonzero()[0].max()
    quiet = np.abs(box - [0x8B, 0x97, 0xAA]).max(axis=2) < 60
    assert quiet[:, last + 5 :].any()


# --- the photo, played ---


def test_time_stands_still_once_at_the_photo_and_then_goes_on(
    opened: Callable[..., MainWindow],
) -> None:
    window = opened()
    session, bridge = window.session, window.bridge
    session.set_speed(math.inf)
    session.play()
    bridge._clock.stop()  # time is the test's
    bridge.pass_time(0.016)
    assert session.playhead == STEP
    assert session.furthest == STEP
    told = race_page(window).told
    assert told is not None
    assert told.is_photo
    bridge.pass_time(0.9 * HOLD)
    assert session.playhead == STEP
    assert session.playing
    bridge.pass_time(0.2 * HOLD)
    assert session.playhead == session.end
    assert race_page(window).told.over


def test_a_hand_goes_on_from_the_photo_at_once(opened: Callable[..., MainWindow]) -> None:
    window = opened()
    session, bridge = window.session, window.bridge
    session.set_speed(1000.0)
    session.play()
    bridge._clock.stop()
    bridge.pass_time(0.016)
    assert session.playhead == STEP
    session.pause()
    session.play()
    bridge._clock.stop()
    bridge.pass_time(0.004)
    assert session.playhead == STEP + 4


def test_on_other_pages_nothing_stands_still(opened: Callable[..., MainWindow]) -> None:
    window = opened()
    window.show_page(0)
    window.session.set_speed(1000.0)
    window.session.play()
    window.bridge._clock.stop()
    window.bridge.pass_time(0.020)
    assert window.session.playhead == 20


# --- other races ---


@pytest.mark.parametrize("place", range(5))
def test_a_line_up_is_one_click_one_undo_and_begins_at_the_start(
    qtbot: QtBot, opened: Callable[..., MainWindow], place: int
) -> None:
    window = opened(VALLEY)
    session, page = window.session, race_page(window)
    session.seek(VALLEY.steps)
    QTest.mouseClick(page.foot.buttons[place], LEFT)
    qtbot.waitUntil(lambda: session.experiment != VALLEY)
    assert (session.playhead, session.furthest) == (0, 0)
    assert session.experiment.replace_runner(0, name="x").steps == VALLEY.steps
    session.undo()
    assert session.experiment == VALLEY
    assert not session.can_undo


def test_each_at_its_own_best_is_at_the_best_of_its_zone(
    qtbot: QtBot, opened: Callable[..., MainWindow]
) -> None:
    window = opened(VALLEY)
    page = race_page(window)
    page.foot.buttons[0].click()
    qtbot.waitUntil(lambda: window.session.experiment != VALLEY)
    window.session.set_reveal(True)
    window.bridge.flush()
    settled(qtbot, page)
    assert page.told is not None
    for row in page.told.rows:
        assert row.outcome is not None
        assert row.outcome.zone is not None
        assert row.lr == row.outcome.zone.best
    assert page.told.fairness.startswith("Each runs at its own best rate.")


def test_all_run_at_the_rate_of_the_selected_one_and_the_button_says_which(
    opened: Callable[..., MainWindow],
) -> None:
    window = opened(VALLEY)
    window.session.select(1)
    window.bridge.flush()
    button = race_page(window).foot.buttons[1]
    assert button.text().endswith("0.26")
    button.click()
    assert [runner.lr for runner in window.session.experiment.runners] == [0.26, 0.26]


def test_what_is_asked_for_is_dropped_when_the_experiment_changes(
    qtbot: QtBot, opened: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    cancels = []
    waits = module.outcome_of

    def asked(contender, cancel):
        cancels.append(cancel)
        while not cancel.is_set() and len(cancels) < 2:
            pass
        return waits(contender, cancel)

    monkeypatch.setattr(module, "outcome_of", asked)
    window = opened(VALLEY)
    qtbot.waitUntil(lambda: len(cancels) == 1)
    window.session.edit(steps=40)
    window.bridge.flush()
    assert cancels[0].is_set()
    settled(qtbot, race_page(window))
    wanted = {run.setup.at_any_lr for run in window.session.runs}
    assert set(race_page(window)._known) == wanted


def test_a_page_that_is_left_lets_go_of_its_work(
    qtbot: QtBot, opened: Callable[..., MainWindow]
) -> None:
    window = opened(VALLEY)
    page = race_page(window)
    assert page.background.is_busy(page)
    window.show_page(0)
    assert not page.background.is_busy(page)
    window.show_page(window.page_names.index("Race"))
    settled(qtbot, page)
    assert len(page._known) == 2


# --- the table ---


def test_the_table_can_be_copied_both_ways(qtbot: QtBot, page: RacePage) -> None:
    page.session.seek(QUADRATIC.steps)
    show(page)
    settled(qtbot, page)
    markdown, comma, _ = page.table_menu.actions()
    markdown.trigger()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].startswith("| place | runner |")
    assert lines[2].startswith("| 1 | Pro |")
    comma.trigger()
    rows = list(csv.DictReader(io.StringIO(QApplication.clipboard().text())))
    assert [row["runner"] for row in rows] == ["Pro", "Mirror", "Snail", "Maniac"]
    expected = {e.run.runner.name: e for e in entrants(page.session.runs)}
    for row in rows:
        steps = expected[row["runner"]].to_one_percent
        assert row["steps_to_1_percent"] == ("" if steps is None else str(steps))


@pytest.mark.parametrize(
    ("name", "begins"), [("t.csv", HEADING[0] + ","), ("t.md", "| place"), ("t", "place,")]
)
def test_the_table_is_saved_to_a_file(
    qtbot: QtBot, page: RacePage, tmp_path, name: str, begins: str
) -> None:
    page.session.seek(QUADRATIC.steps)
    show(page)
    page.table_menu.actions()[2].trigger()
    page.session.seek(0)  # there is no table any more: what is saved is what was asked for
    show(page)
    with qtbot.waitSignal(page.table_menu.saved):
        choose_file(str(tmp_path / name))
    (written,) = tmp_path.iterdir()
    assert written.read_text().startswith(begins)


def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, page: RacePage, tmp_path) -> None:
    page.session.seek(QUADRATIC.steps)
    show(page)
    page.table_menu.actions()[2].trigger()
    with qtbot.waitSignal(page.background.failed) as failed:
        choose_file(str(tmp_path / "nowhere" / "t.csv"))
    assert "nowhere" in failed.args[0]


def test_figures_are_where_each_one_is(page: RacePage) -> None:
    page.session.seek(2)
    show(page)
    lines = page.figures("race").as_tabs().splitlines()
    assert lines[0].split("\t") == ["runner", "lr", "gap_left", "one_percent"]
    assert lines[3].split("\t")[:2] == ["Pro", "0.3"]
    assert float(lines[3].split("\t")[2]) == pytest.approx(0.16**2)
    assert lines[3].endswith("\t")  # nobody knows yet


# --- between two steps ---


def test_runners_travel_between_two_steps_and_stand_on_them(
    opened: Callable[..., MainWindow],
) -> None:
    window = opened(moves=True)
    session, bridge, board = window.session, window.bridge, race_page(window).board
    session.set_speed(2.0)
    session.play()
    bridge._clock.stop()  # time is the test's
    run, floor = session.runs[2], 0.0
    places = []
    for _ in range(40):
        bridge.pass_time(0.025)
        tween = window.motion.tween
        share = tween.share(session)
        here, there = (
            math.log10((loss - floor) / run.loss[0]) for loss in run.loss[tween.step :][:2]
        )
        travelling = board._on_the_way.get(2)
        if share:
            assert travelling == pytest.approx(here + share * (there - here))
            places.append(travelling)
    assert len({round(place, 6) for place in places}) > 10
    window.motion.pause()
    window.motion.finish()
    bridge.flush()
    assert board._on_the_way == {}


def test_who_has_exploded_stays_where_it_was(page: RacePage) -> None:
    field, run = page._field, page.session.runs[1]
    assert field is not None
    assert run.exploded_at is not None
    last = len(run.loss) - 1
    assert field.on_the_way(1, last, run.exploded_at + 3, 0.5) == field.place(1, last)
    assert field.on_the_way(1, last, run.exploded_at + 3, -0.5) == field.place(1, last)


# --- what stands around it ---


def test_the_surface_beside_it_says_up_to_where_its_paths_go(
    qtbot: QtBot, opened: Callable[..., MainWindow]
) -> None:
    window = opened()
    sentence = window.run_page.cards["surface"].sentence
    assert sentence.full_text == "paths to step 0"
    window.session.seek(7)
    window.bridge.flush()
    qtbot.waitUntil(lambda: sentence.text() == "paths to step 7")
    window.session.play()
    window.bridge._clock.stop()
    window.bridge.pass_time(0.01)
    assert (
        race_page(window).board._on_the_way == {}
    )  # with reduced motion they stand on their steps
    window.show_page(0)
    assert "paths" not in sentence.full_text


def test_a_star_stands_before_the_headline_where_somebody_is_first(
    qtbot: QtBot, page: RacePage
) -> None:
    assert page.foot.star.isHidden()
    page.session.seek(QUADRATIC.steps)
    show(page)
    assert page.foot.star.isVisible()
    page.session.edit_runner(index=0, lr=0.001)
    for index in (1, 2, 3):
        page.session.edit_runner(index=index, lr=2.0)
    page.session.seek(QUADRATIC.steps)
    show(page)
    assert page.foot.headline.accessibleName() == "Nobody gets there"
    assert page.foot.star.isHidden()


def test_there_is_no_race_where_an_exercise_hides_what_it_would_tell(
    opened: Callable[..., MainWindow],
) -> None:
    window = opened()
    for hidden in ("zone", "limit", "best", "loss", "runners"):
        window.session.edit(hide=(hidden,))
        window.bridge.flush()
        assert window.pages.is_home
        window.show_page(window.page_names.index("Race"))
        assert window.pages.is_home
        window.session.edit(hide=())
        window.bridge.flush()
        window.show_page(window.page_names.index("Race"))
        assert not window.pages.is_home


def test_an_exercise_hides_what_other_races_would_set_and_what_the_table_would_tell(
    qtbot: QtBot, page: RacePage
) -> None:
    page.session.seek(QUADRATIC.steps)
    show(page)
    settled(qtbot, page)
    for hide, offered, untold in (
        (("dial",), False, set()),
        (("pickers",), False, {"optimizer", "schedule"}),
        (("verdict",), True, {"verdict"}),
        ((), True, set()),
    ):
        page.session.edit(hide=hide)
        page.session.seek(QUADRATIC.steps)
        show(page)
        assert {button.isVisible() for button in page.foot.buttons} == {offered}
        header = page.table_menu.text(".csv").splitlines()[0].split(",")
        assert set(HEADING) - set(header) == untold


def test_presenting_shows_the_race_with_nothing_to_set_and_its_lanes_alone_on_demand(
    opened: Callable[..., MainWindow],
) -> None:
    window = opened()
    page = race_page(window)
    window.present()
    assert not any(button.isVisible() for button in page.foot.buttons)
    assert page.foot.isVisible()
    QTest.mouseDClick(page.board, LEFT)
    assert not page.foot.isVisible()
    assert not page.board.columns().has_zones
    assert window.presentation.is_on
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.foot.isVisible()
    assert page.board.columns().has_zones
    window.present()
    assert all(button.isVisible() for button in page.foot.buttons)


def test_beyond_what_was_looked_at_a_runner_stays_where_it_was_last() -> None:
    runs = Session(QUADRATIC).runs
    field = field_of(runs, QUADRATIC.steps)
    last = len(runs[0].loss) - 1
    assert field.left(0, last) != field.left(0, last - 1)
    assert field.left(0, last + 1) == field.left(0, last)
