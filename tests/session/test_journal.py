"""A session that was killed comes back as it was after its last finished gesture."""

import dataclasses
import os

import pytest

import lrsim
from lrsim.errors import InputError
from lrsim.session import journal as journals
from lrsim.session.journal import LARGEST, Journal, read_journal
from lrsim.session.session import MAX_UNDO, Session


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sessions" / "one.journal"


def without_time(memory):
    return dataclasses.replace(memory, when=0.0)


def kept(path):
    return without_time(read_journal(path)[0])


def gestures(session, journal):
    """Do some gestures, and yield what is known after each."""
    acts = (
        lambda: session.turn_dial(0.5),
        lambda: session.edit(surface="rosenbrock"),
        session.undo,
        lambda: session.edit_runner(1, optimizer="adam:beta2=0.99"),
        lambda: session.edit(title="é “x” λ"),
        session.undo,
        session.undo,
        session.redo,
        lambda: session.edit(surface="quadratic:escape=inf"),
    )
    for act in acts:
        act()
        journal.keep(session.memory())
        yield session.memory()


def test_every_finished_gesture_is_in_the_journal(path):
    session, journal = Session(), Journal(path)
    for memory in gestures(session, journal):
        assert kept(path) == memory


def test_a_line_that_was_being_written_loses_that_gesture_alone(path):
    journal, memories, sizes = Journal(path), [], []
    for memory in gestures(Session(), journal):
        memories.append(memory)
        sizes.append(path.stat().st_size)
    data = path.read_bytes()
    for before, after, memory in zip(sizes, sizes[1:], memories, strict=False):
        for cut in {*range(before, after - 1, 7), after - 2}:
            path.write_bytes(data[:cut])
            assert kept(path) == memory


def test_after_a_torn_line_writing_goes_on(path):
    session, journal = Session(), Journal(path)
    session.turn_dial(0.5)
    journal.keep(session.memory())
    with open(path, "ab") as file:
        file.write(b'\n{"experiment": {"surf')
    session.turn_dial(0.25)
    journal.keep(session.memory())
    assert kept(path) == session.memory()


def test_another_session_goes_on_from_a_memory(path):
    session, journal = Session(), Journal(path)
    *_, last = gestures(session, journal)
    other = Session()
    other.turn_dial(0.7)
    before = other.experiment
    other.recall(read_journal(path)[0])
    assert other.experiment == session.experiment
    assert other.modified
    session.undo()
    other.undo()
    assert other.experiment == session.experiment
    for _ in last.past:
        other.undo()
    assert other.experiment == before  # what was there before is not lost either


def test_what_is_undone_in_another_session_goes_back_to_its_own_file(path, tmp_path):
    session, journal, files = Session(), Journal(path), [str(tmp_path / f"{k}.toml") for k in "ab"]
    for name, steps in zip(files, (70, 80), strict=True):
        lrsim.Experiment("bowl", steps=steps).save(name)
        session.open(name)
        session.turn_dial(0.5)
    session.new()
    session.new()
    session.new(lrsim.Experiment("bowl"))  # neither is of a file, nor of the other's
    session.undo()
    journal.keep(session.memory())
    assert kept(path) == session.memory()
    other = Session()
    other.recall(read_journal(path)[0])
    seen = []
    while other.can_undo:
        seen.append((other.path, other.experiment.steps, other.modified))
        other.undo()
    a, b = files
    assert seen == [
        (None, 50, True),
        (b, 80, True),
        (b, 80, False),
        (a, 70, True),
        (a, 70, False),
        (None, 50, False),
    ]


def test_a_journal_forgets_the_files_of_what_it_has_no_room_for(path, tmp_path):
    session = Session()
    for k in range(3):
        lrsim.Experiment("bowl", steps=70 + k).save(tmp_path / f"{k}.toml")
        session.open(tmp_path / f"{k}.toml")
    memory = dataclasses.replace(session.memory(), past=session.memory().past[-1:])
    Journal(path).keep(memory)
    assert [os.path.basename(file.path) for file in kept(path).files] == ["1.toml", "2.toml"]
    assert kept(path).file == memory.file


def test_what_is_as_it_was_saved_is_not_lost(tmp_path):
    session = Session()
    session.turn_dial(0.5)
    assert session.memory().is_lost
    session.save(tmp_path / "a.toml")
    assert not session.memory().is_lost


def test_a_journal_stays_small(path, monkeypatch):
    largest = LARGEST // 32
    monkeypatch.setattr(journals, "LARGEST", largest)
    session, journal = Session(), Journal(path)
    long = lrsim.Experiment(
        "quadratic",
        steps=300,
        runners=[lrsim.Runner(dial=[(k, 0.1 + 1e-9 * k) for k in range(1, 95)])],
    )
    session.new(long)
    for step in range(40):
        session.edit(seed=step + 1)
        journal.keep(session.memory())
        assert path.stat().st_size < 2 * largest
        assert kept(path).experiment == session.experiment
    assert len(kept(path).past) < MAX_UNDO


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[1]",
        b"\0" * 100,
        b'{"present": 3, "past": []}',
        b'{"present": [0, 0], "past": [], "future": [], "files": [], "after": []}',
        b"[" * 10**5,
    ],
)
def test_what_is_no_journal_is_refused(tmp_path, data):
    path = tmp_path / "x.journal"
    path.write_bytes(data)
    with pytest.raises(InputError, match="no journal"):
        read_journal(path)


def test_a_journal_that_cannot_be_written_says_so_and_begins_anew_later(path):
    session, journal = Session(), Journal(path)
    session.turn_dial(0.5)
    path.parent.write_text("in the way")
    with pytest.raises(InputError):
        journal.keep(session.memory())
    os.unlink(path.parent)
    journal.keep(session.memory())
    assert kept(path) == session.memory()
