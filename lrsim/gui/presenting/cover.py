"""What lies over the whole picture: a black or a white screen, and a spotlight."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QColor, QCursor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from lrsim.gui.loop.net import Netted
from lrsim.gui.presenting.preview import Preview
from lrsim.text.messages import say

__all__ = ["Blank", "Spotlight"]

FADE_MS: Final = 150

FOLLOW_MS: Final = 16
DIM: Final = 0.62
"""How much of the light is taken from what is not in the spotlight."""

LEAST, MOST, USUAL = 0.05, 0.5, 0.16
"""The spotlight's radius, as shares of the picture's height."""

GROWTH: Final = 1.15
"""By what a notch of the wheel changes it."""

NOTCH: Final = 120


class _Cover(Netted, QWidget):
    """Lies over all of a window and stays as large."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        window.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.setGeometry(self._window.rect())
        return False

    @property
    def _window(self) -> QWidget:
        window = self.parentWidget()
        assert window is not None
        return window

    def _cover(self) -> None:
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()


class Blank(_Cover):
    """A screen of one colour, which the picture fades to; nothing is painted behind it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.fades = True
        self._colour: QColor | None = None
        self._picture = QPixmap()
        self._share = 1.0
        self._fade = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=FADE_MS)
        self._fade.valueChanged.connect(self._show_share)

    @property
    def colour(self) -> QColor | None:
        """What the screen has; None: it shows the picture."""
        return self._colour

    def put(self, colour: QColor) -> None:
        """Let the picture fade to a colour."""
        if self._colour is None:
            self._picture = self._window.grab() if self.fades else QPixmap()
        self._colour = colour
        self.setAccessibleName(say("Black screen") if colour.value() == 0 else say("White screen"))
        self._cover()
        if self.fades:
            self._fade.start()
        else:
            self._show_share(1.0)

    def lift(self) -> None:
        """Show the picture again, at once."""
        self._fade.stop()
        self._colour = None
        self._picture = QPixmap()
        self.hide()

    def _show_share(self, share: float) -> None:
        self._share = share
        if share >= 1.0:
            self._picture = QPixmap()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the colour as has faded in."""
        if self._colour is None:
            return
        with QPainter(self) as painter:
            if not self._picture.isNull():
                painter.drawPixmap(0, 0, self._picture)
                painter.setOpacity(self._share)
            painter.fillRect(self.rect(), self._colour)


class Spotlight(_Cover):
    """A bright circle that follows the mouse; everything else is dimmed, and reached through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(say("Spotlight"))
        self._share = USUAL
        self._spot = QPoint()
        self.small: Preview | None = None
        """A smaller picture of the window: over it the mouse points, too."""
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    @property
    def radius(self) -> int:
        """In pixels."""
        return round(self._share * self.height())

    @property
    def spot(self) -> QPoint:
        """Where it is."""
        return self._spot

    def toggle(self) -> None:
        """Put it on, or out."""
        if self.isVisible():
            self.put_out()
            return
        self._follow()
        self._cover()
        self._timer.start()

    def put_out(self) -> None:
        """Dim nothing any more."""
        self._timer.stop()
        self.hide()

    def grow(self, angle: int) -> None:
        """Change its size by an angle of the wheel."""
        self._share = min(max(self._share * GROWTH ** (angle / NOTCH), LEAST), MOST)
        self.update()

    def _follow(self) -> None:
        spot = self._pointed()
        if spot != self._spot:
            before, self._spot = self._box, spot
            self.update(before)
            self.update(self._box)

    def _pointed(self) -> QPoint:
        """Return what the mouse points at, be it in the small picture."""
        place, small = QCursor.pos(), self.small
        if small is not None and small.isVisible():
            picture = small.picture_rect
            inside = small.mapFromGlobal(place) - picture.topLeft()
            if picture.contains(small.mapFromGlobal(place)):
                across, down = inside.x() / picture.width(), inside.y() / picture.height()
                return QPoint(round(across * self.width()), round(down * self.height()))
        return self._window.mapFromGlobal(place)

    @property
    def _box(self) -> QRect:
        reach = self.radius + 2
        return QRect(self._spot - QPoint(reach, reach), self._spot + QPoint(reach, reach))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim all but the circle."""
        dark = QPainterPath()
        dark.addRect(event.rect().toRectF())
        light = QPainterPath()
        light.addEllipse(QPointF(self._spot), self.radius, self.radius)
        colour = QColor("black")
        colour.setAlphaF(DIM)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(dark.subtracted(light), colour)
