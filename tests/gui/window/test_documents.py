"""Files of the window: recent ones, names proposed, and nothing overwritten unasked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from lrsim.experiment import Experiment, load
from lrsim.gui import app
from lrsim.gui.window.documents import MOST_RECENT, Documents, proposed_name
from lrsim.gui.window.main_window import MainWindow

pytestmark = pytest.mark.window


@pytest.fixture
def documents(window: MainWindow) -> Documents:
    return window.actions_.documents


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the questions put; all are answered with Cancel."""
    questions: list[str] = []

    def answer(box: QMessageBox) -> int:
        questions.append(box.text())
        return QMessageBox.StandardButton.Cancel.value

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return questions


def saved(folder: Path, name: str) -> str:
    path = str(folder / name)
    Experiment("bowl").save(path)
    return path


def listed(documents: Documents) -> list[str]:
    documents.recent_menu.aboutToShow.emit()
    return [action.text() for action in documents.recent_menu.actions()]


def test_a_file_that_has_changed_since_is_asked_about(
    window: MainWindow, documents: Documents, asked: list[str], tmp_path: Path
) -> None:
    path = saved(tmp_path, "a.toml")
    documents.open_file(path)
    window.session.edit(steps=7)
    documents.save()
    assert asked == []
    Experiment("rosenbrock").save(path)  # by somebody else
    window.session.edit(steps=8)
    documents.save()
    assert len(asked) == 1
    assert "a.toml" in asked[0]
    assert load(path).surface.name == "rosenbrock"
    assert window.session.modified


def test_a_file_that_is_gone_is_written_anew(
    window: MainWindow, documents: Documents, asked: list[str], tmp_path: Path
) -> None:
    path = saved(tmp_path, "a.toml")
    documents.open_file(path)
    os.remove(path)
    documents.save()
    assert (asked, load(path).surface.name) == ([], "bowl")


def test_replacing_a_changed_file_is_possible(
    window: MainWindow, documents: Documents, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = saved(tmp_path, "a.toml")
    documents.open_file(path)
    Experiment("rosenbrock").save(path)
    monkeypatch.setattr(QMessageBox, "exec", lambda _: QMessageBox.StandardButton.Save.value)
    documents.save()
    assert load(path).surface.name == "bowl"
    monkeypatch.setattr(QMessageBox, "exec", lambda _: pytest.fail("asked again"))
    documents.save()


def test_recent_files_are_the_latest_first_and_each_once(
    documents: Documents, tmp_path: Path
) -> None:
    assert listed(documents) == ["nothing yet"]
    paths = [saved(tmp_path, f"{k}.toml") for k in range(MOST_RECENT + 2)]
    for path in (*paths, paths[5]):
        documents.open_file(path)
    assert listed(documents)[:3] == ["5.toml", "9.toml", "8.toml"]
    assert len(documents.recent) == MOST_RECENT


def test_a_recent_file_that_is_gone_is_told_and_forgotten(
    window: MainWindow, documents: Documents, tmp_path: Path
) -> None:
    path = saved(tmp_path, "a.toml")
    documents.remember([path])
    os.remove(path)
    assert listed(documents) == ["a.toml"]
    documents.recent_menu.actions()[0].trigger()
    assert "a.toml" in window.toast.text()
    assert listed(documents) == ["nothing yet"]


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_refused_in_the_window(
    window: MainWindow, documents: Documents, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "x.toml"
    if kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    before = window.session.experiment
    documents.open_file(str(path))
    assert str(path) in window.toast.text()
    assert window.session.experiment is before


@pytest.mark.parametrize(
    ("title", "name"),
    [("Three knobs", "three-knobs.toml"), ("", "bowl.toml"), ("/../", "bowl.toml")],
)
def test_save_proposes_a_name(title: str, name: str) -> None:
    assert proposed_name(Experiment("bowl", title=title)) == name


def test_save_as_begins_where_files_were_last(
    documents: Documents, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    proposed: list[str] = []

    def choose(_parent: object, _title: str, name: str, _filters: str) -> tuple[str, str]:
        proposed.append(name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    documents.remember([saved(tmp_path, "a.toml")])
    documents.save_as()
    folder, name = os.path.split(proposed[0])
    assert folder == str(tmp_path)
    assert name.endswith(".toml")


def test_recent_files_are_remembered(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    where = tmp_path / "settings"
    monkeypatch.setattr(app.QStandardPaths, "writableLocation", lambda _: str(where))
    for names in ((), ("a.toml",), ("a.toml", "b.toml")):
        window.actions_.documents.recent = [str(tmp_path / name) for name in names]
        app.Settings().store(window)
        assert app.Settings().recent == window.actions_.documents.recent
