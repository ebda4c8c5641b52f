"""What lies over the picture while presenting: Page Down and Page Up go through it, not the run below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QWidget

__all__ = ["page_through"]


def page_through(sheets: Sequence[QWidget], *, on: bool) -> bool:
    """Page on or back in what of the sheets is seen; tell whether any is."""
    seen = [sheet for sheet in sheets if sheet.isVisible()]
    action = QAbstractSlider.SliderAction
    for sheet in seen:
        areas = sheet.findChildren(QAbstractScrollArea)
        if isinstance(sheet, QAbstractScrollArea):
            areas.append(sheet)
        bars = [area.verticalScrollBar() for area in areas if area.isVisible()]
        longest = max(bars, key=lambda bar: bar.maximum() - bar.minimum(), default=None)
        if longest is not None:
            longest.triggerAction(action.SliderPageStepAdd if on else action.SliderPageStepSub)
    return bool(seen)
