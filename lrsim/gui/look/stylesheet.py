"""The one stylesheet of all windows; `lrsim.gui.look.theme.stylesheet` fills in the theme's values.

Widgets opt in with dynamic properties: a `QFrame` with ``card``, a `QLabel` with ``role`` (title,
quiet, figure or brand), a button with ``primary`` (filled) or ``flat`` (no frame until hovered).
"""

from __future__ import annotations

from string import Template
from typing import Final

__all__ = ["STYLESHEET"]

STYLESHEET: Final = Template("""
QMainWindow, QDialog { background: $ground; }
QWidget { color: $text; font-family: "$family"; }
QFrame[card="true"] { background: $card; border: 1px solid $edge; border-radius: ${radius}px; }

QLabel { background: transparent; border: none; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="key"] { font-weight: 600; }
QLabel[role="quiet"] { font-size: ${small}px; color: $quiet; }
QLabel[role="figure"] { font-size: ${figure}px; font-weight: 600; }
QLabel[role="brand"] { font-size: ${small}px; color: $quiet; }
QLabel:disabled { color: $quiet; }

QPushButton, QToolButton, QComboBox {
    background: $button; border: 1px solid $edge; border-radius: ${small_radius}px;
    padding: ${pad}px ${wide_pad}px; min-height: ${row}px; icon-size: ${icon}px;
}
QToolButton { padding: ${pad}px; min-width: ${row}px; }
QFileDialog QToolButton { padding: 0px; min-width: 0px; min-height: 0px; }
/* Qt's own are black. */
QFileDialog #backButton { qproperty-icon: url(lrsimicons:chevron-left-on-$tint.svg); }
QFileDialog #forwardButton { qproperty-icon: url(lrsimicons:chevron-right-on-$tint.svg); }
QFileDialog #toParentButton { qproperty-icon: url(lrsimicons:chevron-up-on-$tint.svg); }
QPushButton:hover, QToolButton:hover, QComboBox:hover { border-color: $quiet; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
/* In a theme of much contrast quiet text is hardly less than text: what is out of use has a broken edge. */
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled {
    background: transparent; border-style: dashed; color: $quiet;
}
QPushButton:checked, QToolButton:checked, QPushButton[primary="true"] {
    background: $accent; border-color: $accent; color: $on_accent;
}
QPushButton[primary="true"]:hover { border-color: $text; }
QPushButton[primary="true"]:disabled { background: transparent; border-color: $edge; color: $quiet; }
QPushButton[flat="true"], QToolButton[flat="true"] {
    background: transparent; border-color: transparent;
}
QPushButton[flat="true"]:hover, QToolButton[flat="true"]:hover {
    background: $button; border-color: $edge;
}
QPushButton[link="true"] {
    background: transparent; border-color: transparent; color: $accent; padding: ${pad}px;
}
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:disabled { color: $quiet; }
QPushButton:focus, QToolButton:focus, QComboBox:focus {
    border: 2px solid $focus; padding: ${pad_focus}px ${wide_pad_focus}px;
}
QToolButton:focus, QPushButton[link="true"]:focus { padding: ${pad_focus}px; }
QPushButton[corner="true"] {
    min-height: 20px; padding: 1px ${pad}px; font-size: ${small}px; color: $quiet;
}
QPushButton[corner="true"][menu="true"] { padding-right: ${arrow}px; }
QPushButton[segment="true"] { padding: ${pad}px; }
QPushButton[segment="true"]:focus { padding: ${pad_focus}px; }
QPushButton[segment="true"]:!checked { background: transparent; border-color: transparent; color: $quiet; }
QPushButton[segment="true"]:!checked:hover { color: $text; border-color: $edge; }
QPushButton[corner="true"]:hover { color: $text; }
QPushButton[corner="true"]:focus { padding: 0 ${pad_focus}px; }
QPushButton[pick="true"] {
    min-height: 20px; padding: 1px ${pad}px; background: transparent; border-color: transparent;
    color: $accent; text-align: right;
}
QPushButton[pick="true"]:hover { background: $button; border-color: $edge; }
QPushButton[pick="true"]:focus, QPushButton[segment="true"]:focus { border: 2px solid $focus; }
QPushButton[pick="true"]:focus { padding: 0 ${pad_focus}px; }
QPushButton[word="true"] { padding: ${pad}px; }
QPushButton[word="true"]:focus { padding: ${pad_focus}px; }
QPushButton[plain="true"] {
    padding: ${pad}px; min-width: ${tool}px; min-height: ${tool}px;
}
QPushButton[plain="true"]:focus { padding: ${pad_focus}px; }
QPushButton[plain="true"]::menu-indicator { image: none; width: 0; }
QPushButton::menu-indicator {
    image: url(lrsimicons:chevron-down-on-$tint.svg); width: ${glyph}px; height: ${glyph}px;
    subcontrol-origin: padding; subcontrol-position: center right; right: ${pad}px;
}
QPushButton[menu="true"] { padding-right: ${arrow}px; }

QComboBox { padding-right: ${arrow}px; }
QComboBox:focus { padding-right: ${arrow_focus}px; }
QComboBox::drop-down {
    border: none; width: ${arrow}px; subcontrol-origin: border; subcontrol-position: center right;
}
QComboBox::down-arrow {
    image: url(lrsimicons:chevron-down-on-$tint.svg); width: ${glyph}px; height: ${glyph}px;
}
QComboBox QAbstractItemView, QMenu {
    background: $card; border: 1px solid $edge; border-radius: 0; padding: 4px; outline: none;
    selection-background-color: $accent; selection-color: $on_accent;
}
QComboBox QAbstractItemView::item { min-height: ${row}px; padding: 2px ${pad}px; }
QMenu::item { padding: ${pad}px ${arrow}px ${pad}px ${wide_pad}px; border-radius: 4px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { background: transparent; color: $quiet; }
QMenu::separator { height: 1px; background: $line; margin: 4px; }

QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit {
    background: $button; border: 1px solid $edge; border-radius: ${small_radius}px;
    padding: ${pad}px; min-height: ${row}px;
    selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $quiet;
}
QLineEdit:hover, QAbstractSpinBox:hover { border-color: $quiet; }
QLineEdit:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border: 2px solid $focus; padding: ${pad_focus}px;
}
QLineEdit[bad="true"], QAbstractSpinBox[bad="true"] { border: 2px solid $error; }
QLineEdit:disabled, QAbstractSpinBox:disabled {
    background: transparent; border-style: dashed; color: $quiet;
}
/* Qt lays a spin box's text from its left edge on, whatever the padding. */
QAbstractSpinBox { qproperty-alignment: "AlignRight | AlignVCenter"; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: ${arrow}px; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
/* Text has nothing to step through. Without buttons (NoButtons) Qt leaves the line one pixel of width. */
QAbstractSpinBox[plain="true"] { qproperty-alignment: "AlignLeft | AlignVCenter"; }
QAbstractSpinBox[plain="true"]::up-button,
QAbstractSpinBox[plain="true"]::down-button { width: ${wide_pad}px; }
QAbstractSpinBox[plain="true"]::up-arrow, QAbstractSpinBox[plain="true"]::down-arrow { image: none; }
QAbstractSpinBox::up-arrow {
    image: url(lrsimicons:chevron-up-on-$tint.svg); width: ${glyph}px; height: ${glyph}px;
}
QAbstractSpinBox::down-arrow {
    image: url(lrsimicons:chevron-down-on-$tint.svg); width: ${glyph}px; height: ${glyph}px;
}

QCheckBox, QRadioButton { spacing: ${pad}px; padding: 2px; border-radius: 4px; border: none; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $focus; padding: 0; }
QCheckBox::indicator {
    width: ${box}px; height: ${box}px; background: $button;
    border: 1px solid $quiet; border-radius: 4px;
}
QCheckBox:disabled, QRadioButton:disabled { color: $quiet; }
QCheckBox::indicator:disabled { background: transparent; border-style: dashed; }
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent;
    image: url(lrsimicons:check-on-$check_tint.svg);
}

QSlider { min-height: ${tap}px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $track; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
    width: ${handle}px; height: ${handle}px; margin: -${handle_margin}px 0;
    background: $text; border: 2px solid $card; border-radius: ${handle_radius}px;
}
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::handle:horizontal:focus { background: $accent; border: 2px solid $text; }
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: $quiet; }

QAbstractItemView { outline: none; }
QTableView, QTreeView, QListView {
    background: transparent; border: none; gridline-color: $line;
    alternate-background-color: $button;
    selection-background-color: $line; selection-color: $text;
}
QTableView:focus, QTreeView:focus, QListView:focus {
    border: 2px solid $focus; border-radius: ${small_radius}px;
}
QTableView[bare="true"], QListView[bare="true"] { selection-background-color: transparent; }
QTableView[bare="true"]:focus, QListView[bare="true"]:focus { border: none; border-radius: 0; }
QAbstractItemView QLineEdit { padding: 0 4px; min-height: 0; }
QAbstractItemView QLineEdit:focus { padding: 0 3px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: transparent; border: none; color: $quiet;
    font-size: ${small}px; padding: ${pad}px; text-align: left;
}
QTableCornerButton::section { background: transparent; border: none; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QToolTip {
    background: $card; color: $text; border: 1px solid $quiet; padding: 6px;
    font-size: ${small}px;
}
QSplitter::handle { background: transparent; }
QStatusBar { color: $quiet; }
QProgressBar { background: $track; border: none; border-radius: 4px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
""")
