"""The user's intents handed to the session: which signal of which view becomes which call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lrsim.errors import InputError
from lrsim.gui.dial.dial import Dial
from lrsim.gui.forms.experiment_form import ExperimentForm
from lrsim.gui.forms.kinds import Kind
from lrsim.gui.forms.noise_form import NoiseForm
from lrsim.gui.forms.pickers import Picker
from lrsim.gui.run.page import RunPage
from lrsim.gui.run.schedule_handles import Points
from lrsim.gui.runners.strip import RunnersStrip
from lrsim.gui.runners.table import RunnersTable
from lrsim.gui.window.pages import Pages
from lrsim.gui.window.transport import Transport
from lrsim.schedules import Drawn
from lrsim.session.session import Session
from lrsim.text.messages import shown


class Intents:
    """What views ask for, done on the session.

    Parameters
    ----------
    session : Session
    refused : callable
        Is told in one message what was wrong with an input.
    """

    def __init__(self, session: Session, refused: Callable[[str], object]) -> None:
        self._session = session
        self._refused = refused

    def doing(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return the act with bad input said instead of raised."""

        def guarded(*arguments: Any) -> None:
            try:
                act(*arguments)
            except InputError as error:
                self._refused(shown(error))

        return guarded

    def with_runner(self, act: Callable[..., object]) -> Callable[..., None]:
        """Return the act, which begins with a runner's index, for runners that are still there.

        Views show what was there at the last frame.
        """

        def guarded(index: int, *arguments: Any) -> None:
            if 0 <= index < len(self._session.experiment.runners):
                self.doing(act)(index, *arguments)

        return guarded

    def connect_dial(self, dial: Dial) -> None:
        """Turn the session's dial with the window's."""
        dial.valueChanged.connect(self.doing(self._session.turn_dial))
        dial.gestureStarted.connect(self._session.begin_gesture)
        dial.gestureEnded.connect(self._session.end_gesture)

    def connect_run(self, page: RunPage) -> None:
        """Scrub, move the start, draw the schedule, select in the legend."""
        session, surface, schedule = self._session, page.surface_place, page.schedule_view
        surface.startGrabbed.connect(session.begin_gesture)
        surface.startDragged.connect(self.doing(lambda start: session.edit(start=start)))
        surface.startReleased.connect(session.end_gesture)
        page.loss_view.scrubbed.connect(session.seek)
        schedule.scrubbed.connect(session.seek)
        schedule.pointsGrabbed.connect(session.begin_gesture)
        schedule.pointsChanged.connect(self.doing(self._draw))
        schedule.pointsReleased.connect(session.end_gesture)
        page.stage.selected.connect(self.with_runner(session.select))
        page.legend.selected.connect(self.with_runner(session.select))

    def connect_strip(self, strip: RunnersStrip) -> None:
        """Select, rename and add runners."""
        session = self._session
        strip.selected.connect(self.with_runner(session.select))
        strip.renamed.connect(self.with_runner(self._rename))
        strip.addRequested.connect(self.doing(session.add_runner))

    def connect_pages(self, pages: Pages) -> None:
        """Set what a page wants set."""
        session = self._session
        pages.dialRequested.connect(self.doing(self._turn_dial))
        pages.edited.connect(self.doing(lambda changes: session.edit(**changes)))
        pages.runnerEdited.connect(self.doing(lambda changes: session.edit_runner(**changes)))
        pages.selected.connect(self.with_runner(session.select))
        pages.linedUp.connect(self.doing(session.line_up))

    def connect_choices(
        self, pickers: Mapping[Kind, Picker], form: ExperimentForm, noise: NoiseForm
    ) -> None:
        """Edit the experiment and its selected runner."""
        session = self._session
        pickers["surface"].chosen.connect(self.doing(lambda entry: session.edit(surface=entry)))
        pickers["optimizer"].chosen.connect(
            self.doing(lambda entry: session.edit_runner(optimizer=entry))
        )
        pickers["optimizer"].runnerEdited.connect(
            self.doing(lambda changes: session.edit_runner(**changes))
        )
        pickers["schedule"].chosen.connect(
            self.doing(lambda entry: session.edit_runner(schedule=entry))
        )
        form.edited.connect(self.doing(lambda changes: session.edit(**changes)))
        form.runnerEdited.connect(self.doing(lambda changes: session.edit_runner(**changes)))
        noise.edited.connect(self.doing(lambda changes: session.edit(**changes)))
        noise.batchChanged.connect(
            self.doing(
                lambda size, scaling, hold: session.scale_batch(size, scaling=scaling, hold=hold)
            )
        )

    def connect_table(self, table: RunnersTable) -> None:
        """Select, rename, remove and add runners."""
        session = self._session
        table.selected.connect(self.with_runner(session.select))
        table.renamed.connect(self.with_runner(self._rename))
        table.removeRequested.connect(self.with_runner(session.remove_runner))
        table.addRequested.connect(self.doing(session.add_runner))
        table.storyRequested.connect(self.doing(self._race_the_story))

    def connect_transport(self, bar: Transport) -> None:
        """Scrub, undo; playing and stepping are the window's, which knows the keys for them, too."""
        session = self._session
        bar.playOnRequested.connect(session.play_on)
        bar.resetRequested.connect(session.reset)
        bar.scrubbed.connect(session.seek)
        bar.speedChanged.connect(session.set_speed)
        bar.revealToggled.connect(session.set_reveal)
        bar.undoRequested.connect(session.undo)
        bar.redoRequested.connect(session.redo)

    def _turn_dial(self, lr: float) -> None:
        """Turn the dial for a page, unless an exercise has taken it away."""
        if "dial" not in self._session.experiment.hide:
            self._session.turn_dial(lr)

    def _rename(self, index: int, name: str) -> None:
        self._session.edit_runner(index, name=name)

    def _race_the_story(self) -> None:
        self._session.snail_pro_maniac()
        self._session.play()

    def _draw(self, points: Points) -> None:
        drawn = self._session.runner.schedule
        self._session.edit_runner(schedule=Drawn(points=points, warmup=drawn.warmup))
