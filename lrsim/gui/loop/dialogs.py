"""Dialogs that are open beside the program: the answer comes by a call, and nothing waits for it."""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QListView,
    QMessageBox,
    QSplitter,
    QTreeView,
    QWidget,
)

from lrsim.text.messages import say

__all__ = ["ask", "ask_for_file"]

_ACROSS, _DOWN = 110, 64
"""Size of a dialog for files, in widths of a letter: names, sizes, kinds and dates have room side by side."""

_CANCEL: Final = QMessageBox.StandardButton.Cancel
_REPLACE: Final = QMessageBox.StandardButton.Yes

_ENDING: Final = re.compile(r"\*\.([A-Za-z0-9]+)")
"""In a filter such as "Pictures (*.png)"."""


def ask(
    parent: QWidget,
    question: str,
    answers: Mapping[QMessageBox.StandardButton, tuple[str, Callable[[], object]]],
) -> None:
    """Ask a question, and do what belongs to the button that is pressed; one more button does nothing.

    Parameters
    ----------
    parent : QWidget
        What is not to be used before it is answered.
    question : str
    answers : mapping
        Buttons: what stands on them, and what they do.
    """
    box = QMessageBox(QMessageBox.Icon.Question, "lrsim", question, parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for button, (word, _) in answers.items():
        # Qt's own translations know these words in other languages than ours
        box.addButton(button).setText(word)
    box.addButton(_CANCEL).setText(say("Cancel"))

    def answered(result: int) -> None:
        for button, (_, act) in answers.items():
            if button.value == result:
                act()

    box.finished.connect(answered)
    box.open()


def ask_for_file(
    parent: QWidget,
    title: str,
    path: str,
    filters: str,
    chosen: Callable[[str], object],
    *,
    saves: bool = False,
) -> None:
    """Ask for a file, and call `chosen` with its path.

    Parameters
    ----------
    parent : QWidget
        What is not to be used before it is answered.
    title : str
    path : str
        The folder to begin in, or the file that is proposed.
    filters : str
        Kinds of files, between them ``;;``.
    chosen : callable
    saves : bool
        The file need not be there; its name gets the ending of its kind, unless it has that of another, and a
        file that is replaced only because of that is asked about, too.
    """
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilters(filters.split(";;"))
    kinds = [dialog.selectedNameFilter()]
    # what hears of the file goes with the dialog, which goes with its parent
    above = weakref.ref(parent)
    if saves:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        folder, name = os.path.split(path)
        dialog.setDirectory(folder)
        dialog.selectFile(name)
        _take_ending(dialog, kinds[0])
        dialog.filterSelected.connect(lambda kind: _take_ending(dialog, kind))
        dialog.filterSelected.connect(lambda kind: kinds.__setitem__(0, kind))
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setDirectory(path)

    def take(name: str) -> None:
        ended = _with_ending(name, kinds[0], filters) if saves else name
        window = above()
        if window is None or ended == name or not os.path.exists(ended):
            chosen(ended)
            return
        question = say("{file} is there already. Replace it?", file=os.path.basename(ended))
        ask(window, question, {_REPLACE: (say("Replace"), lambda: chosen(ended))})

    dialog.fileSelected.connect(take)
    letter = dialog.fontMetrics().averageCharWidth()
    dialog.resize(_ACROSS * letter, _DOWN * letter)
    dialog.open()
    _share_out(dialog, 2 * letter)


def _share_out(dialog: QFileDialog, spare: int) -> None:
    """Give columns and the places at the side what they need, names the rest; a system's own has neither."""
    files = dialog.findChild(QTreeView, "treeView")
    if isinstance(files, QTreeView):
        header = files.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    places, halves = dialog.findChild(QListView, "sidebar"), dialog.findChild(QSplitter)
    if isinstance(places, QListView) and isinstance(halves, QSplitter):
        side = places.sizeHintForColumn(0) + spare
        halves.setSizes([side, max(halves.width() - side, side)])


def _with_ending(name: str, kind: str, filters: str) -> str:
    """Give a name the ending of the chosen kind where it has that of no kind: Qt takes any for one."""
    usual, ending = _ENDING.search(kind), os.path.splitext(name)[1].lower().removeprefix(".")
    return name if usual is None or ending in _ENDING.findall(filters) else f"{name}.{usual[1]}"


def _take_ending(dialog: QFileDialog, kind: str) -> None:
    """Give names the ending of a kind of files; where it has none the last one's stays."""
    ending = _ENDING.search(kind)
    if ending is not None:
        dialog.setDefaultSuffix(ending[1])
