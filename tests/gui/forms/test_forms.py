"""Pickers and forms: built from the catalogue, checked by it, and quiet until an edit is done."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from lrsim.catalogue.entries import Entry, entries
from lrsim.experiment import Experiment, Runner
from lrsim.gui.forms.catalogue_card import CatalogueCard
from lrsim.gui.forms.catalogue_list import section
from lrsim.gui.forms.choice_field import ChoiceField
from lrsim.gui.forms.experiment_form import ExperimentForm
from lrsim.gui.forms.form import ParameterForm
from lrsim.gui.forms.noise_form import NoiseForm
from lrsim.gui.forms.pickers import Picker
from lrsim.gui.forms.value_field import ValueField, format_value, leading_digit_step
from lrsim.gui.look.theme import THEMES, apply, dress
from lrsim.optimizers import Optimizer, Sgd
from lrsim.schedules import CosineAnnealing, Schedule, Step, schedule
from lrsim.session.session import Change, Session
from lrsim.surfaces import LongValley, Quadratic, Surface, surface
from lrsim.text.numbers import read_number

KINDS: dict[str, type[Entry]] = {"surface": Surface, "optimizer": Optimizer, "schedule": Schedule}
ENTER = Qt.Key.Key_Return


class Bench:
    """The pickers wired to a session as the window does it."""

    def __init__(self, qtbot: QtBot) -> None:
        runner = Runner(optimizer="sgd:momentum=0.9", schedule="step:warmup=6")
        self.session = Session(Experiment("long-valley:kappa=16.7", steps=60, runners=[runner]))
        self.chosen: list[Entry] = []
        self.edits: list[dict[str, object]] = []
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        self.pickers: dict[str, Picker] = {kind: Picker(kind) for kind in KINDS}
        self.budget, self.noise = ExperimentForm(), NoiseForm()
        for picker in self.pickers.values():
            picker.chosen.connect(self.choose)
            picker.runnerEdited.connect(lambda changes: self.session.edit_runner(**changes))
            column.addWidget(picker)
        self.budget.edited.connect(self.edit)
        self.noise.edited.connect(self.edit)
        self.noise.batchChanged.connect(
            lambda size, scaling, hold: self.session.scale_batch(size, scaling=scaling, hold=hold)
        )
        self.budget.runnerEdited.connect(lambda changes: self.session.edit_runner(**changes))
        column.addWidget(self.budget)
        column.addWidget(self.noise)
        self.session.on_changed(self.show)
        self.show(Change.ALL)
        with qtbot.waitExposed(self.window):
            self.window.show()

    def show(self, what: Change) -> None:
        for picker in self.pickers.values():
            picker.show_session(self.session, what)
        self.budget.show_session(self.session, what)
        self.noise.show_session(self.session, what)

    def choose(self, entry: Entry) -> None:
        self.chosen.append(entry)
        if isinstance(entry, Surface):
            self.session.edit(surface=entry)
        elif isinstance(entry, Optimizer):
            self.session.edit_runner(optimizer=entry)
        else:
            self.session.edit_runner(schedule=entry)

    def edit(self, changes: dict[str, object]) -> None:
        self.edits.append(changes)
        self.session.edit(**changes)

    def open(self, kind: str) -> CatalogueCard:
        self.pickers[kind].open()
        card = self.pickers[kind].card
        assert card is not None
        return card

    def close(self) -> None:
        popovers = [*(picker.popover for picker in self.pickers.values())]
        popovers += [self.budget.popover, self.noise.popover]
        for popover in popovers:
            if popover is not None:
                popover.close()


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication) -> Iterator[Bench]:
    apply(qapp, THEMES["dark"])
    bench = Bench(qtbot)
    dress(bench.window, THEMES["dark"])
    yield bench
    bench.close()
    # at once: what is left over would be dressed anew for every test that follows
    bench.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def number(form: ParameterForm, name: str) -> ValueField:
    field = form.fields[name]
    assert isinstance(field, ValueField)
    return field


def choice(form: ParameterForm, name: str) -> ChoiceField:
    field = form.fields[name]
    assert isinstance(field, ChoiceField)
    return field


def box(form: ParameterForm, name: str) -> QCheckBox:
    field = form.fields[name]
    assert isinstance(field, QCheckBox)
    return field


def enter(field: ValueField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, ENTER)


def test_nothing_is_left_of_a_fields_menu_that_was_closed(qtbot: QtBot) -> None:
    field = ValueField(Sgd.parameters()[0])
    qtbot.addWidget(field)
    field.show()
    before = menus()
    for asked in (field, field.lineEdit()):
        place = asked.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, asked.mapToGlobal(place))
        QApplication.sendEvent(asked, event)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        assert menu.parent() is field.lineEdit()
        menu.close()
        del menu
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert menus() == before


def menus() -> int:
    """Return how many menus Python knows of, be they still there or not."""
    return sum(type(thing) is QMenu for thing in gc.get_objects())


def test_buttons_show_the_entry_and_what_differs_from_its_defaults(bench: Bench) -> None:
    texts = {kind: picker.button.chosen_text for kind, picker in bench.pickers.items()}
    assert texts == {
        "surface": "Long valley  κ 16.7",
        "optimizer": "SGD  momentum 0.9",
        "schedule": "Step  warmup 6",
    }
    assert bench.budget.button.chosen_text == "60"


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_of_the_catalogue_has_a_form_with_help(bench: Bench, kind: str) -> None:
    card = bench.open(kind)
    assert set(card.list.classes) == set(entries(KINDS[kind]).values())
    for row, cls in enumerate(card.list.classes):
        card.list.setCurrentIndex(card.list.model().index(row, 0))
        assert card.title.text() == cls.title
        assert list(card.form.fields) == [p.name for p in cls.parameters()]
        for parameter in cls.parameters():
            said = card.form.fields[parameter.name].accessibleDescription()
            assert said.startswith(parameter.doc)
    assert bench.chosen == []


def test_arrow_keys_only_look_and_enter_chooses_and_closes(bench: Bench) -> None:
    card = bench.open("optimizer")
    below = card.list.classes[1]
    QTest.keyClick(card.list, Qt.Key.Key_Down)
    assert card.title.text() == below.title
    assert bench.chosen == []
    QTest.keyClick(card.list, ENTER)
    assert bench.chosen == [below()]
    assert bench.session.runner.optimizer == below()
    assert not card.isVisible()


def test_a_click_chooses_and_the_card_stays_open_for_the_parameters(bench: Bench) -> None:
    card = bench.open("surface")
    row = card.list.visualRect(card.list.model().index(0, 0))
    below_its_heading = QPoint(row.center().x(), row.bottom() - 3)
    QTest.mouseClick(card.list.viewport(), Qt.MouseButton.LeftButton, pos=below_its_heading)
    assert bench.chosen == [Quadratic()]
    assert card.isVisible()


def test_enter_on_what_is_chosen_closes_the_card(bench: Bench) -> None:
    card = bench.open("surface")
    QTest.keyClick(card.list, ENTER)
    assert bench.chosen == []
    assert not card.isVisible()


def test_typing_says_nothing_until_the_edit_is_done_and_is_one_undo_entry(bench: Bench) -> None:
    form = bench.open("surface").form
    field = number(form, "kappa")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1e-")
    assert (bench.chosen, form.error("kappa")) == ([], "")
    QTest.keyClicks(field, "3")
    assert bench.chosen == []
    QTest.keyClick(field, ENTER)
    assert bench.chosen == [LongValley(kappa=1e-3)]
    bench.session.undo()
    assert not bench.session.can_undo
    assert field.text() == "16.7"


def test_typing_filters_by_title_formula_and_story_and_escape_clears(bench: Bench) -> None:
    card = bench.open("surface")
    everything = len(card.list.classes)
    QTest.keyClicks(card.list, "hump CAMEL")
    assert [cls.title for cls in card.list.classes] == ["Three-hump camel", "Six-hump camel"]
    assert card.title.text() == "Three-hump camel"
    assert bench.chosen == []
    QTest.keyClick(card.list, Qt.Key.Key_Backspace)
    assert card.filter.text() == "hump CAME"
    QTest.keyClick(card.filter, Qt.Key.Key_Down)
    assert card.title.text() == "Six-hump camel"
    QTest.keyClick(card.list, Qt.Key.Key_Escape)
    assert (card.filter.text(), len(card.list.classes)) == ("", everything)
    assert card.isVisible()
    assert card.title.text() == "Six-hump camel"
    card.filter.setText("no such thing")
    assert card.list.classes == []
    QTest.keyClick(card.filter, ENTER)
    assert bench.chosen == []
    card.filter.setText("tanh²")
    QTest.keyClick(card.filter, ENTER)
    assert [entry.title for entry in bench.chosen] == ["Plateau"]
    assert not card.isVisible()
    assert bench.open("surface").filter.text() == ""


@pytest.mark.parametrize(
    ("kind", "typed", "title"),
    [
        ("optimizer", "adam", "Adam"),
        ("schedule", "step", "Step"),
        ("surface", "bowl", "Bowl"),
        ("surface", "valley", "Long valley"),
        ("surface", "long valley", "Long valley"),
    ],
)
def test_typing_marks_the_best_hit_and_enter_takes_it(
    bench: Bench, kind: str, typed: str, title: str
) -> None:
    card = bench.open(kind)
    QTest.keyClicks(card.list, typed)
    assert (card.list.currentIndex().row(), card.title.text()) == (0, title)
    QTest.keyClick(card.list, ENTER)
    assert not card.isVisible()
    assert bench.pickers[kind].button.chosen_text.startswith(title)


def test_what_is_chosen_gives_way_to_a_better_hit(bench: Bench) -> None:
    card = bench.open("optimizer")
    QTest.keyClicks(card.list, "lion")
    QTest.keyClick(card.list, ENTER)
    card = bench.open("optimizer")
    QTest.keyClicks(card.list, "adam")  # of which the story of Lion speaks, too
    assert card.title.text() == "Adam"


def test_hits_stand_by_rank_without_headings_and_sections_come_back(bench: Bench) -> None:
    card = bench.open("optimizer")
    model = card.list.model()
    assert model.opens_section(0)
    QTest.keyClicks(card.list, "adam")
    assert not any(map(model.opens_section, range(len(card.list.classes))))
    card.filter.clear()
    assert model.opens_section(0)


def test_sections_stand_above_their_entries_and_cannot_be_chosen(bench: Bench) -> None:
    card = bench.open("surface")
    headings = [section(cls) for cls in card.list.classes]
    assert headings == sorted(headings)
    assert set(headings) == {"One coordinate", "Two coordinates", "Your own"}
    row = headings.index("Two coordinates")
    card.list.scrollTo(card.list.model().index(row, 0))
    where = card.list.visualRect(card.list.model().index(row, 0))
    on_heading = where.topLeft() + QPoint(20, 6)
    QTest.mouseClick(card.list.viewport(), Qt.MouseButton.LeftButton, pos=on_heading)
    assert bench.chosen == []
    below = where.bottomLeft() + QPoint(20, -6)
    QTest.mouseClick(card.list.viewport(), Qt.MouseButton.LeftButton, pos=below)
    assert bench.chosen == [card.list.classes[row]()]


@pytest.mark.parametrize("kind", KINDS)
def test_every_surface_and_schedule_has_a_preview(bench: Bench, kind: str) -> None:
    for steps in (60, 1_000_000):
        bench.session.edit(steps=steps)
        card = bench.open(kind)
        for cls in card.list.classes:
            card.list.setCurrentIndex(card.list.model().index(card.list.classes.index(cls), 0))
            assert card.preview.isVisible() == (kind != "optimizer")
            if kind != "optimizer":
                seen = card.preview.grab().toImage()
                colours = {
                    seen.pixel(x, y)
                    for x in range(0, seen.width(), 3)
                    for y in range(0, seen.height(), 3)
                }
                assert len(colours) > 2
        bench.close()


def test_a_preview_is_drawn_where_there_are_values_and_scaled_to_them(bench: Bench) -> None:
    """The logarithm has none left of 0, and what it has is no flat line."""
    card = bench.open("surface")
    card.filter.setText("log(x)")
    seen = card.preview.grab().toImage()
    ink = QColor(THEMES["dark"].text).rgb()
    drawn = {
        (x, y) for x in range(seen.width()) for y in range(seen.height()) if seen.pixel(x, y) == ink
    }
    assert min(x for x, _ in drawn) >= seen.width() // 2 - 4
    right = [y for x, y in drawn if x > 0.6 * seen.width()]
    assert max(right) - min(right) > seen.height() // 10


@pytest.mark.parametrize("typed", ["0", "-3", "2e6", "nan", "many", ""])
def test_bad_input_is_explained_below_the_field_and_changes_nothing(
    bench: Bench, typed: str
) -> None:
    form = bench.open("surface").form
    field = number(form, "kappa")
    field.setFocus()
    field.lineEdit().setText(typed)
    QTest.keyClick(field, ENTER)
    assert bench.chosen == []
    assert "10⁻⁶" in form.error("kappa")
    assert field.property("bad")
    enter(field, "20")
    assert form.error("kappa") == ""
    assert not field.property("bad")
    assert bench.chosen == [LongValley(kappa=20)]


def test_infinity_is_a_number_where_the_catalogue_says_so(bench: Bench) -> None:
    enter(number(bench.open("surface").form, "escape"), "inf")
    assert bench.chosen == [LongValley(kappa=16.7, escape=float("inf"))]


def test_a_word_is_pressed_and_a_list_is_typed(bench: Bench) -> None:
    bench.session.edit_runner(schedule=schedule("cyclic"))
    mode = bench.open("schedule").form.fields["mode"]
    assert isinstance(mode, ChoiceField)
    mode.buttons["triangular2"].click()
    assert bench.session.runner.schedule == schedule("cyclic:mode=triangular2")
    QTest.keyClick(mode.buttons["triangular2"], Qt.Key.Key_Right)
    assert bench.session.runner.schedule == schedule("cyclic:mode=exp_range")
    assert mode.buttons["exp_range"].isChecked()
    bench.session.edit_runner(schedule=schedule("multistep"))
    form = bench.open("schedule").form
    milestones = number(form, "milestones")
    assert milestones.lineEdit().placeholderText() == "auto: 30;45"
    enter(milestones, "7;9.5")
    assert "a whole number" in form.error("milestones")
    enter(milestones, "7; 9")
    assert bench.session.runner.schedule == schedule("multistep:milestones=7;9")
    assert milestones.text() == "7;9"
    assert bench.pickers["schedule"].button.chosen_text == "Multistep  milestones 7;9"


def test_text_that_is_typed_can_be_seen(bench: Bench) -> None:
    bench.session.edit(surface="formula:x**2 + 3*y**2")
    expression = number(bench.open("surface").form, "expression")
    assert expression.lineEdit().width() > 0.8 * expression.width()


def test_a_formula_is_tried_when_the_hand_pauses_and_complained_about_on_enter(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.session.edit(surface="formula:x**2")
    form = bench.open("surface").form
    expression = number(form, "expression")
    expression.setFocus()
    expression.selectAll()
    with qtbot.waitSignal(expression._pause.timeout):
        QTest.keyClicks(expression, "x**4 +")
    assert bench.session.experiment.surface == surface("formula:x**2")
    assert form.error("expression") == ""
    QTest.keyClick(expression, ENTER)
    assert form.error("expression").endswith("^")
    QTest.keyClicks(expression, " 2*y**2 ")
    other = surface("formula:x**4 + 2*y**2")
    qtbot.waitUntil(lambda: bench.session.experiment.surface == other)
    assert expression.text() == "x**4 + 2*y**2 "
    assert form.error("expression") == ""
    assert len(bench.session.experiment.start) == 2


def test_a_constant_of_a_formula_gets_a_field_of_its_own(bench: Bench) -> None:
    bench.session.edit(surface=surface("formula:x**2"))
    form = bench.open("surface").form
    constants = number(form, "constants")
    enter(constants, "a=3")
    assert bench.session.experiment.surface.spec == "formula:constants=a=3.0"
    enter(number(form, "expression"), "a*x**2")
    own = number(form, "a")
    assert own.text() == "3"
    enter(own, "0.5")
    assert bench.session.experiment.surface == surface("formula:a*x**2,a=0.5")
    assert number(form, "a") is own  # nobody's field changes under the hand
    assert number(form, "constants").text() == "a=0.5"
    enter(own, "1e400")
    assert "must be a number" in form.error("a")
    assert bench.session.experiment.surface == surface("formula:a*x**2,a=0.5")
    enter(number(form, "expression"), "x**2")
    constants = number(form, "constants")
    constants.lineEdit().clear()
    QTest.keyClick(constants, ENTER)
    assert bench.session.experiment.surface == surface("formula:x**2")
    assert "a" not in form.fields


def test_what_two_parameters_forbid_together_is_said_too(bench: Bench) -> None:
    form = bench.open("optimizer").form
    box(form, "nesterov").click()
    assert bench.session.runner.optimizer == Sgd(momentum=0.9, nesterov=True)
    enter(number(form, "momentum"), "0")
    assert bench.session.runner.optimizer == Sgd(momentum=0.9, nesterov=True)
    assert form.error("momentum") == "nesterov: needs a momentum above 0 and dampening 0"


def test_a_box_that_is_refused_is_unticked_again(bench: Bench) -> None:
    bench.session.edit_runner(optimizer="sgd")
    form = bench.open("optimizer").form
    box(form, "nesterov").click()
    assert not box(form, "nesterov").isChecked()
    assert "momentum" in form.error("nesterov")
    assert bench.chosen == []


def test_lengths_left_out_say_what_they_stand_for(bench: Bench) -> None:
    form = bench.open("schedule").form
    field = number(form, "step_size")
    assert (field.text(), field.lineEdit().placeholderText()) == ("", "auto: 20")
    enter(field, "7")
    assert bench.session.runner.schedule == Step(step_size=7, warmup=6)
    field.lineEdit().setText("")
    QTest.keyClick(field, ENTER)
    assert bench.session.runner.schedule == Step(warmup=6)
    bench.session.edit(steps=90)
    assert field.lineEdit().placeholderText() == "auto: 30"
    field.stepUp()
    assert bench.session.runner.schedule == Step(step_size=31, warmup=6)


def test_editing_an_entry_that_is_only_looked_at_chooses_it(bench: Bench) -> None:
    card = bench.open("schedule")
    for _ in range(10):
        if card.title.text() != "Cosine annealing":
            QTest.keyClick(card.list, Qt.Key.Key_Down)
    assert card.title.text() == "Cosine annealing"
    enter(number(card.form, "eta_min"), "0.001")
    assert bench.chosen == [CosineAnnealing(eta_min=0.001)]
    assert card.title.text() == "Cosine annealing"


def test_escape_forgets_what_was_typed_and_a_click_outside_keeps_it(bench: Bench) -> None:
    for key, kept in ((Qt.Key.Key_Escape, 16.7), (None, 25.0)):
        card = bench.open("surface")
        field = number(card.form, "kappa")
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "25")
        if key is None:
            bench.close()
        else:
            QTest.keyClick(field, key)
        assert not card.isVisible()
        assert bench.session.experiment.surface == LongValley(kappa=kept)


def test_opening_again_forgets_old_errors(bench: Bench) -> None:
    form = bench.open("surface").form
    enter(number(form, "kappa"), "-1")
    assert form.error("kappa")
    bench.close()
    form = bench.open("surface").form
    assert form.error("kappa") == ""
    assert number(form, "kappa").text() == "16.7"


def test_tab_goes_from_the_list_to_the_first_field(bench: Bench, qtbot: QtBot) -> None:
    card = bench.open("surface")
    qtbot.waitUntil(card.list.hasFocus)
    QTest.keyClick(card.list, Qt.Key.Key_Tab)
    assert number(card.form, "kappa").hasFocus()


def test_the_budget_and_the_start_are_edited_one_at_a_time(bench: Bench) -> None:
    bench.budget.open()
    form = bench.budget.form
    assert form is not None
    enter(number(form, "steps"), "80")
    enter(number(form, "start y"), "-1.5")
    assert bench.edits == [{"steps": 80}, {"start": (-8.5, -1.5)}]
    assert bench.budget.button.chosen_text == "80"


@pytest.mark.parametrize(("name", "typed"), [("steps", "0"), ("steps", "2.5"), ("start x", "inf")])
def test_a_bad_budget_or_start_changes_nothing(bench: Bench, name: str, typed: str) -> None:
    bench.budget.open()
    form = bench.budget.form
    assert form is not None
    enter(number(form, name), typed)
    assert bench.edits == []
    assert form.error(name).startswith("must be")


def test_a_surface_with_one_coordinate_asks_for_one(bench: Bench) -> None:
    bench.budget.open()
    assert bench.budget.form is not None
    assert "start y" in bench.budget.form.fields
    bench.session.edit(surface="quadratic")
    assert list(bench.budget.form.fields) == ["steps", "start x", "LR factor"]


def test_noise_brings_a_seed_that_can_be_typed_or_drawn_anew(bench: Bench) -> None:
    bench.noise.open()
    form = bench.noise.form
    assert form is not None
    assert not form.fields["seed"].isVisible()
    enter(number(form, "noise"), "0.2")
    assert bench.session.experiment.noise == 0.2
    assert bench.noise.button.chosen_text == "0.2"
    assert form.fields["batch size"].isVisible()
    assert form.fields["seed"].isVisible()
    enter(number(form, "seed"), "41")
    assert bench.session.experiment.seed == 41
    form.buttons["seed"].click()
    drawn = bench.session.experiment.seed
    assert drawn != 41
    assert number(form, "seed").text() == str(drawn)
    bench.session.undo()
    assert number(form, "seed").text() == "41"
    enter(number(form, "noise"), "-1")
    assert "from 0 to" in form.error("noise")
    enter(number(form, "noise"), "0")
    assert not form.fields["seed"].isVisible()


def test_a_batch_size_takes_rates_and_steps_with_it_as_chosen(bench: Bench) -> None:
    bench.session.edit(noise=1.0)
    bench.session.edit_runner(lr=0.01)
    bench.noise.open()
    form = bench.noise.form
    assert form is not None
    enter(number(form, "batch size"), "4")
    assert bench.noise.button.chosen_text == "1, batch 4"
    after = bench.session.experiment
    assert (after.batch_size, after.steps, after.runners[0].lr) == (4, 60, 0.01)
    choice(form, "LR at k × the batch").buttons["× k"].click()
    choice(form, "what stays").buttons["samples"].click()
    assert bench.session.experiment is after  # they say what the next batch size does
    enter(number(form, "batch size"), "8")
    after = bench.session.experiment
    assert (after.batch_size, after.steps, after.runners[0].lr) == (8, 30, 0.02)
    bench.session.undo()
    assert number(form, "batch size").text() == "4"
    choice(form, "LR at k × the batch").buttons["× √k"].click()
    enter(number(form, "batch size"), "16")
    assert bench.session.experiment.runners[0].lr == 0.02
    enter(number(form, "batch size"), "0")
    assert "from 1 to" in form.error("batch size")


def test_a_batch_size_whose_rate_would_be_too_large_is_refused(bench: Bench) -> None:
    bench.session.edit(noise=1.0)
    bench.session.edit_runner(lr=1e5)
    bench.noise.open()
    form = bench.noise.form
    assert form is not None
    choice(form, "LR at k × the batch").buttons["× k"].click()
    enter(number(form, "batch size"), "100")
    assert "from 0 to" in form.error("batch size")
    assert bench.session.experiment.batch_size == 1


@pytest.mark.parametrize("theme", THEMES)
def test_everything_said_in_the_experiments_card_can_be_read(
    bench: Bench, qapp: QApplication, theme: str
) -> None:
    bench.session.edit(noise=0.5)
    bench.noise.set_theme(THEMES[theme])
    apply(qapp, THEMES[theme])
    dress(bench.window, THEMES[theme])
    bench.noise.open()
    popover, form = bench.noise.popover, bench.noise.form
    assert popover is not None
    assert form is not None
    QCoreApplication.processEvents()
    labels = [label for label in form.findChildren(QLabel) if label.isVisible() and label.text()]
    assert len(labels) > 6
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width()), label.text()
    assert popover.height() <= 720


def test_no_form_shows_anything_outside_its_card(bench: Bench) -> None:
    def windows() -> set[QWidget]:
        return {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()}

    bench.session.edit(noise=0.5)
    bench.noise.open()
    shown: set[QWidget] = set()
    for noise in (0.0, 0.5):
        bench.session.edit(noise=noise)
        shown |= windows()
    assert shown == {bench.window, bench.noise.popover}


def test_optimizers_and_schedules_stand_in_sections_by_kind(bench: Bench) -> None:
    for kind in ("optimizer", "schedule"):
        headings = [section(cls) for cls in bench.open(kind).list.classes]
        opened = [h for k, h in enumerate(headings) if k == 0 or headings[k - 1] != h]
        assert len(opened) == len(set(headings)) >= 4
        assert all(heading[0].isupper() for heading in headings)


def test_an_optimizers_card_says_what_the_dial_is(bench: Bench) -> None:
    card = bench.open("optimizer")
    for row, cls in enumerate(card.list.classes):
        card.list.setCurrentIndex(card.list.model().index(row, 0))
        line = card.dial.text()
        assert issubclass(cls, Optimizer)
        assert (cls.dial_note or "the learning rate") in line
        assert (f"usually {cls.default_lr:g}" in line) == cls.uses_lr


def test_the_selected_runners_gradients_can_be_clipped_whatever_its_optimizer(bench: Bench) -> None:
    bench.session.add_runner(Runner(name="other", optimizer="adam", clip_norm=3.0))
    bench.session.select(0)
    form = bench.open("optimizer").clips
    enter(number(form, "clip norm"), "0.5")
    enter(number(form, "clip value"), "2")
    runner = bench.session.runner
    assert (runner.clip_norm, runner.clip_value) == (0.5, 2.0)
    bench.session.edit_runner(optimizer="lion")
    assert number(form, "clip norm").text() == "0.5"
    bench.session.select(1)
    assert number(form, "clip norm").text() == "3"
    enter(number(form, "clip norm"), "-1")
    assert "from 0 to" in form.error("clip norm")
    assert not bench.open("schedule").clips.isVisible()


def test_the_selected_runner_has_a_factor_for_each_coordinate(bench: Bench) -> None:
    bench.session.add_runner(Runner(name="other", lr_scale=(3.0,)))
    bench.session.select(0)
    bench.budget.open()
    form = bench.budget.form
    assert form is not None
    enter(number(form, "layer y: LR ×"), "0.5")
    assert bench.session.runner.lr_scale == (1.0, 0.5)
    enter(number(form, "layer x: LR ×"), "0.5")
    assert bench.session.runner.lr_scale == (0.5,)
    enter(number(form, "layer x: LR ×"), "2")
    bench.session.select(1)
    assert [number(form, f"layer {axis}: LR ×").text() for axis in "xy"] == ["3", "3"]
    bench.session.edit(surface="quadratic")
    assert [runner.lr_scale for runner in bench.session.experiment.runners] == [(2.0,), (3.0,)]
    bench.session.undo()
    assert bench.session.experiment.runners[0].lr_scale == (2.0, 0.5)


@pytest.mark.parametrize(
    ("value", "up", "down"),
    [
        (0.09, 0.1, 0.08),
        (0.1, 0.2, 0.09),
        (1, 2, 0.9),
        (16.7, 20, 10),
        (0, 0.1, -0.1),
        (-2, -1, -3),
    ],
)
def test_numbers_step_in_their_leading_digit(value: float, up: float, down: float) -> None:
    assert leading_digit_step(value, 1) == pytest.approx(up)
    assert leading_digit_step(value, -1) == pytest.approx(down)


def test_fields_never_round_away_what_counts() -> None:
    for value in (0.1, 1e-8, 1 / 3, 1e3, 123456789.0, 0.30000000000000004):
        assert read_number(format_value(value)) == value
    assert format_value(1e-8) == "10⁻⁸"
    assert format_value(None) == ""


def test_what_a_field_shows_can_be_pasted_into_it(bench: Bench) -> None:
    form = bench.open("surface").form
    field = number(form, "escape")
    field.setFocus()
    field.selectAll()
    field.lineEdit().insert(format_value(1.5e6))
    QTest.keyClick(field, ENTER)
    assert bench.chosen == [LongValley(kappa=16.7, escape=1.5e6)]


def test_chips_keep_their_place_whatever_is_chosen(bench: Bench) -> None:
    chips = [*bench.pickers.values(), bench.budget, bench.noise]

    def sizes() -> list[tuple[QSize, QSize]]:
        return [(chip.button.sizeHint(), chip.button.minimumSizeHint()) for chip in chips]

    before = sizes()
    bench.session.edit(surface="three-hump-camel", steps=1_000_000, noise=0.125, batch_size=4096)
    bench.session.edit_runner(optimizer="prodigy", schedule="cosine-warm-restarts")
    assert sizes() == before
    bench.session.edit(surface="abs", steps=1, noise=0.0)
    assert sizes() == before


def test_a_narrow_chip_gives_up_its_word_before_what_is_chosen(bench: Bench) -> None:
    wide, narrow = bench.pickers["optimizer"].button, bench.budget.button
    assert wide.minimumSizeHint().width() < wide.sizeHint().width() / 1.5
    assert narrow.minimumSizeHint().width() > narrow.fontMetrics().horizontalAdvance("Steps 50")
    surface = bench.pickers["surface"].button  # whose name is the last to be cut
    assert surface.minimumSizeHint().width() > surface.fontMetrics().horizontalAdvance(
        "Long valley"
    )


def test_what_is_typed_into_a_chip_that_opens_takes_the_place_of_what_stands_there(
    bench: Bench,
) -> None:
    for chip in (bench.budget, bench.noise):
        chip.open()
        assert chip.form is not None
        field = next(iter(chip.form.fields.values()))
        assert isinstance(field, ValueField)
        assert field.lineEdit().selectedText() == field.text() != ""
        assert chip.popover is not None
        chip.popover.close()
