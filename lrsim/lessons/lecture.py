"""Going through a lesson: which slide is up, what is on the stage, what was answered."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from lrsim import arguments
from lrsim.errors import InputError
from lrsim.experiment import Experiment
from lrsim.lessons.cast import Cast
from lrsim.lessons.checks import number_of
from lrsim.lessons.claims import claim
from lrsim.lessons.lesson import AskChoice, AskDial, AskPlace, AskSketch, Lesson, Step, asked
from lrsim.lessons.looks import looks_of, looks_on
from lrsim.lessons.marking import decades_apart, times_off
from lrsim.lessons.slides import Answer, Phase, Showing, Slide, cards_of, showing_of, slides_of
from lrsim.lessons.words import Told, told
from lrsim.runs.run import Run
from lrsim.text.messages import NOTHING, Message
from lrsim.typing import FloatArray


class Lecture:
    """A lesson under way.

    Parameters
    ----------
    lesson : Lesson
    on_changed : callable, optional
        Called after each change of slide and each answer.
    """

    def __init__(self, lesson: Lesson, on_changed: Callable[[], None] = lambda: None) -> None:
        self.lesson = lesson
        self._cast = Cast(lesson.runs)
        self._changed = on_changed
        self._place = 0
        self._answers: dict[int, Answer] = {}
        self._judged: set[int] = set()
        self.slides = slides_of(lesson)
        self._looks = looks_of([self._names(step) for step in lesson.steps])

    # --- where it stands ---

    @property
    def place(self) -> int:
        """Which slide is up, from 0 on."""
        return self._place

    @property
    def slide(self) -> Slide:
        """The slide that is up."""
        return self.slides[self._place]

    @property
    def step(self) -> Step:
        """The step of the lesson that is up."""
        return self.lesson.steps[self.slide.step]

    @property
    def phase(self) -> Phase:
        """What the slide is for."""
        return self.slide.phase

    @property
    def at_end(self) -> bool:
        """Whether the last slide is up."""
        return self._place == len(self.slides) - 1

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The last answer to each step that asks, in their order."""
        return tuple(self._answers[step] for step in sorted(self._answers))

    @property
    def answer(self) -> Answer | None:
        """The answer to this step, if there is one."""
        return self._answers.get(self.slide.step)

    def forward(self) -> bool:
        """Go on by one slide; tell whether there was one."""
        return self.go(self._place + 1)

    def back(self) -> bool:
        """Go back by one slide; tell whether there was one."""
        return self.go(self._place - 1)

    def go(self, place: int) -> bool:
        """Put up a slide; tell whether there is such a one."""
        if not 0 <= place < len(self.slides):
            return False
        if place != self._place:
            self._place = place
            if self.phase in (Phase.OBSERVE, Phase.EXPLAIN) and self.answer is not None:
                self._judged.add(self.slide.step)
            self._changed()
        return True

    # --- what is seen ---

    @property
    def stage(self) -> Experiment:
        """The experiment that is on the stage; the first runner is the selected one."""
        goal, answer = self.step.goal, self.answer
        if goal is None or answer is None:
            return self._seen.stage(self.step.runs)
        return self._cast.at_rate(goal.run, answer.given[0]).stage(self.step.runs)

    @property
    def showing(self) -> Showing:
        """What of it is played; what was tried stands at its end."""
        if self.step.goal is None or self.answer is None:
            return showing_of(self.step, self.phase)
        last = self.stage.steps
        return Showing(last, last, self.step.speed)

    @property
    def shows(self) -> tuple[str, ...]:
        """Which cards are seen: those that answer a question only when it is no longer open."""
        return cards_of(self.step, self.phase)

    @property
    def marks(self) -> tuple[str, ...]:
        """What is drawn beside the balls: nothing while a question is open."""
        return () if self.phase is Phase.PREDICT else self.step.marks

    @property
    def say(self) -> Told:
        """What is told on this slide."""
        text = self.step.explain if self.phase is Phase.EXPLAIN else self.step.say
        return told(text, self._seen)

    @property
    def question(self) -> Message:
        """What is asked or to be done on this step; nothing where that is not so."""
        step = self.step
        if step.ask is not None:
            return told(step.ask.question, self._cast)
        return NOTHING if step.goal is None else told(step.goal.task, self._cast)

    @property
    def choices(self) -> tuple[Told, ...]:
        """The answers to choose from; none where it is no such question."""
        ask = self.step.ask
        choices = ask.choices if isinstance(ask, AskChoice) else ()
        return tuple(told(choice.text, self._cast) for choice in choices)

    @property
    def notes(self) -> Told:
        """What the speaker alone sees."""
        return told(self.step.notes, self._cast)

    @property
    def looks(self) -> tuple[int, ...]:
        """Which look each runner on the stage has, and then the recalled one: its own in all of a lesson."""
        return looks_on(self._names(self.step), self._looks)

    @property
    def recalled(self) -> Run | None:
        """A run that has been seen before and is drawn beside those on the stage, if there is one."""
        return self._cast.run(self.step.recalls) if self.step.recalls else None

    def path_of(self, choice: int) -> tuple[Experiment, FloatArray, int] | None:
        """Return what a choice draws, or None: experiment, positions, float64 (n + 1, d), and whose they are.

        That is a runner of the stage; of a run that is not on it, the first.
        """
        ask, on_stage = self.step.ask, self.step.runs
        if not isinstance(ask, AskChoice) or not ask.choices[choice].draws:
            return None
        name = ask.choices[choice].draws
        runner = on_stage.index(name) if name in on_stage else 0
        return self._cast.experiment(name), self._cast.run(name).position, runner

    @property
    def truth(self) -> tuple[float, ...]:
        """The right answer, as `Answer.given` has it; nothing where nothing is asked."""
        step = self.step
        if isinstance(step.ask, AskChoice):
            return (self._right_choice(step.ask),)
        if isinstance(step.ask, AskPlace):
            return tuple(number_of(text, self._cast) for text in step.ask.at)
        if isinstance(step.ask, AskSketch):
            return tuple(float(loss) for loss in self._cast.run(step.ask.of).loss)
        rate = step.goal or step.ask
        return () if rate is None else (number_of(rate.truth, self._cast),)

    # --- answering ---

    def choose(self, choice: int) -> Answer:
        """Answer a question with a choice, from 0 on."""
        ask = asked(self.step, AskChoice)
        choice = arguments.whole("choice", choice, 0, len(ask.choices) - 1)
        return self._note("choice", (choice,), choice == self._right_choice(ask))

    def turn_to(self, lr: float) -> Answer:
        """Answer with a learning rate."""
        ask = asked(self.step, AskDial)
        lr = arguments.real("lr", lr, 0.0)
        right = claim(ask.holds)(self._cast.at_rate(ask.run, lr))
        return self._note("dial", (lr,), right, times_off(lr, self.truth[0]))

    def point_at(self, *position: float) -> Answer:
        """Answer with a place on the surface."""
        ask = asked(self.step, AskPlace)
        truth = np.array(self.truth)
        given = arguments.array("position", position)
        if given.shape != truth.shape:
            raise InputError(
                "position", len(given), Message("must have {n} coordinates here", n=len(truth))
            )
        off = float(np.abs(given - truth).max())
        return self._note("place", tuple(given.tolist()), off <= ask.within, off)

    def sketch(self, losses: Sequence[float]) -> Answer:
        """Answer with a loss curve: the losses at equal distances from step 0 to the last."""
        ask = asked(self.step, AskSketch)
        drawn = arguments.array("losses", losses)
        if len(drawn) < 2 or not np.isfinite(drawn).all():
            raise InputError("losses", None, Message("must be two losses or more, all finite"))
        off = decades_apart(drawn, np.array(self.truth))
        return self._note("sketch", tuple(drawn.tolist()), off <= ask.within, off)

    def attempt(self, experiment: Experiment, index: int) -> Answer:
        """Try to reach the goal with a runner as it is now: one try."""
        goal = self.step.goal
        if goal is None:
            raise InputError("", None, Message("nothing is to be reached on this step"))
        alone = dataclasses.replace(experiment, runners=(experiment.runners[index],))
        cast = self._cast.recast(goal.run, alone)
        reached = claim(goal.holds)(cast)
        before, given = self.answer, (alone.runners[0].lr_at(0),)
        self._judged.add(self.slide.step)
        tries = self._tries(given)
        taken = tries if goal.counts == "tries" else cast.run(goal.run).converged_at
        scores = [None if before is None else before.score, taken if reached else None]
        best = min((score for score in scores if score is not None), default=None)
        right = reached or (before is not None and before.right)
        last = best if reached and goal.counts == "tries" else scores[1]
        return self._note("goal", given, right, score=best, last=last)

    def forget(self) -> None:
        """Begin anew: the first slide, no answers."""
        self._answers.clear()
        self._judged.clear()
        self._place = 0
        self._changed()

    def recall(self, place: int, answers: Sequence[Answer]) -> None:
        """Go on where somebody stopped; what does not fit the lesson is left out."""
        asks = {k: step for k, step in enumerate(self.lesson.steps) if step.ask or step.goal}
        self._answers = {answer.step: answer for answer in answers if answer.step in asks}
        self._judged = set(self._answers)
        self._place = min(max(place, 0), len(self.slides) - 1)
        self._changed()

    # --- inside ---

    @property
    def _seen(self) -> Cast:
        """The runs as they are seen: at the guessed rate while it is played, then at the right one."""
        ask = self.step.ask
        if not isinstance(ask, AskDial) or self.phase is Phase.PREDICT:
            return self._cast
        guess = self.answer if self.phase is Phase.OBSERVE else None
        rate = self.truth[0] if guess is None else guess.given[0]
        return self._cast.at_rate(ask.run, rate)

    def _names(self, step: Step) -> list[str]:
        runs = (*step.runs, step.recalls) if step.recalls else step.runs
        return [self._cast.runner(run).name for run in runs]

    def _right_choice(self, ask: AskChoice) -> int:
        return next(k for k, choice in enumerate(ask.choices) if claim(choice.holds)(self._cast))

    def _note(
        self,
        kind: str,
        given: tuple[float, ...],
        right: bool,
        off: float | None = None,
        **counted: int | None,
    ) -> Answer:
        step = self.slide.step
        answer = Answer(step, kind, given, right, off, self._tries(given), **counted)
        if self.answer is None or given != self.answer.given:
            self._judged.discard(step)
        self._answers[step] = answer
        self._changed()
        return answer

    def _tries(self, given: tuple[float, ...]) -> int:
        """Return how many tries it took with this answer: to change one's mind, or not to, is none."""
        before = self.answer
        if before is None:
            return 1
        return before.tries + (before.step in self._judged and given != before.given)
