"""What the window opens beside files: scenes from the gallery, and share codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from lrsim import share_code
from lrsim.errors import InputError
from lrsim.experiment import load
from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.focus import FocusBefore
from lrsim.gui.window.documents import ENDING, Documents, Speaker
from lrsim.session.session import Session
from lrsim.text.messages import Message, say

if TYPE_CHECKING:
    from lrsim.gui.gallery.gallery import Gallery
    from lrsim.lessons import Scene

__all__ = ["Opening"]


class Stage(Speaker, Protocol):
    """Where what is opened is to be seen."""

    theme: Theme

    def show_page(self, index: int) -> None:
        """Show one of the pages."""


class Opening(QObject):
    """Shows the gallery in the window's place, and opens what is chosen there, pasted or dropped.

    Parameters
    ----------
    window : QMainWindow
        All of whose content the gallery takes the place of.
    session : Session
    documents : Documents
    stage : Stage
    """

    def __init__(
        self, window: QMainWindow, session: Session, documents: Documents, stage: Stage
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._documents, self._stage = documents, stage
        self.gallery: Gallery | None = None
        """Made when it is first looked at."""
        self._focus = FocusBefore(window)
        self._moves = True
        self._played = False
        documents.opened.connect(self.close)

    # --- the gallery ---

    @property
    def _content(self) -> QWidget:
        content = self._window.centralWidget()
        assert content is not None  # the window has it before it has keys
        return content

    def show(self) -> None:
        """Show the gallery; time stands still behind it."""
        gallery = self.gallery or self._make()
        if gallery.isVisible():
            return
        gallery.set_theme(self._stage.theme)
        self._focus.note()
        self._played = self._session.playing
        self._session.pause()
        self._content.hide()  # what is covered takes neither keys nor time
        gallery.open()

    def close(self) -> None:
        """Show what has taken the place of what there was."""
        self._played = False
        self._focus.forget()
        if self.gallery is not None:
            self.gallery.hide()

    def _show_content(self) -> None:
        """Show the window's own content again, playing on if it did and nothing else was chosen."""
        self._content.show()
        if not self._focus.give_back():
            self._content.setFocus()
        if self._played:
            self._session.play()

    def _make(self) -> Gallery:
        from lrsim.gui.gallery.gallery import Gallery

        gallery = self.gallery = Gallery(self._window, self._documents.recent_menu)
        gallery.shelves.set_moves(self._moves)
        gallery.chosen.connect(self.open_scene)
        gallery.fileRequested.connect(self._documents.open)
        gallery.pasteRequested.connect(self.paste)
        gallery.coded.connect(self._stage.doing(self._open_code))
        gallery.closed.connect(self._show_content)
        return gallery

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours and sizes, what is hidden when it is shown."""
        if self.gallery is not None and not self.gallery.isHidden():
            self.gallery.set_theme(theme)

    def set_moves(self, moves: bool) -> None:
        """Let pictures move, or stand still."""
        self._moves = moves
        if self.gallery is not None:
            self.gallery.shelves.set_moves(moves)

    def place(self) -> None:
        """Follow the window's size, likewise."""
        if self.gallery is not None and not self.gallery.isHidden():
            self.gallery.place()

    # --- opening ---

    def open_scene(self, scene: Scene) -> None:
        """Show a scene, playing what it is about; undo brings back what there was."""
        session = self._session
        session.new(scene.experiment, example=True)
        session.select(0)
        session.set_speed(scene.speed)
        if scene.plays is not None:
            session.seek(scene.plays[0])
        self._stage.show_page(0)
        self.close()
        session.play()

    def copy(self) -> None:
        """Put the experiment's share code on the clipboard."""

        def act() -> None:
            QApplication.clipboard().setText(self._session.experiment.share())
            self._stage.show_message(
                say(
                    "The share code is on the clipboard: whoever pastes it here has this experiment."
                )
            )

        self._stage.doing(act)()

    def paste(self) -> None:
        """Open the share code on the clipboard."""
        self._stage.doing(self._open_code)(QApplication.clipboard().text())

    @staticmethod
    def takes(data: QMimeData) -> bool:
        """Tell whether something that is dropped can be opened: a share code, or an experiment's file."""
        return _dropped_file(data) != "" or share_code.is_code(data.text())

    def drop(self, data: QMimeData) -> None:
        """Open what was dropped."""
        path = _dropped_file(data)
        if path:
            self._documents.open_file(path)
        else:
            self._stage.doing(self._open_code)(data.text())

    def _open_code(self, text: str) -> None:
        text = share_code.code_in(text)
        if not share_code.is_code(text):
            raise InputError(
                "",
                None,
                Message(
                    "The clipboard holds no share code: one begins with {prefix}",
                    prefix=share_code.PREFIX,
                ),
            )
        experiment = load(text)
        self._session.new(experiment)
        self._stage.show_page(0)
        self.close()
        title = say(experiment.title or experiment.surface.title)
        self._stage.show_message(
            say("Opened: {title}. Undo brings back what there was.", title=title)
        )


def _dropped_file(data: QMimeData) -> str:
    """Return the path of the one file that was dropped, if it may be an experiment's; else nothing."""
    paths = [url.toLocalFile() for url in data.urls()]
    return paths[0] if len(paths) == 1 and paths[0].endswith(ENDING) else ""
