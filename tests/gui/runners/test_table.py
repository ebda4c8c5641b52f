"""The runners' table: rows as the session has them, and what a user can do with a row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from lrsim.experiment import Experiment, Runner
from lrsim.gui.look.theme import THEMES, apply, dress
from lrsim.gui.runners.model import Column
from lrsim.gui.runners.table import RunnersTable
from lrsim.session.session import Change, Session
from lrsim.text.numbers import number

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication, session: Session) -> RunnersTable:
    apply(qapp, THEMES["dark"])
    view = RunnersTable()
    dress(view, THEMES["dark"])
    qtbot.addWidget(view)
    view.resize(440, 190)
    view.show_session(session, Change.ALL)
    with qtbot.waitExposed(view):
        view.show()
    view.activateWindow()
    return view


def text(view: RunnersTable, row: int, column: Column) -> str:
    return str(view.model.index(row, column).data())


def middle(view: RunnersTable, row: int, column: Column) -> QPoint:
    return view.table.visualRect(view.model.index(row, column)).center()


def test_a_row_says_name_rate_optimizer_loss_and_verdict(
    view: RunnersTable, session: Session
) -> None:
    session.seek(6)
    view.show_session(session, Change.PLAYHEAD)
    assert [text(view, 1, column) for column in Column] == [
        "Pro",
        "0.1",
        "SGD",
        "1.72",
        session.verdict(1).headline.text,
    ]


def test_an_explosion_is_said_from_its_step_on(view: RunnersTable, session: Session) -> None:
    session.seek(29)
    view.show_session(session, Change.PLAYHEAD)
    assert text(view, 2, Column.LOSS) != "exploded at 30"
    session.seek(30)
    view.show_session(session, Change.PLAYHEAD)
    assert text(view, 2, Column.LOSS) == "exploded at 30"


def test_the_rate_of_a_closed_loop_is_the_one_its_run_had(view: RunnersTable) -> None:
    runner = Runner(schedule="reduce-on-plateau:patience=3", lr=1.0)
    session = Session(Experiment("quadratic", steps=40, runners=[runner]))
    session.seek(30)
    view.show_session(session, Change.ALL)
    assert session.run.lr[30] < 1.0
    assert float(text(view, 0, Column.LR)) == session.run.lr[30]
    session.seek(40)
    view.show_session(session, Change.ALL)
    assert float(text(view, 0, Column.LR)) == session.run.lr[-1]


def test_the_rate_is_the_one_in_force_at_the_playhead(view: RunnersTable) -> None:
    runner = Runner(schedule="step:step_size=10,gamma=0.1", lr=0.1, dial=[(15, 0.5)])
    session = Session(Experiment("quadratic", steps=40, runners=[runner]))
    shown = []
    for step in (0, 10, 15, 40):
        session.seek(step)
        view.show_session(session, Change.ALL)
        shown.append(text(view, 0, Column.LR))
    assert shown == [
        "0.1",
        "0.01",
        "0.05",
        number(5e-5),
    ]  # at the end, too, that of the step to come


def test_rendering_never_speaks_and_an_equal_state_changes_nothing(
    qtbot: QtBot, view: RunnersTable, session: Session
) -> None:
    heard: list[object] = []
    view.selected.connect(heard.append)
    view.model.dataChanged.connect(lambda *cells: heard.append(cells))
    for what in (Change.ALL, Change.PLAYHEAD):
        view.show_session(session, what)
    session.select(2)
    view.show_session(session, Change.SELECTION)
    session.remove_runner(2)
    view.show_session(session, Change.ALL)
    assert heard == []
    assert view.table.currentIndex().row() == session.selected


def test_only_cells_that_differ_are_painted_again(view: RunnersTable, session: Session) -> None:
    told: list[tuple[int, int, int]] = []
    view.model.dataChanged.connect(
        lambda first, last: told.append((first.row(), first.column(), last.column()))
    )
    session.seek(1)
    view.show_session(session, Change.PLAYHEAD)
    assert told
    assert all(first >= Column.LOSS for _, first, _ in told)


def test_a_click_selects_the_row(qtbot: QtBot, view: RunnersTable) -> None:
    with qtbot.waitSignal(view.selected) as heard:
        QTest.mouseClick(view.table.viewport(), LEFT, pos=middle(view, 2, Column.LOSS))
    assert heard.args == [2]


def test_the_arrow_keys_select_the_row_above_and_below(qtbot: QtBot, view: RunnersTable) -> None:
    view.table.setFocus()
    heard: list[int] = []
    view.selected.connect(heard.append)
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    QTest.keyClick(view.table, Qt.Key.Key_Up)
    assert heard == [1, 2, 1]


def test_a_double_click_on_the_name_renames(qtbot: QtBot, view: RunnersTable) -> None:
    where = middle(view, 0, Column.NAME)
    QTest.mouseClick(view.table.viewport(), LEFT, pos=where)
    QTest.mouseDClick(view.table.viewport(), LEFT, pos=where)
    editor = view.table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("  Tortoise ")
    with qtbot.waitSignal(view.renamed) as heard:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert heard.args == [0, "Tortoise"]
    assert text(view, 0, Column.NAME) == "Snail"  # until the session says otherwise


@pytest.mark.parametrize("name", ["", "   ", "Snail"])
def test_an_empty_or_unchanged_name_asks_for_nothing(
    qtbot: QtBot, view: RunnersTable, name: str
) -> None:
    with qtbot.assertNotEmitted(view.renamed):
        view.model.setData(view.model.index(0, Column.NAME), name)


def test_f2_renames_from_any_cell_of_the_row(view: RunnersTable) -> None:
    view.table.setFocus()
    view.table.setCurrentIndex(view.model.index(1, Column.LOSS))
    QTest.keyClick(view.table, Qt.Key.Key_F2)
    editor = view.table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "Pro"


def test_the_close_button_and_delete_remove_a_runner(qtbot: QtBot, view: RunnersTable) -> None:
    right = QPoint(view.table.viewport().width() - 8, middle(view, 2, Column.NAME).y())
    with qtbot.waitSignal(view.removeRequested) as heard:
        QTest.mouseClick(view.table.viewport(), LEFT, pos=right)
    assert heard.args == [2]
    view.table.setFocus()
    with qtbot.waitSignal(view.removeRequested) as heard:
        QTest.keyClick(view.table, Qt.Key.Key_Delete)
    assert heard.args == [0]


def test_the_last_runner_cannot_be_removed(qtbot: QtBot, view: RunnersTable) -> None:
    view.show_session(Session(Experiment("bowl")), Change.ALL)
    view.table.setFocus()
    with qtbot.assertNotEmitted(view.removeRequested):
        QTest.keyClick(view.table, Qt.Key.Key_Delete)
        right = QPoint(view.table.viewport().width() - 8, middle(view, 0, Column.NAME).y())
        QTest.mouseClick(view.table.viewport(), LEFT, pos=right)


def test_with_eight_runners_the_add_button_is_off_and_says_why(
    qtbot: QtBot, view: RunnersTable, session: Session
) -> None:
    with qtbot.waitSignal(view.addRequested):
        view.add_button.click()
    while len(session.runs) < 8:
        session.add_runner()
    view.show_session(session, Change.ALL)
    assert not view.add_button.isEnabled()
    assert "8 runners" in view.add_button.toolTip()
    session.remove_runner(3)
    view.show_session(session, Change.ALL)
    assert view.add_button.isEnabled()


def test_snail_pro_and_maniac_are_one_click(qtbot: QtBot, view: RunnersTable) -> None:
    with qtbot.waitSignal(view.storyRequested):
        view.story_button.click()


@pytest.mark.parametrize("theme", THEMES)
def test_three_rows_are_in_sight_in_a_small_card(
    qapp: QApplication, view: RunnersTable, theme: str
) -> None:
    apply(qapp, THEMES[theme])
    dress(view, THEMES[theme])
    view.set_theme(THEMES[theme])
    view.resize(420, 184)
    qapp.processEvents()
    last = view.table.visualRect(view.model.index(2, Column.NAME))
    assert last.bottom() <= view.table.viewport().height()
    assert not view.table.verticalScrollBar().isVisible()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [410, 460, 600])
def test_every_column_in_sight_is_wide_enough(
    qapp: QApplication, view: RunnersTable, session: Session, theme: str, width: int
) -> None:
    apply(qapp, THEMES[theme])
    dress(view, THEMES[theme])
    view.set_theme(THEMES[theme])
    view.resize(width, 200)
    session.seek(30)
    view.show_session(session, Change.ALL)
    qapp.processEvents()
    delegate = view.table.delegate
    for column in (Column.LR, Column.VERDICT, Column.NAME):
        for row in range(3):
            needed = delegate.wanted_width(column, text(view, row, column))
            assert view.table.columnWidth(column) >= needed
    loss = delegate.wanted_width(Column.LOSS, "at step 30")
    assert view.table.columnWidth(Column.LOSS) >= loss
    assert sum(map(view.table.columnWidth, Column)) <= view.table.viewport().width()


@pytest.mark.parametrize("width", [440, 470])
def test_optimizers_go_before_a_name_is_cut(
    qapp: QApplication, view: RunnersTable, width: int
) -> None:
    optimizers = {"SGD": "sgd", "Momentum": "sgd:momentum=0.9", "AdaGrad": "adagrad"}
    runners = [Runner(name=name, optimizer=rule, lr=0.1) for name, rule in optimizers.items()]
    view.resize(width, 200)
    view.show_session(Session(Experiment("quadratic", runners=runners)), Change.ALL)
    qapp.processEvents()
    needed = view.table.delegate.wanted_width(Column.NAME, "Momentum")
    assert view.table.columnWidth(Column.NAME) >= needed


def test_columns_stand_still_while_time_runs(view: RunnersTable, session: Session) -> None:
    widths = []
    for step in (0, 5, 29, 30, 50):
        session.seek(step)
        view.show_session(session, Change.PLAYHEAD)
        widths.append([view.table.columnWidth(column) for column in Column])
    assert all(width == widths[0] for width in widths)


def test_a_screen_reader_finds_a_table_with_named_cells(view: RunnersTable) -> None:
    table = QAccessible.queryAccessibleInterface(view.table)
    assert table.role() == QAccessible.Role.Table
    names = {table.child(k).text(QAccessible.Text.Name) for k in range(table.childCount())}
    assert {"Runner Pro", "LR 0.1", "Optimizer SGD"} <= names


def test_a_number_too_wide_for_its_column_loses_digits_not_its_power(view: RunnersTable) -> None:
    falling = Runner(lr=0.3, schedule="exponential:gamma=0.5")
    session = Session(Experiment("quadratic", steps=100, runners=[falling]))
    session.seek(100)
    view.show_session(session, Change.ALL)
    delegate = view.table.delegate
    (row,) = view.model.rows
    assert (row.texts[Column.LR], *row.shorter[Column.LR]) == (
        number(2.3666e-31),
        number(2.3666e-31, 2),
        number(2.3666e-31, 1),
    )
    texts = (row.texts[Column.LR], *row.shorter[Column.LR])
    right = Qt.TextElideMode.ElideRight
    for width in range(1, 200):
        told = delegate._fitting(texts, width)
        cut = delegate._metrics.elidedText(told, right, width) != told
        assert not cut or delegate._metrics.elidedText(texts[-1], right, width) != texts[-1]
