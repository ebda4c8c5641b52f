"""The rows of the runners' table as text, read from the session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from lrsim.diagnosis import MEANINGS, Headline
from lrsim.gui.exhibits.registry import told_of
from lrsim.gui.loop.explosion import tells_explosion
from lrsim.gui.loop.net import Netted
from lrsim.session.session import Session
from lrsim.text.messages import NOTHING, Message, say, shown
from lrsim.text.numbers import count, number

__all__ = ["Column", "RunnerRow", "RunnersModel", "read_rows", "with_number"]

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole


class Column(IntEnum):
    """The table's columns, in order."""

    NAME = 0
    LR = 1
    OPTIMIZER = 2
    LOSS = 3
    VERDICT = 4


_HEADERS = (
    Message("Runner"),
    Message("LR"),
    Message("Optimizer"),
    Message("Loss"),
    Message("Verdict"),
)


_ABOUT = (
    Message("Who races; a double click renames"),
    Message("The learning rate in force at this step"),
    Message("The rule that makes a step of a gradient"),
    Message("How high on the surface it is now: less is better"),
    Message("What its path so far means"),
)
"""What the columns are."""


@dataclass(frozen=True, slots=True)
class RunnerRow:
    """What the table says about a runner."""

    texts: tuple[str, ...]
    """Name, learning rate, optimizer, loss, or what an exhibit says instead, and verdict."""
    shorter: dict[Column, tuple[str, ...]]
    """What stands in a column instead that is ever narrower."""
    headline: Headline | None
    """What stands over the verdict; its badge. None where an exercise hides it."""
    about: str
    """Optimizer and schedule with their parameters."""
    meaning: Message = NOTHING
    """What the verdict says."""
    hidden: bool = False
    """Whether it is drawn nowhere else."""
    loss_title: Message = _HEADERS[Column.LOSS]
    """What it is that stands in the column of losses."""


def with_number(words: str, index: int) -> str:
    """Return words on a runner with the key that selects it: ``Maniac (key 3)``."""
    key = say("key {n}", n=str(index + 1))
    return f"{words} ({key})"


def read_rows(session: Session) -> list[RunnerRow]:
    """Return a row for each runner, as of the playhead."""
    return [_read_row(session, index) for index in range(len(session.runs))]


def _read_row(session: Session, index: int) -> RunnerRow:
    run = session.runs[index]
    runner = session.experiment.runners[index]
    hidden = "verdict" in session.experiment.hide
    verdict = None if hidden else session.verdict(index)
    headline = None if verdict is None else verdict.headline
    meaning = NOTHING if verdict is None else MEANINGS[verdict.name]
    end = run.exploded_at
    told_at = end if tells_explosion(session, index) else None
    exploded_at = None if told_at is None else count(told_at)
    lr, *short_rates = (number(run.rate_at(session.playhead), digits) for digits in (3, 2, 1))
    value = float(run.loss[session.row(index)])
    loss, *short = (number(value, digits) for digits in (3, 2, 1))
    told = told_of(session, index)
    if told is not None:
        loss, *short = map(shown, told.states)
    if exploded_at is not None:
        loss = say("exploded at {step}", step=exploded_at)
        short = [say("at step {step}", step=exploded_at)]
    texts = (
        runner.name,
        lr,
        say(runner.optimizer.title),
        loss,
        "" if headline is None else shown(headline.text),
    )
    about = f"{runner.name}: {runner.optimizer.spec}, {runner.schedule.spec}"
    title = _HEADERS[Column.LOSS] if told is None else told.title
    shorter = {Column.LR: tuple(short_rates), Column.LOSS: tuple(short)}
    return RunnerRow(texts, shorter, headline, about, meaning, index in session.hidden, title)


class RunnersModel(Netted, QAbstractTableModel):
    """The rows as Qt's views and screen readers ask for them."""

    renamed = Signal(int, str)
    """The user typed another name for a runner."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RunnerRow] = []

    def show_rows(self, rows: list[RunnerRow]) -> None:
        """Show other rows; only the cells that differ are said to have changed."""
        if len(rows) != len(self.rows):
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return
        before, self.rows = self.rows, rows
        if rows and before[0].loss_title != rows[0].loss_title:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, Column.LOSS, Column.LOSS)
        for index, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old == new:
                continue
            if (old.about, old.hidden) != (new.about, new.hidden):
                first, last = Column.NAME.value, Column.VERDICT.value
            else:
                differ = [k for k in range(5) if old.texts[k] != new.texts[k]]
                first, last = (
                    min(differ, default=Column.VERDICT),
                    max(differ, default=Column.VERDICT),
                )
            self.dataChanged.emit(self.index(index, first), self.index(index, last))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """Return the number of runners."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return a cell's text, tooltip, or what a screen reader says."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            return row.texts[index.column()]
        if role == _ROLE.AccessibleTextRole:
            return f"{self._title(index.column())} {row.texts[index.column()]}"
        if role == _ROLE.ToolTipRole:
            return self._explained(index.row(), Column(index.column()))
        return None

    def _explained(self, index: int, column: Column) -> str:
        """Say who a runner is and which key selects it; of its numbers and its verdict what they mean."""
        row = self.rows[index]
        if column == Column.NAME:
            return with_number(row.about, index)
        if column == Column.OPTIMIZER:
            return row.about
        told = f"{self._title(column)}: {row.texts[column]}"
        meaning = row.meaning if column == Column.VERDICT and row.meaning else _ABOUT[column]
        return "\n".join((told, shown(meaning)))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal:
            if role == _ROLE.DisplayRole:
                return self._title(section)
            if role == _ROLE.ToolTipRole:
                return shown(_ABOUT[section])
            if role == _ROLE.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _title(self, column: int) -> str:
        if column == Column.LOSS and self.rows:
            return shown(self.rows[0].loss_title)
        return shown(_HEADERS[column])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names can be edited, rows selected."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == Column.NAME else flags

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Pass a typed name on; the row changes when the session says so."""
        name = str(value).strip()
        if role == _ROLE.EditRole and index.column() == Column.NAME and name:
            if name != self.rows[index.row()].texts[0]:
                self.renamed.emit(index.row(), name)
            return True
        return False
