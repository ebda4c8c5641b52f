"""The window: cards laid out, views told what changed, the user's intents handed to the session.

It is long because all parts of the window meet here; what each of them does lies beside it.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout

from lrsim.gui.dial.dial import Dial
from lrsim.gui.dial.foresight import Foresight
from lrsim.gui.look import theme as look
from lrsim.gui.look.cards import Card
from lrsim.gui.look.page import Page
from lrsim.gui.look.theme import Dressed, Theme
from lrsim.gui.look.wardrobe import Wardrobe
from lrsim.gui.loop.background import Background
from lrsim.gui.loop.bridge import Bridge
from lrsim.gui.loop.explosion import Explosion
from lrsim.gui.loop.motion import Motion
from lrsim.gui.loop.net import Netted
from lrsim.gui.loop.pieces import Pieces
from lrsim.gui.run.page import RunPage
from lrsim.gui.runners.strip import RunnersStrip
from lrsim.gui.runners.table import RunnersTable
from lrsim.gui.verdict.advice import Advice
from lrsim.gui.verdict.card import VerdictCard
from lrsim.gui.window.actions import Actions
from lrsim.gui.window.bar import Bar
from lrsim.gui.window.card_menus import CardMenus, Owner
from lrsim.gui.window.dial_link import DialLink
from lrsim.gui.window.exercise import Exercise
from lrsim.gui.window.figures import FIGURES
from lrsim.gui.window.fixes import Fixes
from lrsim.gui.window.floor import Floor
from lrsim.gui.window.held_finger import HeldFinger
from lrsim.gui.window.intents import Intents
from lrsim.gui.window.keys import KeysHome
from lrsim.gui.window.lectern import Lectern
from lrsim.gui.window.notice import Notice
from lrsim.gui.window.pages import Pages
from lrsim.gui.window.room import Room
from lrsim.gui.window.toast import Toast
from lrsim.gui.window.transport import Transport
from lrsim.gui.window.type_size import TypeSize, TypeWheel
from lrsim.gui.window.words import Words
from lrsim.session.session import Change, Session
from lrsim.text.messages import say
from lrsim.text.numbers import percent

if TYPE_CHECKING:  # a cost at run time: few windows present
    from lrsim.gui.presenting.presentation import Presentation

LEAST_SIZE = QSize(1000, 640)
"""Less than a screen of 1024×768 has, with the window's frame and the desktop's bars."""


class MainWindow(Netted, QMainWindow):
    """The laboratory's window on one session.

    Parameters
    ----------
    session : Session
    theme : Theme
    background : Background, optional
        What the session does its long work with; it does it in the window's thread by default.
    size : QSize, optional
        How large it is to be when it is shown: known before, its type is set once.
    """

    def __init__(
        self,
        session: Session,
        theme: Theme,
        background: Background | None = None,
        size: QSize | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self.setMinimumSize(LEAST_SIZE)
        self.setAcceptDrops(True)
        self._told = False
        self.type_size = TypeSize(self)
        self._type_wheel: TypeWheel | None = None
        if size is not None:
            self.resize(size)
            self.type_size.fit()
        self.theme = self.type_size.sized(theme)
        self._wardrobe, self._pieces = Wardrobe(self), Pieces(self)
        # before there are widgets: they take the font they are born with
        deque(self._dress(self.theme), 0)
        self.bridge = Bridge(session, self, waits=True)
        self.motion, self.explosion = Motion(session, self.bridge), Explosion(session, self.bridge)
        self.background = background or Background()
        self.background.setParent(self)
        self.intents = Intents(session, self._refuse)
        self._fixes = Fixes(session, self.background, self.doing)
        self._build()
        self._connect()
        self.lectern = Lectern(self, self, session, self.background, self)
        self.actions_ = Actions(self, session, self)
        self.bar.add(self.actions_.button)
        self.bar.openRequested.connect(self.actions_.opening.show)
        self.set_theme(theme)
        self.keys_home.take()

    # --- building ---

    def _build(self) -> None:
        self.run_page = RunPage(self.session, self.background)
        self.pages = Pages(self.run_page, self.session, self.background)
        self.dial, self.verdict_card, self.runners_table = Dial(), VerdictCard(), RunnersTable()
        self.transport = Transport()
        self.toast, self.notice = Toast(self), Notice(self)
        self.bar = Bar(self.pages.switch)
        self.pickers = self.bar.pickers
        self.experiment_form, self.noise_form = self.bar.experiment_form, self.bar.noise_form
        self.cards = {
            "dial": Card(self.dial),
            "verdict": Card(self.verdict_card),
            "runners": Card(self.runners_table),
            "transport": Card(self.transport, enlarges=False),
        }
        self.foresight = Foresight(self.session, self.background, self.dial, self)
        self.advice = Advice(self.session, self.background, self.verdict_card, self)
        self.words = Words(
            self.session,
            self.explosion,
            self.verdict_card,
            self.runners_table,
            self.advice,
            self.dial,
        )
        standing = {name: self.cards[name] for name in ("dial", "verdict", "runners")}
        self.toast.spared = tuple(standing.values())
        self.runners_strip = RunnersStrip()
        self.floor = Floor(self.pages, self.run_page.cards["surface"], standing, self.runners_strip)
        veiled = {name: self.run_page.cards[name] for name in ("loss", "schedule")}
        self.exercise = Exercise({**standing, **veiled})
        self._column = QVBoxLayout()
        self._column.addWidget(self.bar)
        self._column.addWidget(self.exercise)
        room = Room(self.floor)
        self._column.addWidget(room, 1)
        self._column.addWidget(self.cards["transport"])
        self.keys_home = KeysHome(self.dial)
        self.keys_home.setLayout(self._column)
        self.setCentralWidget(self.keys_home)
        self.keys_home.adopt(self)
        self._wardrobe.leave_bare(self.keys_home, room, room.viewport(), self.floor, self.pages)
        self.dial_link = DialLink(self.session, self.dial, self.keys_home)

    @property
    def _dressed(self) -> Iterator[Dressed]:
        """All that takes a theme."""
        yield from self.cards.values()
        yield from (self.pages, self.runners_strip, self.floor, self.transport)
        yield from (self.verdict_card, self.runners_table, self.dial)
        yield from (self.bar, self.exercise, self.toast, self.notice, self.actions_, self.lectern)
        if self._presents:
            yield self.presentation

    def _connect(self) -> None:
        self.pages.turned.connect(self.keys_home.pass_on)
        self.bridge.moment = lambda: self.pages.current.moment
        self.type_size.changed.connect(lambda: self.set_theme(self.theme))
        self.type_size.settled.connect(lambda: self.change_theme(self.theme))
        self.motion.moved.connect(self.run_page.show_motion)
        self.motion.moved.connect(self.pages.show_motion)
        self.motion.moved.connect(self.dial_link.show_motion)
        self.bridge.ticked.connect(self.run_page.let_flow)
        self.bridge.ticked.connect(self.words.follow)
        self.explosion.moved.connect(self.run_page.show_faded)
        self.explosion.ended.connect(lambda: self.words.speak(Change.PLAYHEAD))
        self.bridge.changedNow.connect(self.dial_link.keep_up)
        self.bridge.measured.connect(self.transport.rates_label.set_rates)
        self.background.failed.connect(self.show_message)
        self.intents.connect_dial(self.dial)
        self.intents.connect_run(self.run_page)
        self.intents.connect_pages(self.pages)
        self.intents.connect_choices(self.pickers, self.experiment_form, self.noise_form)
        self.intents.connect_table(self.runners_table)
        self.intents.connect_strip(self.runners_strip)
        self.intents.connect_transport(self.transport)
        self.transport.playToggled.connect(self.toggle_play)
        self.transport.stepRequested.connect(self.step)
        self.exercise.showAllRequested.connect(self.doing(lambda: self.session.edit(hide=())))
        self.verdict_card.fixRequested.connect(self.fix)
        self.verdict_card.playRequested.connect(self.toggle_play)
        self.verdict_card.findRequested.connect(self.find_rate)
        self.pages.made.connect(self._adopt_page)
        self.pages.visited.connect(self.run_page.show_guest)
        self.pages.turned.connect(
            lambda: self.run_page.say_of_surface(self.pages.current.of_surface)
        )
        for names in (self.runners_table, self.runners_strip):
            names.nameClosed.connect(self.keys_home.take)
        self._connect_menus()

    def _connect_menus(self) -> None:
        """Give cards, runners and the dial what a right click offers."""
        self.card_menus = menus = CardMenus(
            self, self.session, self.rename, self.doing, self.show_message
        )
        owners = {
            name: Owner(card, partial(FIGURES[name], self.session))
            for name, card in {**self.cards, **self.run_page.cards}.items()
            if name in FIGURES
        }
        for owner in owners.values():
            menus.attach(owner)
        menus.attach_runners(self.runners_table, owners["runners"])
        menus.attach_runners(self.runners_strip, owners["runners"])
        menus.attach_runners(self.run_page.legend, owners["loss"])
        self.dial.menuOpened.connect(lambda menu: menus.complete(menu, owners["dial"]))

    def _adopt_page(self, page: Page) -> None:
        """Give the cards of a page that was just made what those of the others have."""
        self.keys_home.adopt(page)
        self.lectern.adopt(page)
        for name, card in page.cards.items():
            owner = Owner(card, partial(page.figures, name))
            self.card_menus.attach(owner, partial(page.offers, name))

    # --- showing ---

    def set_theme(self, theme: Theme) -> None:
        """Dress the whole window, type as large as its height asks for."""
        self._pieces.give_up()
        deque(self._dressing(theme), 0)

    def change_theme(self, theme: Theme) -> None:
        """Do so in sight: piece by piece, and then show it."""
        self.theme = self.type_size.sized(theme)  # for what is made meanwhile
        self._pieces.begin(self._dressing(theme))

    @property
    def is_dressed(self) -> bool:
        """Whether all that is seen wears the theme."""
        return not self._pieces.under_way

    def _dressing(self, theme: Theme) -> Generator[None]:
        self.theme = theme = self.type_size.sized(theme)
        with self.floor.placed_once():
            yield from self._dress(theme)
            for dressed in self._dressed:
                dressed.set_theme(theme)
            yield
            unit = round(theme.spacing)
            self._column.setContentsMargins(
                round(1.5 * unit), unit, round(1.5 * unit), round(1.5 * unit)
            )
            self._column.setSpacing(round(1.2 * unit))
            self._column.activate()
        yield
        if self._told:
            self.show_all()

    def _dress(self, theme: Theme) -> Generator[None]:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            look.apply(application, theme)
        yield from self._wardrobe.dressing(theme)

    def show_all(self) -> None:
        """Show in every view all there is, and from now on what changes.

        It is when the window is shown that this is done first: what is laid out before has other sizes.
        """
        if not self._told:
            self._told = True
            self.bridge.changed.connect(self.show_changes)
        self.bridge.flush(Change.ALL)

    def show_changes(self, what: Change) -> None:
        """Show in every view what has changed."""
        session = self.session
        self.exercise.show_session(session, what)
        self.pages.show_session(session, what)
        if not self.pages.is_home:
            self.run_page.show_surface(session, what)
            self.run_page.say_of_surface(self.pages.current.of_surface)
        self.runners_strip.show_session(session, what)
        self.transport.show_session(session, what)
        if what & (Change.EXPERIMENT | Change.SELECTION | Change.PATHS | Change.PLAYHEAD):
            self.dial_link.show_session(session, self.theme)
        if what & (Change.EXPERIMENT | Change.SELECTION):
            self.floor.fit()
        self.foresight.show_session(session, what)
        self.words.show_session(what)
        self.bar.show_session(session, what)
        self.actions_.show_session(session, what)

    # --- intents ---

    def doing(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return the act with bad input said in the window instead of raised."""
        return self.intents.doing(act)

    def _refuse(self, message: str) -> None:
        """Say what was wrong with an input, and show again what holds."""
        self.show_message(message)
        self.show_all()

    def show_message(self, text: str) -> None:
        """Show a message for a few seconds."""
        self.toast.show_message(text)

    def show_fault(self, line: str, details: str) -> None:
        """Say that something went wrong in the program itself; the window goes on."""
        text = say("Something went wrong in lrsim itself; the window goes on. {error}", error=line)
        copy = partial(QApplication.clipboard().setText, details)
        self.notice.ask(text, ((say("Copy the details"), copy), (say("Close"), lambda: None)))

    def fit(self) -> None:
        """Show all there is to see: of the run's page the surface's own domain."""
        self.pages.current.fit()

    def toggle_play(self) -> None:
        """Play or pause."""
        if self.session.playing:
            self.motion.pause()
        else:
            self.session.play()

    def step(self, n: int) -> None:
        """Take a step, or one back, so that it is seen."""
        self.motion.step(n)

    def step_type(self, count: int) -> None:
        """Have type larger by so many sizes, or smaller; 0: as large as the window asks for."""
        if count:
            self.type_size.step(count)
        else:
            self.type_size.set_factor(1.0)
        self.show_message(say("Type at {share}", share=percent(self.type_size.factor)))

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let nothing move between steps, or fly, or fade; or let it."""
        self.motion.set_reduced(reduced)
        self.explosion.finish()
        self.explosion.reduced = reduced
        self.dial.glides = self.floor.glides = not reduced
        self.pages.set_moves(not reduced)
        self.run_page.set_reduced_motion(reduced)
        if self._presents:
            self.presentation.set_reduced_motion(reduced)
        self.lectern.set_reduced_motion(reduced)
        self.actions_.show_reduced_motion(reduced)

    def set_clock(self, clock: Callable[[], float]) -> None:
        """Tell time by another clock than the machine's: a film has its own."""
        self.words.clock = clock
        self.words.prompt = True  # each of its pictures may be looked at alone
        self.run_page.set_clock(clock)

    def enlarge(self, name: str = "") -> None:
        """Give a card the whole window but a strip, by default the one at hand; or all their own again.

        Parameters
        ----------
        name : str
            ``dial``, ``verdict``, ``runners``, ``surface``, or a card of the page.
        """
        self.floor.enlarge("" if self.floor.enlarged else name or self.floor.at_hand())

    def toggle_arc(self) -> None:
        """Hide what each learning rate would do, or show it around the dial."""
        self.foresight.toggle()

    def toggle_depth(self) -> None:
        """Show a 2-D surface as a landscape, or flat."""
        self.run_page.toggle_depth()

    def toggle_loss_scale(self) -> None:
        """Switch the loss curve between log and linear."""
        self.pages.current.toggle_loss_scale()

    @property
    def page_names(self) -> tuple[str, ...]:
        """The pages of the upper part, the run's first."""
        return self.pages.names

    @property
    def page_name(self) -> str:
        """The one of them that is seen."""
        return self.pages.names[self.pages.current_index]

    def show_page(self, index: int) -> None:
        """Show a page of the upper part, 0 for the run's."""
        self.pages.show_page(index)

    def fix(self) -> None:
        """Do what the selected runner's verdict offers, and play."""
        self._fixes.fix()

    def reset_rate(self) -> None:
        """Turn the dial to the optimizer's usual learning rate, where there is a dial."""
        if self.dial.isEnabled() and "dial" not in self.session.experiment.hide:
            self.dial.reset()

    def rename(self, index: int | None = None) -> None:
        """Let a runner's name be typed, by default the selected one's: over its chip, or in the table."""
        index = self.session.selected if index is None else index
        names = self.runners_strip, self.runners_table
        if self.floor.enlarged and not any(each.isVisible() for each in names):
            self.enlarge("")
        for each in names:
            if each.isVisible():
                each.rename(index)

    def find_rate(self) -> None:
        """Show the page that looks for a learning rate."""
        self.show_page(self.page_names.index(say("Finder")))

    # --- presenting ---

    @functools.cached_property
    def presentation(self) -> Presentation:
        """What presents; it is made when somebody does."""
        from lrsim.gui.presenting.presentation import Presentation
        from lrsim.gui.window.hall import Hall

        presentation = Presentation(self, Hall(self))
        presentation.set_theme(self.theme)
        presentation.set_reduced_motion(self.motion.reduced)
        return presentation

    @property
    def _presents(self) -> bool:
        return "presentation" in vars(self)

    def leave_presentation(self) -> None:
        """Have all as it was before, if it is presented."""
        if self._presents:
            self.presentation.leave()

    def present(self) -> None:
        """Present, or go back to how it was before."""
        self.presentation.toggle()

    def present_with_notes(self) -> None:
        """Present, with a window for the speaker on whatever screen there is."""
        self.presentation.start()
        self.presentation.open_speaker()

    def open_lesson(self) -> None:
        """Ask for the file of a lesson, or of a list of scenes."""
        self.lectern.choose()

    def show_code(self) -> None:
        """Show the experiment's share code, or show it no longer."""
        self.doing(self.presentation.show_code)()

    # --- Qt ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key means that nobody else wanted: close the sheet, delete a handle, turn the dial."""
        sheet = self.actions_.sheet
        if event.key() == Qt.Key.Key_Escape and sheet.isVisible():
            sheet.hide()
        elif event.key() == Qt.Key.Key_Escape and self.run_page.surface_place.has_keys:
            self.keys_home.take()
        elif event.key() == Qt.Key.Key_Escape and self.floor.enlarged:
            self.floor.enlarge("")
        elif event.key() == Qt.Key.Key_Escape and self.run_page.leave_depth():
            self.keys_home.take()
        elif event.key() == Qt.Key.Key_Delete and self.pages.current.delete_current():
            pass  # the drawn schedule's, which is pointed at
        elif not self.keys_home.press(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what can be opened."""
        if self.actions_.opening.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open it."""
        self.actions_.opening.drop(event.mimeData())
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height between the rows."""
        super().resizeEvent(event)
        self.toast.place()
        self.notice.place()
        self.lectern.place()
        self.actions_.sheet.place()
        self.actions_.opening.place()
        self.type_size.follow()

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the views, which have their sizes now; hear the wheel with Ctrl: the window has a screen."""
        super().showEvent(event)
        if self._type_wheel is None:
            self._type_wheel = TypeWheel(self)
            self._type_wheel.turned.connect(self.step_type)
            HeldFinger(self)
        if not self._told:
            self.show_all()

    def event(self, event: QEvent) -> bool:
        """Note that something is painted: Qt asks for it once or more in a frame. Time begins with that."""
        if event.type() == QEvent.Type.UpdateRequest:
            self.bridge.count_frame()
        elif event.type() == QEvent.Type.Paint:
            self.bridge.begin()
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about a changed file, and stop the clock."""
        if not self.actions_.may_close():
            event.ignore()
            return
        self._pieces.give_up()
        self.actions_.close()
        self.leave_presentation()
        self.lectern.leave()
        self.session.pause()
        self.bridge.close()
        self.background.close()
        super().closeEvent(event)
