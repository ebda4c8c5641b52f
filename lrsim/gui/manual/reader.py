"""A page of the manual, laid out: Markdown in the theme's colours and type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QDesktopServices,
    QKeyEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QFrame, QTextBrowser

from lrsim.gui.look.theme import Theme
from lrsim.gui.loop.net import Netted

__all__ = ["Reader"]

LINE_HEIGHT = 125.0
"""Per cent of the type's own: lines as long as these need air between them."""

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_KEYS = Qt.Key
_SCROLLED_WITH = frozenset(
    (
        *(_KEYS.Key_Up, _KEYS.Key_Down, _KEYS.Key_Left, _KEYS.Key_Right),
        *(_KEYS.Key_PageUp, _KEYS.Key_PageDown, _KEYS.Key_Home, _KEYS.Key_End),
        *(_KEYS.Key_Space, _KEYS.Key_Backspace),
    )
)


class Reader(Netted, QTextBrowser):
    """Shows a page; links to others are asked for.

    Signals
    -------
    pageRequested(str, str)
        A page's name, and the heading in it; either may be empty.
    """

    pageRequested = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Qt rounds the columns of a table up, which is a pixel more than there is room for
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        self._page: QTextDocument | None = None

    def show_page(self, markdown: str, theme: Theme) -> None:
        """Lay out a page.

        Parameters
        ----------
        markdown : str
        theme : Theme
            Whose colours and sizes it takes.
        """
        document = QTextDocument(self)
        document.setDefaultFont(theme.font())
        document.setDocumentMargin(theme.spacing)
        document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        # before it is shown: while it is laid out, every change of a format would lay it out anew
        _space(document, theme)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _rule(frame, theme)
        before, self._page = self._page, document
        self.setDocument(document)
        if before is not None:
            before.deleteLater()  # Qt deletes only the one that it has made itself

    @property
    def block(self) -> int:
        """The number of the paragraph at the upper edge."""
        return self.cursorForPosition(QPoint(0, 1)).blockNumber()

    def show_block(self, number: int) -> None:
        """Scroll to a paragraph, by its number."""
        block = self.document().findBlockByNumber(number)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top))

    def show_heading(self, anchor: str) -> None:
        """Scroll to a heading, by its anchor as links have it."""
        for block in _blocks(self.document()):
            if block.blockFormat().headingLevel() and anchor_of(block.text()) == anchor:
                self.show_block(block.blockNumber())
                return

    def event(self, event: QEvent) -> bool:
        """Keep the keys that scroll: in the window some of them play, or turn the dial."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not event.modifiers() & _COMMANDS
            and event.key() in _SCROLLED_WITH
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll a screen with Space, as in any browser."""
        if event.key() == Qt.Key.Key_Space:
            bar = self.verticalScrollBar()
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            bar.setValue(bar.value() + (-bar.pageStep() if back else bar.pageStep()))
            return
        super().keyPressEvent(event)

    def _follow(self, link: QUrl) -> None:
        if link.scheme():
            QDesktopServices.openUrl(link)
        else:
            self.pageRequested.emit(link.path(), link.fragment())


def anchor_of(heading: str) -> str:
    """Return the anchor of a heading: small letters, with hyphens between words."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _space(document: QTextDocument, theme: Theme) -> None:
    """Put air between lines, paragraphs and what stands under different headings."""
    lines, paragraph, heading = QTextBlockFormat(), QTextBlockFormat(), QTextBlockFormat()
    lines.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    paragraph.setBottomMargin(theme.spacing)
    heading.setTopMargin(2.5 * theme.spacing)
    heading.setBottomMargin(0.5 * theme.spacing)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(lines)
    for block in _blocks(document):
        cursor.setPosition(block.position())
        if block.blockFormat().headingLevel():
            cursor.mergeBlockFormat(heading)
        elif cursor.currentTable() is None and block.textList() is None:
            cursor.mergeBlockFormat(paragraph)


def _rule(table: QTextTable, theme: Theme) -> None:
    """Give a table thin lines in the theme's colour, and room in its cells."""
    form = table.format()
    form.setBorder(1.0)
    form.setBorderCollapse(True)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(QBrush(QColor(theme.edge)))
    form.setCellPadding(0.6 * theme.spacing)
    form.setCellSpacing(0.0)
    form.setTopMargin(theme.spacing)
    form.setBottomMargin(theme.spacing)
    table.setFormat(form)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    return (document.findBlockByNumber(number) for number in range(document.blockCount()))
