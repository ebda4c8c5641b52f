"""Which quantities a map's axes have: a picker for each axis."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from lrsim.gui.look.lines import Hint
from lrsim.studies.maps.quantities import quantity
from lrsim.text.messages import Message, say, shown

ACROSS = Message("Across"), Message("What varies across")
UP = Message("Up"), Message("What varies upwards")
"""Name and help of each picker."""


class AxisPickers(QWidget):
    """Pickers for what varies across and upwards.

    Signals
    -------
    chosen(str, str)
        The user wants these quantities across and upwards.
    """

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.across, self.up = self._picker(*ACROSS), self._picker(*UP)
        self._names = "", ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for title, picker in ((say("across"), self.across), (say("up"), self.up)):
            row.addWidget(Hint(title))
            row.addWidget(picker)

    def show_names(self, names: Sequence[str]) -> None:
        """Offer quantities."""
        for picker in (self.across, self.up):
            if [picker.itemData(k) for k in range(picker.count())] != list(names):
                picker.clear()
                for name in names:
                    known = quantity(name)
                    picker.addItem(shown(known if known != name else name.replace("_", " ")), name)

    def show_axes(self, across: str, up: str) -> None:
        """Show which quantities the axes have."""
        self._names = across, up
        for picker, name in zip((self.across, self.up), self._names, strict=True):
            picker.setCurrentIndex(picker.findData(name))

    def _picker(self, name: Message, help_text: Message) -> QComboBox:
        picker = QComboBox()
        picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        picker.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        picker.setAccessibleName(shown(name))
        picker.setToolTip(shown(help_text))
        picker.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        picker.activated.connect(lambda _: self._choose(picker))
        return picker

    def _choose(self, picker: QComboBox) -> None:
        """Take another quantity for an axis; the other axis gets this one's if it had that already."""
        across, up = self._names
        name = picker.currentData()
        if picker is self.across and name != across:
            self.chosen.emit(name, across if name == up else up)
        elif picker is self.up and name != up:
            self.chosen.emit(up if name == across else across, name)
