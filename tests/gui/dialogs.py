"""Answers to dialogs that are open."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

__all__ = ["answer", "choose_file", "open_dialogs"]


def open_dialogs() -> list[QDialog]:
    """Return the dialogs that are open."""
    shown = (w for w in QApplication.topLevelWidgets() if w.isVisible())
    return [widget for widget in shown if isinstance(widget, (QFileDialog, QMessageBox))]


def answer(button: QMessageBox.StandardButton) -> str:
    """Press a button of the question that is open, and return the question."""
    (box,) = open_dialogs()
    assert isinstance(box, QMessageBox)
    box.button(button).click()
    return box.text()


def choose_file(path: str) -> QFileDialog:
    """Choose a file in the dialog that is open; none cancels."""
    (dialog,) = open_dialogs()
    assert isinstance(dialog, QFileDialog)
    if path:
        dialog.fileSelected.emit(path)
    dialog.reject()
    return dialog
