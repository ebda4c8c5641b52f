"""The words of pickers and forms."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gui.names import names_in
from gui.pseudo import Pseudo
from lrsim.catalogue.entries import Entry, entries
from lrsim.experiment import Experiment, Runner
from lrsim.gui.forms.catalogue_list import OWN, section
from lrsim.gui.forms.experiment_form import ExperimentForm
from lrsim.gui.forms.form_chip import FormChip
from lrsim.gui.forms.kinds import CATALOGUES, Kind
from lrsim.gui.forms.noise_form import NoiseForm
from lrsim.gui.forms.pickers import Picker
from lrsim.session.session import Change, Session


@pytest.fixture
def session() -> Session:
    return Session(Experiment("quadratic", runners=[Runner(name="1")]))


@pytest.mark.parametrize("kind", CATALOGUES)
def test_all_a_picker_says_is_translated(
    qtbot: QtBot, pseudo: Pseudo, session: Session, kind: Kind
) -> None:
    base = CATALOGUES[kind].base
    picker = Picker(kind)
    qtbot.addWidget(picker)
    picker.show_session(session, Change.ALL)
    picker.show()
    picker.open()
    assert picker.card is not None
    assert picker.popover is not None
    names, forgotten = names_in(base), set()
    for cls in entries(base).values():
        picker.card.show_entry(cls(), 100, 0.1, afresh=True)
        picker.popover.grab()
        forgotten |= pseudo.english(picker, picker.popover, names=names)
    picker.popover.close()
    assert not forgotten


@pytest.mark.parametrize("chip", [ExperimentForm, NoiseForm])
def test_all_the_budget_and_the_noise_say_is_translated(
    qtbot: QtBot, pseudo: Pseudo, session: Session, chip: type[FormChip]
) -> None:
    form = chip()
    qtbot.addWidget(form)
    form.show_session(session, Change.ALL)
    form.open()
    for changes in ({"surface": "bowl"}, {"noise": 1.0}):
        session.edit(**changes)
        form.show_session(session, Change.ALL)
        assert form.popover is not None
        form.popover.grab()
        assert not pseudo.english(form, form.popover)
    form.popover.close()


ENTRIES = [cls for kind in CATALOGUES.values() for cls in entries(kind.base).values()]
OWN_ENTRIES = ("chained", "drawn", "formula", "multiplicative", "piecewise", "sequential")


@pytest.mark.parametrize("cls", ENTRIES, ids=lambda cls: cls.entry_name())
def test_every_entry_stands_under_a_heading_of_its_own_kind(cls: type[Entry]) -> None:
    assert (section(cls) == OWN) == (cls.entry_name() in OWN_ENTRIES)
