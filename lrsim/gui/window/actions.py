"""What keys and menus do: time, sight, themes, undo, files."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QMenu, QPushButton

from lrsim.declarations import MAX_RUNNERS
from lrsim.gui.look.keys import KEYS
from lrsim.gui.look.theme import THEMES, Theme, icon
from lrsim.gui.window.asking import explain, open_menu
from lrsim.gui.window.documents import Documents
from lrsim.gui.window.hide_dialog import HideDialog
from lrsim.gui.window.key_sheet import KeySheet
from lrsim.gui.window.laboratory import Laboratory
from lrsim.gui.window.opening import Opening
from lrsim.gui.window.theme_titles import THEME_TITLES
from lrsim.manual import PAGES
from lrsim.session.session import Change, Session
from lrsim.text.messages import Message, say, shown

if TYPE_CHECKING:
    from lrsim.gui.manual.sheet import ManualSheet
    from lrsim.gui.window.exporting import ExportDialog

TYPE_SIZES = (
    (Message("Larger type"), 1, "larger"),
    (Message("Smaller type"), -1, "smaller"),
    (Message("Usual size of type"), 0, "usual"),
)
"""What is written in the menu, by how many sizes type grows, and the key for it."""


class Actions(QObject):
    """Keys and the menu button, with the files behind it.

    Parameters
    ----------
    window : QMainWindow
        Whose keys they are, and the dialogs' parent.
    session : Session
    laboratory : Laboratory
        Does what is not the session's.
    """

    def __init__(self, window: QMainWindow, session: Session, laboratory: Laboratory) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._laboratory = laboratory
        self.sheet = KeySheet(window, laboratory.page_names)
        self.manual: ManualSheet | None = None
        self._exporting: ExportDialog | None = None
        self._bind_keys()
        self.documents = Documents(window, session, laboratory)
        self.opening = Opening(window, session, self.documents, laboratory)
        self._menu = QMenu(window)
        self._themes = QActionGroup(self)
        self._fill_menu()
        self.button = QPushButton()  # a QToolButton waits in its menu, in an event loop of its own
        self.button.setMenu(self._menu)
        self.button.setProperty("plain", True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setAccessibleName(say("Menu: files, themes, keys"))
        self.button.setToolTip(
            say(
                "Files, themes, motion; all keys and gestures ({key})", key=shown(KEYS["help"].name)
            )
        )

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons and tick the theme."""
        self.button.setIcon(icon("more", theme))
        self.button.setFixedWidth(self.button.sizeHint().width())  # what is beside it gives way
        self.sheet.set_theme(theme)
        self.opening.set_theme(theme)
        if self.manual is not None:
            self.manual.set_theme(theme)
        for action in self._themes.actions():
            action.setChecked(action.data() == theme.name)

    def show_reduced_motion(self, reduced: bool) -> None:
        """Tick it in the menu, or not."""
        self._reduced.setChecked(reduced)
        self.opening.set_moves(not reduced)

    def show_session(self, session: Session, what: Change) -> None:
        """Show what can be done, and the file's name in the title."""
        if what & (Change.HISTORY | Change.EXPERIMENT):
            self._undo.setEnabled(session.can_undo)
            self._redo.setEnabled(session.can_redo)
            experiment = session.experiment
            title = say(experiment.title or experiment.surface.title)
            name = os.path.basename(session.path) if session.path else title
            mark = "*" if session.path and session.modified else ""
            self.documents.keep_up()
            self._window.setWindowTitle(f"{mark}{name} — lrsim")

    # --- keys ---

    def _bind_keys(self) -> None:
        laboratory, session = self._laboratory, self._session
        acts: dict[str, Callable[[], object]] = {
            "play": laboratory.toggle_play,
            "forward": partial(laboratory.step, 1),
            "back": partial(laboratory.step, -1),
            "reset": session.reset,
            "reveal": self._toggle_reveal,
            "arc": laboratory.toggle_arc,
            "fit": laboratory.fit,
            "depth": laboratory.toggle_depth,
            "enlarge": laboratory.enlarge,
            "log": laboratory.toggle_loss_scale,
            "fix": laboratory.fix,
            "theme": self._next_theme,
            "usual_lr": laboratory.reset_rate,
            "rename": laboratory.rename,
            "menu": partial(open_menu, self._window),
            "what": partial(explain, self._window),
            "full": self._toggle_full_screen,
            "help": self.sheet.toggle,
        }
        for name, act in acts.items():
            for sequence in KEYS[name].sequences:
                self._shortcut(sequence, act)
        for index in range(MAX_RUNNERS):
            self._shortcut(str(index + 1), partial(self._select, index))
        for index in range(len(laboratory.page_names)):
            self._shortcut(f"Ctrl+{index + 1}", partial(laboratory.show_page, index))

    def _shortcut(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.activated.connect(act)

    def _select(self, index: int) -> None:
        if index < len(self._session.runs):
            self._session.select(index)

    # --- menu ---

    def _fill_menu(self) -> None:
        documents = self.documents
        self._add(say("The popular example"), documents.new)
        self._add(say("Open…"), self.opening.show, "open")
        self._add(say("Open a file…"), documents.open, "open_file")
        self._add(say("Open a lesson…"), self._laboratory.open_lesson)
        self._menu.addMenu(documents.recent_menu)
        self._add(say("Save"), documents.save, "save")
        self._add(say("Save as…"), documents.save_as, "save_as")
        self._add(say("Export…"), self._export, "export")
        self._menu.addSeparator()
        self._add(say("Copy the share code"), self.opening.copy, "copy_code")
        self._add(say("Paste a share code"), self.opening.paste, "paste_code")
        self._add(say("Show share code…"), self._laboratory.show_code)
        self._menu.addSeparator()
        self._undo = self._add(say("Undo"), self._session.undo, "undo")
        self._redo = self._add(say("Redo"), self._session.redo, "redo")
        self._add(say("Hide for an exercise…"), self._choose_hidden)
        self._menu.addSeparator()
        for theme in THEMES.values():
            action = self._add(
                shown(THEME_TITLES[theme.name]), partial(self._laboratory.change_theme, theme)
            )
            action.setCheckable(True)
            action.setData(theme.name)
            self._themes.addAction(action)
        self._menu.addSeparator()
        for text, count, key in TYPE_SIZES:
            self._add(shown(text), partial(self._laboratory.step_type, count), key)
        self._reduced = self._menu.addAction(say("Reduced motion"))
        self._reduced.setCheckable(True)
        self._reduced.toggled.connect(self._laboratory.set_reduced_motion)
        self._menu.addSeparator()
        self._add(say("Keys and gestures"), self.sheet.toggle)
        for name, title in PAGES.items():
            self._add(shown(title), partial(self._open_manual, name))
        self._add(say("Present"), self._laboratory.present, "present")
        self._add(say("Present, with the speaker's window"), self._laboratory.present_with_notes)
        self._add(say("Full screen"), self._toggle_full_screen)
        self._add(say("Quit"), self._window.close, "quit")

    def _add(self, text: str, act: Callable[[], object], key: str = "") -> QAction:
        """Add a line to the menu, with one of `KEYS` if it has a key here."""
        action = self._menu.addAction(text)
        action.triggered.connect(lambda _checked: act())
        if key:
            action.setShortcuts([QKeySequence(keys) for keys in KEYS[key].sequences])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            self._window.addAction(action)
        return action

    def _export(self) -> None:
        """Ask what is to be written; what is being written already is shown instead."""
        if self._exporting is None or not self._exporting.is_busy:
            from lrsim.gui.window.exporting import ExportDialog

            theme, page = self._laboratory.theme, self._laboratory.page_name
            self._exporting = ExportDialog(self._window, self._session, theme, page)
            self._exporting.said.connect(self._laboratory.show_message)
        self._exporting.show()
        self._exporting.raise_()

    def close(self) -> None:
        """End what goes on beside the window."""
        if self._exporting is not None:
            self._exporting.stop()

    def _toggle_reveal(self) -> None:
        if "reveal" not in self._session.experiment.hide:
            self._session.set_reveal(not self._session.reveal)

    def _choose_hidden(self) -> None:
        edit = self._laboratory.doing(lambda hide: self._session.edit(hide=hide))
        hide, theme = self._session.experiment.hide, self._laboratory.theme
        dialog = HideDialog(self._window, hide, edit, theme)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _next_theme(self) -> None:
        names = list(THEMES)
        self._laboratory.change_theme(
            THEMES[names[(names.index(self._laboratory.theme.name) + 1) % len(names)]]
        )

    def _open_manual(self, page: str) -> None:
        if self.manual is None:
            from lrsim.gui.manual.sheet import ManualSheet

            self.manual = ManualSheet(self._window, self._laboratory.theme)
        self.manual.open_page(page)

    def _toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def may_close(self) -> bool:
        """Ask what to do with a changed file."""
        return self.documents.may_close()
