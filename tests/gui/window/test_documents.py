"""Files of the window: recent ones, names proposed, and nothing overwritten unasked."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from gui.dialogs import answer, choose_file, open_dialogs
from lrsim.experiment import Experiment, load
from lrsim.gui import app
from lrsim.gui.window import documents as documents_module
from lrsim.gui.window.documents import MOST_RECENT, Documents, proposed_name
from lrsim.gui.window.main_window import MainWindow
from waiting import PATIENCE, wait_until

pytestmark = pytest.mark.window

BUTTON = QMessageBox.StandardButton


@pytest.fixture
def documents(window: MainWindow) -> Documents:
    return window.actions_.documents


def saved(folder: Path, name: str) -> str:
    path = str(folder / name)
    Experiment("bowl").save(path)
    return path


def opened(documents: Documents, path: str) -> None:
    """Open a file, and wait until it is there or refused."""
    documents.open_file(path)
    wait_until(lambda: QApplication.processEvents() or not documents.reading.is_busy)


def listed(documents: Documents) -> list[str]:
    documents.recent_menu.aboutToShow.emit()
    return [action.text() for action in documents.recent_menu.actions()]


def save(documents: Documents) -> None:
    """Save, and wait until that is done or refused."""
    documents.save()
    wait_until(lambda: QApplication.processEvents() or not documents.writing.is_busy)


def test_a_file_that_has_changed_since_is_asked_about(
    window: MainWindow, documents: Documents, tmp_path: Path
) -> None:
    path = saved(tmp_path, "a.toml")
    opened(documents, path)
    window.session.edit(steps=7)
    save(documents)
    assert open_dialogs() == []
    Experiment("rosenbrock").save(path)  # by somebody else
    window.session.edit(steps=8)
    save(documents)
    assert "a.toml" in answer(BUTTON.Cancel)
    assert load(path).surface.name == "rosenbrock"
    assert window.session.modified


def test_a_file_that_has_changed_behind_a_scene_is_asked_about_when_that_is_undone(
    window: MainWindow, documents: Documents, tmp_path: Path
) -> None:
    path = saved(tmp_path, "a.toml")
    opened(documents, path)
    window.session.new()
    window.bridge.flush()
    Experiment("rosenbrock").save(path)  # by somebody else
    window.session.undo()
    window.bridge.flush()
    assert window.windowTitle().startswith("a.toml")
    window.session.edit(steps=7)
    save(documents)
    assert "a.toml" in answer(BUTTON.Cancel)
    assert load(path).surface.name == "rosenbrock"


def test_a_file_that_is_gone_is_written_anew(documents: Documents, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.toml")
    opened(documents, path)
    os.remove(path)
    save(documents)
    assert (open_dialogs(), load(path).surface.name) == ([], "bowl")


def test_replacing_a_changed_file_is_possible(documents: Documents, tmp_path: Path) -> None:
    path = saved(tmp_path, "a.toml")
    opened(documents, path)
    Experiment("rosenbrock").save(path)
    save(documents)
    answer(BUTTON.Save)
    wait_until(lambda: QApplication.processEvents() or not documents.writing.is_busy)
    assert load(path).surface.name == "bowl"
    save(documents)
    assert open_dialogs() == []


class Disk:
    """One that writes when it is let."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ready = threading.Event()
        write = documents_module._write

        def late(path: str, experiment: Experiment) -> object:
            assert self.ready.wait(PATIENCE)
            return write(path, experiment)

        monkeypatch.setattr(documents_module, "_write", late)


def test_a_window_closes_when_its_file_is_written(
    window: MainWindow, documents: Documents, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    disk, path = Disk(monkeypatch), saved(tmp_path, "a.toml")
    opened(documents, path)
    window.session.edit(steps=7)
    window.close()
    answer(BUTTON.Save)
    QApplication.processEvents()
    assert window.isVisible()
    assert not window.close()  # nor by asking again
    assert open_dialogs() == []
    disk.ready.set()
    wait_until(lambda: QApplication.processEvents() or not window.isVisible())
    assert load(path).steps == 7


def test_what_changes_while_a_file_is_written_is_still_to_be_saved(
    window: MainWindow, documents: Documents, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    disk, path = Disk(monkeypatch), saved(tmp_path, "a.toml")
    opened(documents, path)
    window.session.edit(steps=7)
    documents.save()
    window.session.edit(steps=8)
    disk.ready.set()
    wait_until(lambda: QApplication.processEvents() or not documents.writing.is_busy)
    assert load(path).steps == 7
    assert window.session.modified


def test_of_two_saves_in_a_row_the_second_is_what_is_there(
    window: MainWindow, documents: Documents, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    disk, path = Disk(monkeypatch), saved(tmp_path, "a.toml")
    opened(documents, path)
    for steps in (7, 8):
        window.session.edit(steps=steps)
        documents.save()
    disk.ready.set()
    wait_until(lambda: QApplication.processEvents() or not window.session.modified)
    assert load(path).steps == 8


def test_a_file_that_is_written_late_is_that_of_what_is_in_it(
    window: MainWindow, documents: Documents, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, other = saved(tmp_path, "a.toml"), saved(tmp_path, "b.toml")
    disk = Disk(monkeypatch)
    opened(documents, path)
    for steps in (7, 8):
        window.session.edit(steps=steps)
        documents.save()  # the second one has to wait for the first
    opened(documents, other)
    window.session.edit(steps=9)
    disk.ready.set()
    wait_until(lambda: QApplication.processEvents() or not documents.writing.is_busy)
    assert (load(path).steps, load(other).steps) == (8, Experiment("bowl").steps)
    assert (window.session.path, window.session.modified) == (other, True)
    window.session.undo()
    window.session.undo()
    assert (window.session.path, window.session.modified) == (path, False)


def test_what_is_saved_is_what_was_there_when_it_was_asked_where_to(
    window: MainWindow, documents: Documents, tmp_path: Path
) -> None:
    path = str(tmp_path / "mine.toml")
    window.session.edit(steps=7)
    documents.save()
    window.session.new()  # what was being read has come
    choose_file(path)
    wait_until(lambda: QApplication.processEvents() or not documents.writing.is_busy)
    assert load(path).steps == 7
    assert window.session.path is None
    window.session.undo()
    assert (window.session.path, window.session.modified) == (path, False)


def test_a_window_stays_when_its_file_cannot_be_written(
    window: MainWindow, documents: Documents, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    opened(documents, saved(folder, "a.toml"))
    window.session.edit(steps=7)
    shutil.rmtree(folder)
    window.close()
    answer(BUTTON.Save)
    wait_until(lambda: QApplication.processEvents() or not documents.writing.is_busy)
    assert window.isVisible()
    assert "a.toml" in window.toast.text()


def test_what_is_to_be_thrown_away_lets_the_window_close(
    window: MainWindow, documents: Documents, tmp_path: Path
) -> None:
    opened(documents, saved(tmp_path, "a.toml"))
    window.session.edit(steps=7)
    assert not window.close()
    answer(BUTTON.Cancel)
    assert window.isVisible()
    window.close()
    answer(BUTTON.Discard)
    assert not window.isVisible()


def test_recent_files_are_the_latest_first_and_each_once(
    documents: Documents, tmp_path: Path
) -> None:
    assert listed(documents) == ["nothing yet"]
    paths = [saved(tmp_path, f"{k}.toml") for k in range(MOST_RECENT + 2)]
    for path in (*paths, paths[5]):
        opened(documents, path)
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
    wait_until(lambda: QApplication.processEvents() or not documents.reading.is_busy)
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
    opened(documents, str(path))
    assert str(path) in window.toast.text()
    assert window.session.experiment is before


def test_a_disk_that_never_answers_holds_up_neither_the_window_nor_the_next_file(
    window: MainWindow, documents: Documents, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The window says that it waits; when the disk answers after all, nobody waits any more."""
    path, slow = saved(tmp_path, "a.toml"), saved(tmp_path, "slow.toml")
    Experiment("rosenbrock").save(slow)
    answers, answered = threading.Event(), threading.Event()

    def read(name: str) -> object:
        if name == slow:
            assert answers.wait(PATIENCE)
            answered.set()
        return read_at_once(name)

    read_at_once = documents_module._document
    monkeypatch.setattr(documents_module, "_document", read)
    before = window.session.experiment
    documents.open_file(slow)
    wait_until(lambda: QApplication.processEvents() or "slow.toml" in window.toast.text())
    assert window.session.experiment is before
    window.session.turn_dial(0.3)
    opened(documents, path)
    assert window.session.experiment.surface.name == "bowl"
    answers.set()
    assert answered.wait(PATIENCE)
    opened(documents, path)
    assert window.session.experiment.surface.name == "bowl"
    assert listed(documents) == ["a.toml"]


def test_a_file_that_is_too_large_is_refused_with_one_error(
    window: MainWindow, documents: Documents, tmp_path: Path
) -> None:
    path = tmp_path / "large.toml"
    path.write_bytes(b"# nothing\n" * 2**20)
    before = window.session.experiment
    opened(documents, str(path))
    assert window.toast.text() == f"{path} is larger than 4 MiB"
    assert window.session.experiment is before


@pytest.mark.parametrize(
    ("title", "name"),
    [("Three knobs", "three-knobs.toml"), ("", "bowl.toml"), ("/../", "bowl.toml")],
)
def test_save_proposes_a_name(title: str, name: str) -> None:
    assert proposed_name(Experiment("bowl", title=title)) == name


def test_save_as_begins_where_files_were_last(documents: Documents, tmp_path: Path) -> None:
    documents.remember([saved(tmp_path, "a.toml")])
    documents.save_as()
    dialog = choose_file("")
    assert dialog.directory().absolutePath() == str(tmp_path)
    assert dialog.defaultSuffix() == "toml"


def test_recent_files_are_remembered(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    where = tmp_path / "settings"
    monkeypatch.setattr(app.QStandardPaths, "writableLocation", lambda _: str(where))
    for names in ((), ("a.toml",), ("a.toml", "b.toml")):
        window.actions_.documents.recent = [str(tmp_path / name) for name in names]
        app.Settings().store(window)
        assert app.Settings().recent == window.actions_.documents.recent
