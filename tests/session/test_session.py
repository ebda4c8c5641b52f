"""The session: what the window does, as a script does it. No Qt."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import lrsim
from lrsim import diagnosis
from lrsim.declarations import MAX_RUNNERS, MAX_STEPS
from lrsim.errors import InputError
from lrsim.remedies import changes, search
from lrsim.runs import recording, simulate, stepper
from lrsim.session import paths, playhead, session
from lrsim.session.session import MAX_GHOSTS, MAX_UNDO, VIVID, Change, Session


class Listener:
    """Writes down what it is told, and checks that it is told something."""

    def __init__(self, session):
        self.heard = []
        self.forget = session.on_changed(self)

    def __call__(self, what):
        assert what
        self.heard.append(what)

    def all(self):
        """Return everything heard since the last call, joined."""
        joined = Change(0)
        for what in self.heard:
            joined |= what
        self.heard.clear()
        return joined


@pytest.fixture
def popular():
    """The popular example: Snail, Pro and Maniac on x² from 5, 50 steps."""
    return Session()


@pytest.fixture
def pro():
    """Pro alone."""
    runner = lrsim.Runner(name="Pro", lr=0.1)
    return Session(lrsim.Experiment("quadratic", start=5.0, steps=50, runners=[runner]))


@pytest.fixture
def thin(monkeypatch):
    """Recording that thins after 16 steps."""
    monkeypatch.setattr(recording, "DENSE", 16)
    monkeypatch.setattr(recording, "CHUNK", 32)
    monkeypatch.setattr(stepper, "SCRATCH", 1024)


def assert_consistent(session):
    """Assert what must hold whatever was done."""
    e = session.experiment
    assert len(session.runs) == len(e.runners)
    assert session.horizon >= min(e.steps, MAX_STEPS)
    for index, run in enumerate(session.runs):
        fresh = simulate.simulate(e.setup(index), horizon=session.horizon)
        assert run.experiment is e
        assert run.runner is e.runners[index]
        assert run.plan == fresh.plan
        assert run.exploded_at == fresh.exploded_at
        assert np.array_equal(run.position, fresh.position, equal_nan=True)
        assert np.array_equal(run.loss, fresh.loss, equal_nan=True)
        assert np.array_equal(run.lr, fresh.lr)
        assert 0 <= session.row(index) < len(run.loss)
        assert session.verdict(index).name
    assert 0 <= session.playhead <= session.end <= session.horizon
    assert session.playhead <= session.furthest <= session.horizon
    assert 0 <= session.selected < len(e.runners)
    assert session.run is session.runs[session.selected]
    assert session.runner is e.runners[session.selected]
    assert session.lr == session.runner.lr_at(session.playhead)
    assert len(session.ghosts) <= MAX_GHOSTS
    for ghost in session.ghosts:
        assert 0 <= ghost.runner < len(e.runners)
        assert 0 <= ghost.first < ghost.last < len(ghost.run.loss)
    # the playhead stands on a recorded step
    longest = max(session.runs, key=lambda run: run.steps_taken)
    assert longest.step[longest.row(session.playhead)] == session.playhead


# --- what it opens with --------------------------------------------------------------------------


def test_session_opens_on_the_popular_example(popular):
    assert popular.experiment.surface.spec == "quadratic"
    assert popular.experiment.start == (5.0,)
    assert popular.experiment.steps == popular.horizon == 50
    lrs = {runner.name: runner.lr for runner in popular.experiment.runners}
    assert lrs == {"Snail": 0.001, "Pro": 0.1, "Maniac": 1.1}
    assert popular.playhead == popular.furthest == popular.selected == 0
    assert not popular.playing
    assert not popular.reveal
    assert not popular.can_undo
    assert not popular.can_redo
    assert not popular.modified
    assert popular.path is None
    assert popular.ghosts == ()
    assert_consistent(popular)


def test_session_gives_the_figures_of_the_story(popular):
    snail, pro, maniac = popular.runs
    assert snail.position[-1, 0] == 4.523734090020178
    assert pro.loss[-1] == 5.092589940836218e-09
    assert maniac.exploded_at == 30
    popular.seek(50)
    assert [popular.row(k) for k in range(3)] == [50, 50, 30]


def test_session_shows_what_a_script_gets(experiment):
    for run, alone in zip(Session(experiment).runs, lrsim.race(experiment), strict=True):
        assert np.array_equal(run.position, alone.position)


# --- the playhead --------------------------------------------------------------------------------


def test_seek_moves_within_the_run(pro):
    heard = Listener(pro)
    pro.seek(24)
    assert pro.playhead == 24
    assert heard.all() == Change.PLAYHEAD
    pro.seek(1000)
    assert pro.playhead == 50
    pro.seek(-3)
    assert pro.playhead == 0
    assert pro.furthest == 50


def test_step_moves_and_pauses(pro):
    pro.play()
    pro.step()
    assert (pro.playhead, pro.playing) == (1, False)
    pro.step(10)
    pro.step(-4)
    assert pro.playhead == 7
    pro.step(-100)
    assert pro.playhead == 0


def test_step_past_the_end_lets_the_horizon_grow_but_never_the_budget(pro):
    pro.seek(50)
    before = pro.run.position.copy()
    heard = Listener(pro)
    pro.step()
    assert pro.playhead == 51
    assert pro.horizon > 50
    assert pro.experiment.steps == 50
    assert (Change.HORIZON | Change.PATHS | Change.PLAYHEAD) in heard.all()
    assert np.array_equal(pro.run.position[:51], before)
    assert not pro.can_undo


def test_reset_goes_to_the_start_and_keeps_the_experiment(pro):
    pro.seek(30)
    pro.reset()
    assert pro.playhead == 0
    assert not pro.can_undo


def test_explosion_of_all_is_the_end(popular):
    popular.edit(runners=[lrsim.Runner(lr=1.1)])
    assert popular.end == 30
    popular.seek(50)
    assert popular.playhead == 30
    popular.step()
    assert (popular.playhead, popular.horizon) == (30, 50)


def test_one_that_lives_keeps_time_running(popular):
    popular.seek(50)
    assert popular.playhead == 50
    assert popular.next_position(2) is None
    assert popular.next_position(1) is not None


def test_next_position_is_where_the_next_step_leads(pro):
    assert pro.next_position() == (4.0,)
    pro.seek(50)
    expected = lrsim.run("quadratic", lr=0.1, start=5.0, steps=51).position[51, 0]
    assert pro.next_position() == (expected,)
    assert pro.horizon == 50


def test_next_position_follows_the_dial_at_the_end(pro):
    pro.seek(50)
    pro.turn_dial(0.5)
    assert pro.next_position() == (0.0,)


# --- thinned recordings --------------------------------------------------------------------------


def test_stepping_forward_and_back_where_recording_thins(thin, pro):
    pro.edit(steps=16)
    pro.step(200)
    seen = [pro.playhead]
    while pro.playhead > 0:
        pro.step(-1)
        assert pro.playhead < seen[-1]
        seen.append(pro.playhead)
    strides = set(-np.diff(seen))
    assert {1, 2, 4, 8} <= strides
    for _ in range(30):
        before = pro.playhead
        pro.step()
        assert pro.playhead > before
    assert_consistent(pro)


def test_seek_stops_at_the_nearest_step_recorded_before(thin, pro):
    pro.edit(steps=16)
    pro.step(60)
    run = pro.run
    for step in range(60):
        pro.seek(step)
        assert pro.playhead == run.step[run.row(step)]
    assert pro.next_position() is None or pro.playhead < 16


@pytest.mark.parametrize("speed", [1.0, 10.0, 60.0, 1000.0])
def test_playing_moves_on_where_recording_thins(thin, pro, speed):
    """A frame may be due less than a stride; what is due must add up over frames."""
    pro.edit(steps=16)
    pro.step(300)
    start = pro.playhead
    pro.set_speed(speed)
    pro.play_on()
    frames = math.ceil(20 * 60 / speed) + 60
    for _ in range(frames):
        pro.advance(1 / 60)
    due = frames / 60 * speed
    stride = int(pro.run.step[-1] - pro.run.step[-2])
    assert start + due - stride - 1 <= pro.playhead <= start + due + 1
    assert_consistent(pro)


def test_explosion_between_recorded_steps_has_its_place(thin):
    runner = lrsim.Runner(lr=0.01, dial=[(36, 1e6)])
    session = Session(lrsim.Experiment("quadratic", steps=16, runners=[runner]))
    session.step(100)
    assert session.end == session.playhead == 37
    session.step(-1)
    assert session.playhead == 36
    session.step(1)
    assert session.playhead == 37
    assert_consistent(session)


# --- playback ------------------------------------------------------------------------------------


def test_advance_moves_by_speed_times_seconds(pro):
    heard = Listener(pro)
    pro.set_speed(20)
    pro.play()
    assert heard.all() == Change.PLAYBACK
    for _ in range(60):
        pro.advance(1 / 60)
    assert abs(pro.playhead - 20) <= 1
    assert heard.all() == Change.PLAYHEAD


def test_advance_does_not_leap_over_a_step_it_is_to_come_to(pro):
    pro.set_speed(1000.0)
    pro.play()
    pro.advance(0.02, upto=7)
    assert (pro.playhead, pro.furthest, pro.playing) == (7, 7, True)
    pro.advance(0.004, upto=7)  # it is there: on it goes
    assert pro.playhead == 11
    pro.advance(0.004, upto=7)
    assert pro.playhead == 15
    pro.advance(0.004, upto=100)
    assert pro.playhead == 19


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_advance_by_no_time_does_nothing(pro, seconds):
    pro.play()
    pro.advance(seconds)
    assert pro.playhead == 0


def test_advance_while_paused_does_nothing(pro):
    heard = Listener(pro)
    pro.advance(10)
    assert pro.playhead == 0
    assert heard.heard == []


def test_slow_speed_adds_up_over_frames(pro):
    pro.set_speed(1)
    pro.play()
    for _ in range(150):
        pro.advance(1 / 60)
    assert pro.playhead == 2


def test_playing_stops_at_the_budget(pro):
    heard = Listener(pro)
    pro.set_speed(math.inf)
    pro.play()
    pro.advance(1 / 60)
    assert (pro.playhead, pro.playing, pro.horizon) == (50, False, 50)
    assert heard.all() == Change.PLAYBACK | Change.PLAYHEAD


def test_playing_at_the_end_begins_again_and_leaves_the_horizon(pro):
    pro.seek(50)
    pro.play()
    assert (pro.playhead, pro.playing, pro.horizon) == (0, True, 50)


def test_playing_goes_to_the_end_of_a_grown_horizon_and_no_further(pro):
    pro.set_speed(math.inf)
    pro.seek(50)
    pro.step()
    assert pro.horizon == 100
    pro.play()
    pro.advance(1 / 60)
    assert (pro.playhead, pro.playing, pro.horizon) == (100, False, 100)


def test_playing_on_before_the_end_passes_it(pro):
    pro.set_speed(100)
    pro.play()
    pro.play_on()
    for _ in range(60):
        pro.advance(1 / 60)
    assert pro.playing
    assert 99 <= pro.playhead <= 101


def test_there_is_no_playing_on_once_all_have_exploded(popular):
    popular.edit(runners=[lrsim.Runner(lr=1.1)])
    popular.seek(50)
    popular.play_on()
    assert (popular.playhead, popular.playing, popular.horizon) == (30, False, 50)


def test_playing_on_at_the_end_goes_past_the_budget(pro):
    pro.seek(50)
    pro.set_speed(100)
    pro.play_on()
    assert pro.playing
    for _ in range(300):
        pro.advance(1 / 60)
    assert pro.playing
    assert abs(pro.playhead - 550) <= 1
    assert pro.horizon > 550
    assert pro.experiment.steps == 50
    assert not pro.can_undo
    assert_consistent(pro)


def test_growing_horizon_never_stretches_a_schedule(pro):
    pro.edit_runner(schedule="cosine-annealing")
    before = pro.run.position.copy()
    pro.seek(50)
    pro.step(100)
    assert np.array_equal(pro.run.position[:51], before)


def test_playing_ends_at_the_longest_run_there_can_be(monkeypatch, pro):
    for module in (session, paths, playhead, recording):
        monkeypatch.setattr(module, "MAX_STEPS", 400)
    pro.set_speed(math.inf)
    pro.seek(50)
    pro.play_on()
    for _ in range(10):
        pro.advance(1 / 60)
    assert (pro.playhead, pro.playing) == (400, False)
    pro.play_on()
    pro.advance(1 / 60)
    assert (pro.playhead, pro.playing) == (400, False)
    pro.step()
    assert pro.playhead == 400


def test_playing_stops_when_all_have_exploded_and_then_begins_again(popular):
    popular.edit(runners=[lrsim.Runner(lr=1.1)])
    popular.set_speed(math.inf)
    popular.play()
    popular.advance(1)
    assert (popular.playhead, popular.playing) == (30, False)
    popular.play()
    assert (popular.playhead, popular.playing) == (0, True)
    assert popular.horizon == 50


def test_pause_and_play_twice_are_no_ops(pro):
    heard = Listener(pro)
    pro.pause()
    assert heard.heard == []
    pro.play()
    pro.play()
    assert heard.heard == [Change.PLAYBACK]
    pro.pause()
    assert heard.heard == [Change.PLAYBACK] * 2


@pytest.mark.parametrize("speed", [0, -1, math.nan])
def test_speed_must_be_above_zero(pro, speed):
    with pytest.raises(InputError, match="speed"):
        pro.set_speed(speed)
    assert pro.speed > 0


# --- the dial: branch, ghost ---------------------------------------------------------------------


def test_turning_at_step_0_is_what_if(pro):
    pro.turn_dial(0.5)
    assert pro.runner.lr == pro.lr == 0.5
    assert pro.runner.dial == ()
    assert pro.run.position[1, 0] == 0.0
    assert pro.ghosts == ()  # nothing of the other future had been seen


def test_turning_later_is_steering_and_leaves_a_ghost(pro):
    pro.seek(50)
    pro.seek(24)
    before = pro.run
    pro.turn_dial(0.5)
    assert pro.runner.dial == ((24, 0.5),)
    assert np.array_equal(pro.run.position[:25], before.position[:25])
    assert pro.run.position[25, 0] == 0.0
    (ghost,) = pro.ghosts
    assert ghost.run is before
    assert (ghost.runner, ghost.first, ghost.last) == (0, 24, 50)
    assert pro.furthest == pro.playhead == 24
    assert_consistent(pro)


def test_turning_drops_later_moves(pro):
    for step, lr in ((10, 0.2), (20, 0.3), (30, 0.4)):
        pro.seek(step)
        pro.turn_dial(lr)
    assert pro.runner.dial == ((10, 0.2), (20, 0.3), (30, 0.4))
    pro.seek(20)
    pro.turn_dial(0.25)
    assert pro.runner.dial == ((10, 0.2), (20, 0.25))
    pro.seek(15)
    pro.turn_dial(0.2)
    assert pro.runner.dial == ((10, 0.2),)
    pro.seek(10)
    pro.turn_dial(0.1)
    assert pro.runner.dial == ()


def test_turning_acts_on_the_selected_runner_alone(popular):
    before = popular.runs
    popular.select(1)
    popular.turn_dial(0.3)
    assert popular.experiment.runners[1].lr == 0.3
    for index in (0, 2):
        assert np.array_equal(popular.runs[index].position, before[index].position)


def test_turning_after_an_explosion_acts_from_step_0(popular):
    popular.select(2)
    popular.seek(40)
    popular.turn_dial(0.2)
    assert popular.runner.lr == 0.2
    assert popular.runner.dial == ()
    assert popular.playhead == 40
    assert popular.run.exploded_at is None


def test_turning_at_the_end_answers_with_the_whole_path_and_stays_there(pro):
    pro.seek(20)
    pro.turn_dial(0.2)
    pro.seek(50)
    assert pro.dial_step == 0
    pro.turn_dial(1.0)
    assert (pro.runner.lr, pro.runner.dial, pro.playhead) == (1.0, (), 50)
    assert pro.verdict().name == "oscillating"
    assert (pro.ghosts[-1].first, pro.ghosts[-1].last) == (0, 50)


def test_a_gesture_at_the_end_passes_through_explosions_and_is_one_undo_entry(pro):
    first = pro.experiment
    pro.seek(50)
    with pro.gesture():
        for lr, name in ((1.05, "exploding"), (10.0, "exploding"), (0.5, "just_right")):
            pro.turn_dial(lr)
            assert pro.playhead == pro.end
            assert pro.verdict().name == name
            assert (pro.runner.lr, pro.runner.dial) == (lr, ())
    assert pro.playhead == 50
    pro.undo()
    assert pro.experiment == first
    assert not pro.can_undo
    assert pro.playhead == 50


def test_turning_while_time_runs_past_the_budget_steers(pro):
    pro.seek(50)
    pro.play_on()
    assert pro.dial_step == 50
    pro.turn_dial(0.3)
    assert pro.runner.dial == ((50, 0.3),)


def test_a_run_that_had_exploded_answers_whole_until_the_playhead_moves(popular):
    popular.select(2)
    popular.seek(40)
    popular.turn_dial(0.2)
    popular.turn_dial(0.3)
    assert (popular.runner.lr, popular.runner.dial) == (0.3, ())
    popular.step(-1)
    popular.turn_dial(0.4)
    assert popular.runner.dial == ((39, 0.4),)


def test_a_run_that_has_exploded_while_time_runs_answers_whole_for_all_of_the_gesture(popular):
    popular.select(2)
    popular.seek(35)
    popular.play()
    with popular.gesture():
        popular.turn_dial(0.2)
        popular.advance(0.5)
        assert popular.playhead == 40
        popular.turn_dial(0.3)
    assert (popular.runner.lr, popular.runner.dial) == (0.3, ())
    popular.advance(0.5)
    popular.turn_dial(0.4)
    assert popular.runner.dial == ((45, 0.4),)


def test_an_edit_at_the_end_leaves_the_playhead_at_the_end(pro):
    pro.edit_runner(lr=1.1)
    pro.seek(50)
    assert pro.playhead == 30
    pro.edit_runner(lr=0.1)
    assert pro.playhead == 50
    pro.edit(steps=80)
    assert pro.playhead == 50


def test_turning_to_where_it_stands_is_a_no_op(pro):
    pro.seek(24)
    heard = Listener(pro)
    pro.turn_dial(0.1)
    assert heard.heard == []
    assert not pro.can_undo


def test_only_the_last_ghosts_are_kept(pro):
    for k in range(MAX_GHOSTS + 3):
        pro.seek(50)
        pro.seek(10)
        pro.turn_dial(0.2 + 0.01 * k)
    assert len(pro.ghosts) == MAX_GHOSTS
    assert pro.ghosts[-1].run.runner.dial == ((10, 0.2 + 0.01 * (MAX_GHOSTS + 1)),)


def test_revealed_future_leaves_a_ghost_too(pro):
    pro.set_reveal(True)
    pro.turn_dial(0.2)
    assert [(ghost.first, ghost.last) for ghost in pro.ghosts] == [(0, 50)]


def test_listener_sees_the_finished_state(pro):
    """What is told must already hold: nobody is told again."""
    pro.seek(50)
    pro.seek(20)
    seen = []

    def look(what):
        seen.append((what, pro.furthest, pro.lr, len(pro.ghosts), pro.can_undo))

    pro.on_changed(look)
    pro.turn_dial(0.3)
    assert [rest for _, *rest in seen] == [[20, 0.3, 1, True]]


@pytest.mark.parametrize("lr", [-0.1, math.nan, math.inf, 1e9, "0.1", None])
def test_impossible_learning_rate_changes_nothing(pro, lr):
    heard = Listener(pro)
    before = pro.experiment
    with pytest.raises(InputError, match="lr"):
        pro.turn_dial(lr)
    assert pro.experiment is before
    assert heard.heard == []
    assert not pro.can_undo


# --- undo ----------------------------------------------------------------------------------------


def test_undo_and_redo(pro):
    first = pro.experiment
    pro.seek(24)
    pro.turn_dial(0.5)
    second = pro.experiment
    heard = Listener(pro)
    pro.undo()
    assert pro.experiment == first
    assert (pro.can_undo, pro.can_redo) == (False, True)
    assert (Change.EXPERIMENT | Change.PATHS | Change.HISTORY) in heard.all()
    pro.redo()
    assert pro.experiment == second
    assert (pro.can_undo, pro.can_redo) == (True, False)
    assert_consistent(pro)


def test_undo_of_nothing_is_a_no_op(pro):
    heard = Listener(pro)
    pro.undo()
    pro.redo()
    assert heard.heard == []


def test_a_change_after_undo_forgets_what_was_undone(pro):
    pro.turn_dial(0.2)
    pro.undo()
    pro.turn_dial(0.3)
    assert not pro.can_redo
    pro.redo()
    assert pro.lr == 0.3


def test_an_open_gesture_can_be_undone_as_soon_as_it_has_changed_something(pro):
    """The keys of the dial are one gesture until they rest, and Ctrl+Z need not wait for that."""
    first = pro.experiment
    pro.begin_gesture()
    assert not pro.can_undo
    pro.turn_dial(0.2)
    assert (pro.can_undo, pro.can_redo) == (True, False)
    pro.undo()
    assert pro.experiment == first
    assert (pro.can_undo, pro.can_redo) == (False, True)
    pro.begin_gesture()
    assert pro.can_redo
    pro.turn_dial(0.3)
    assert not pro.can_redo


def test_what_lies_far_back_is_brought_back_without_its_ghosts(pro):
    rates = [0.2 + 0.01 * k for k in range(VIVID + 5)]
    for lr in rates:
        pro.seek(10)
        pro.set_reveal(True)
        pro.turn_dial(lr)
    for place in range(len(rates) - 1, 0, -1):
        pro.undo()
        assert pro.runner.dial == ((10, rates[place - 1]),)
        back = len(rates) - place
        assert bool(pro.ghosts) is (back <= VIVID)


def test_undo_brings_back_no_more_ghosts_than_there_is_memory_for(pro, monkeypatch):
    three = 3 * (pro.run.position.nbytes + pro.run.loss.nbytes)
    monkeypatch.setattr(session, "VIVID_BYTES", three)
    for k in range(6):
        pro.seek(10)
        pro.set_reveal(True)
        pro.turn_dial(0.2 + 0.01 * k)
    assert len(pro.ghosts) == MAX_GHOSTS
    pro.undo()
    assert len(pro.ghosts) == MAX_GHOSTS  # three runs
    pro.undo()
    assert pro.ghosts == ()  # a fourth


def test_undo_brings_ghosts_back(pro):
    pro.seek(50)
    pro.seek(20)
    pro.turn_dial(0.3)
    pro.undo()
    assert pro.ghosts == ()
    pro.redo()
    assert len(pro.ghosts) == 1


def test_playhead_selection_and_speed_are_not_undone(popular):
    popular.select(1)
    popular.seek(10)
    popular.set_speed(3)
    popular.set_reveal(True)
    assert not popular.can_undo


def test_undo_is_bounded(pro):
    for k in range(MAX_UNDO + 20):
        pro.turn_dial(0.01 + 0.001 * k)
    count = 0
    while pro.can_undo:
        pro.undo()
        count += 1
    assert count == MAX_UNDO


def test_one_gesture_is_one_undo_entry(pro):
    first = pro.experiment
    pro.seek(50)
    pro.seek(20)
    with pro.gesture():
        for k in range(1, 40):
            pro.turn_dial(0.1 + 0.01 * k)
    assert len(pro.ghosts) == 1
    assert pro.ghosts[0].run.runner == first.runners[0]
    pro.undo()
    assert pro.experiment == first
    assert not pro.can_undo


def test_gestures_may_be_nested(pro):
    first = pro.experiment
    pro.begin_gesture()
    pro.turn_dial(0.2)
    with pro.gesture():
        pro.turn_dial(0.3)
        pro.edit(steps=60)
    pro.turn_dial(0.4)
    pro.end_gesture()
    pro.undo()
    assert pro.experiment == first
    assert not pro.can_undo


def test_gesture_that_ends_where_it_began_is_no_entry(pro):
    with pro.gesture():
        pro.turn_dial(0.2)
        pro.turn_dial(0.1)
    assert not pro.can_undo


def test_end_of_a_gesture_is_told_as_history(pro):
    pro.begin_gesture()
    heard = Listener(pro)
    pro.turn_dial(0.2)
    assert not heard.all() & Change.HISTORY
    pro.end_gesture()
    assert heard.all() == Change.HISTORY


def test_ending_no_gesture_is_a_no_op(pro):
    heard = Listener(pro)
    pro.end_gesture()
    assert heard.heard == []


def test_gesture_that_fails_half_way_can_be_undone(pro):
    first = pro.experiment

    def half_way():
        with pro.gesture():
            pro.turn_dial(0.2)
            pro.turn_dial(-1)

    with pytest.raises(InputError):
        half_way()
    assert pro.lr == 0.2
    pro.undo()
    assert pro.experiment == first


def test_undo_within_a_gesture_takes_back_the_gesture_so_far(pro):
    first = pro.experiment
    pro.begin_gesture()
    pro.turn_dial(0.3)
    pro.undo()
    assert pro.experiment == first
    pro.end_gesture()
    pro.redo()
    assert pro.lr == 0.3


def test_undo_within_a_second_gesture_leaves_the_first(pro):
    pro.turn_dial(0.2)
    pro.begin_gesture()
    pro.turn_dial(0.3)
    pro.undo()
    assert pro.lr == 0.2
    pro.end_gesture()
    assert pro.lr == 0.2
    pro.undo()
    assert pro.lr == 0.1


# --- editing -------------------------------------------------------------------------------------


def test_new_surface_brings_its_own_start_and_begins_again(popular):
    popular.seek(20)
    popular.edit(surface="rosenbrock")
    assert popular.experiment.start == (-1.5, 2.0)
    assert popular.playhead == popular.furthest == 0
    popular.undo()
    assert popular.experiment.start == (5.0,)
    assert_consistent(popular)


def test_parameters_of_the_same_surface_keep_the_start():
    session = Session(lrsim.Experiment("long-valley", start=(1.0, 2.0)))
    session.seek(10)
    session.edit(surface="long-valley:kappa=50")
    assert session.experiment.start == (1.0, 2.0)
    assert session.playhead == 10


def test_moved_start_is_run_from_there(pro):
    pro.edit(start=2.0)
    assert pro.run.position[0, 0] == 2.0
    assert_consistent(pro)


def test_every_surface_optimizer_and_schedule_can_be_picked(popular):
    from lrsim.catalogue.entries import entries
    from lrsim.optimizers import Optimizer
    from lrsim.schedules import Schedule
    from lrsim.surfaces import Surface

    for surface in entries(Surface):
        popular.edit(surface=surface)
        for optimizer in entries(Optimizer):
            popular.edit_runner(1, optimizer=optimizer)
        for schedule in entries(Schedule):
            popular.edit_runner(2, schedule=schedule)
        assert_consistent(popular)


def test_editing_to_what_is_already_so_is_a_no_op(experiment):
    session = Session(experiment)
    heard = Listener(session)
    session.edit(steps=60, seed=7, title="Three knobs")
    session.edit(surface="long-valley:kappa=25")
    session.edit(start=(-8, 2))
    session.edit()
    session.edit_runner(0, lr=1e-3, optimizer="sgd:nesterov=true,momentum=0.9")
    session.select(0)
    session.seek(0)
    session.set_speed(session.speed)
    session.set_reveal(False)
    session.reset()
    assert heard.heard == []
    assert not session.can_undo
    assert session.experiment is experiment


@pytest.mark.parametrize(
    ("intent", "named"),
    [
        (lambda s: s.edit(steps=0), "steps"),
        (lambda s: s.edit(surface="nonesuch"), "surface"),
        (lambda s: s.edit(start=(1, 2)), "start"),
        (lambda s: s.edit_runner(lr=-1), r"runners\[0\]\.lr"),
        (lambda s: s.edit_runner(1, optimizer="sgd:momentum=1"), r"runners\[1\]\.optimizer"),
        (lambda s: s.edit_runner(1, name="Snail"), r"runners\[1\]\.name"),
        (lambda s: s.edit_runner(3, lr=1), "index"),
        (lambda s: s.select(3), "index"),
        (lambda s: s.select(-1), "index"),
        (lambda s: s.remove_runner(7), "index"),
        (lambda s: s.add_runner(lrsim.Runner(name="Pro")), r"runners\[3\]\.name"),
        (lambda s: s.open("/no/such/file.toml"), "file.toml"),
        (lambda s: s.save("/no/such/folder/file.toml"), "file.toml"),
    ],
)
def test_error_leaves_everything_untouched(popular, intent, named):
    popular.turn_dial(0.2)
    popular.seek(7)
    heard = Listener(popular)
    before = popular.experiment, popular.runs, popular.ghosts, popular.playhead, popular.path
    with pytest.raises(InputError, match=named):
        intent(popular)
    after = popular.experiment, popular.runs, popular.ghosts, popular.playhead, popular.path
    assert all(one is other for one, other in zip(before, after, strict=True))
    assert heard.heard == []


def test_shorter_budget_brings_the_playhead_with_it(pro):
    pro.seek(50)
    pro.edit(steps=20)
    assert (pro.playhead, pro.horizon) == (20, 20)
    assert_consistent(pro)


def test_editing_a_runner_keeps_the_grown_horizon(pro):
    pro.step(120)
    pro.edit_runner(optimizer="adam")
    assert pro.horizon >= 120
    assert pro.playhead == 120


def test_adding_a_runner_copies_and_selects(popular):
    popular.select(1)
    popular.add_runner()
    assert popular.selected == 3
    assert popular.runner.lr == 0.1
    assert popular.runner.name not in ("Snail", "Pro", "Maniac")
    popular.add_runner(lrsim.Runner(name="Mine", lr=0.3))
    assert (popular.selected, popular.runner.name) == (4, "Mine")
    assert_consistent(popular)


def test_runners_are_one_to_eight(popular):
    while len(popular.experiment.runners) < MAX_RUNNERS:
        popular.add_runner()
    assert len({runner.name for runner in popular.experiment.runners}) == MAX_RUNNERS
    with pytest.raises(InputError, match="8 already"):
        popular.add_runner()
    while len(popular.experiment.runners) > 1:
        popular.remove_runner(0)
    with pytest.raises(InputError, match="at least one"):
        popular.remove_runner(0)


@pytest.mark.parametrize("selected", [0, 1, 2])
@pytest.mark.parametrize("removed", [0, 1, 2])
def test_removing_another_runner_keeps_the_selected_one(popular, selected, removed):
    popular.select(selected)
    name = popular.runner.name
    popular.remove_runner(removed)
    if removed != selected:
        assert popular.runner.name == name
    assert_consistent(popular)


def test_selection_is_told_once(popular):
    heard = Listener(popular)
    popular.select(2)
    popular.select(2)
    assert heard.heard == [Change.SELECTION]


def test_a_line_up_begins_at_the_start_and_is_one_undo(pro):
    before, steps = pro.experiment, pro.horizon
    pro.seek(steps)
    pro.line_up(lrsim.Runner(name=name, lr=0.1) for name in "ab")
    assert [runner.name for runner in pro.experiment.runners] == ["a", "b"]
    assert (pro.playhead, pro.furthest, pro.selected) == (0, 0, 0)
    pro.undo()
    assert pro.experiment == before
    with pytest.raises(InputError):
        pro.line_up([lrsim.Runner(name="a")] * 2)
    assert pro.experiment == before


def test_snail_pro_and_maniac_are_one_change(pro):
    first = pro.experiment
    pro.seek(9)
    pro.snail_pro_maniac()
    assert [runner.lr for runner in pro.experiment.runners] == [0.001, 0.1, 1.1]
    assert pro.playhead == 0
    pro.undo()
    assert pro.experiment == first


# --- verdicts and fixes --------------------------------------------------------------------------


def test_verdict_is_on_the_part_played_unless_the_future_is_revealed(popular):
    popular.select(2)
    assert popular.verdict().name != "exploding"
    popular.set_reveal(True)
    assert popular.verdict().name == "exploding"
    popular.set_reveal(False)
    popular.seek(30)
    assert popular.verdict().name == "exploding"


def test_whole_run_has_the_same_verdict_headless(experiment):
    shown = Session(experiment)
    shown.set_reveal(True)
    runs = lrsim.race(experiment)
    for index, run in enumerate(runs):
        said = shown.verdict(index)
        assert (said.name, said.reason, said.fix) == (
            run.verdict.name,
            run.verdict.reason,
            run.verdict.fix,
        )
    shown.seek(shown.end)
    for index, run in enumerate(runs):
        assert shown.verdict(index).to_dict() == run.verdict.to_dict()


@pytest.fixture
def prescribed(monkeypatch, pro):
    """A session whose verdict offers whatever remedy is asked for."""

    def prescribe(**changes):
        tried = diagnosis.Tried("slow", 1.0, None)
        nothing = dict.fromkeys(("lr", "factor", "steps", "schedule"))
        remedy = diagnosis.Remedy("Do it", "done", **(nothing | changes), tried=tried)
        found = diagnosis.Prescription(remedy, "Do it, done", "", "")
        verdict = dataclasses.replace(pro.run.verdict, prescribed=found)
        monkeypatch.setattr(Session, "verdict", lambda self, index=None: verdict)
        return pro

    return prescribe


def test_fix_from_the_start_turns_the_dial_at_step_0(prescribed):
    session = prescribed(lr=0.001, from_step=0)
    session.seek(30)
    session.apply_fix()
    assert session.runner.lr == 0.001
    assert session.runner.dial == ()
    assert session.playhead == 0
    assert len(session.ghosts) == 1


def test_fix_from_a_step_turns_the_dial_there(prescribed):
    session = prescribed(lr=0.01, from_step=30)
    session.seek(30)
    session.apply_fix()
    assert session.runner.dial == ((30, 0.01),)
    assert session.playhead == 30


def test_fix_from_an_onset_turns_the_dial_there_and_trains_longer(prescribed):
    session = prescribed(lr=0.01, from_step=12, steps=500)
    before = session.run.position.copy()
    session.seek(40)
    session.apply_fix()
    assert session.runner.dial == ((12, 0.01),)
    assert session.experiment.steps == session.horizon == 500
    assert np.array_equal(session.run.position[:13], before[:13])


@pytest.mark.parametrize("schedule", ["step", "cosine-annealing", "cosine-annealing:warmup=5"])
def test_training_longer_does_not_change_the_past(prescribed, schedule):
    session = prescribed(lr=0.01, from_step=30, steps=100)
    session.edit_runner(schedule=schedule)
    before = session.run.position.copy()
    session.seek(40)
    session.apply_fix()
    assert np.array_equal(session.run.position[:31], before[:31])


def test_fix_with_another_schedule_gives_it_to_the_runner_it_is_about(prescribed):
    session = prescribed(lr=0.5, from_step=0, schedule="cosine-annealing")
    session.add_runner()
    session.apply_fix(0)
    assert [runner.schedule.name for runner in session.experiment.runners] == [
        "cosine-annealing",
        "constant",
    ]
    assert session.runner.lr == 0.5


@pytest.mark.parametrize(
    "remedy",
    [
        {"lr": 0.001, "from_step": 0},
        {"lr": 0.01, "from_step": 20},
        {"lr": 0.01, "from_step": 12, "steps": 100},
        {"lr": 0.5, "from_step": 0, "steps": 200, "schedule": "cosine-annealing"},
        {"from_step": 50, "steps": 100},
    ],
)
def test_fix_is_one_undo_entry(prescribed, remedy):
    session = prescribed(**remedy)
    first = session.experiment
    session.seek(20)
    session.apply_fix()
    assert session.experiment != first
    session.undo()
    assert session.experiment == first
    assert not session.can_undo
    assert_consistent(session)


def test_fix_that_only_trains_longer_leaves_dial_and_playhead(prescribed):
    session = prescribed(from_step=50, steps=100)
    session.seek(20)
    session.apply_fix()
    assert session.experiment.steps == 100
    assert session.runner.dial == ()
    assert session.playhead == 20


def test_fix_acts_on_the_runner_it_is_about(popular):
    popular.seek(50)
    assert popular.verdict(2).name == "exploding"
    popular.apply_fix(2)
    assert popular.selected == 2
    assert popular.runner.lr == 0.5
    assert popular.experiment.runners[0].lr == 0.001


@pytest.mark.parametrize("step", [0, 3, 12, 25, 49, 50, 70])
@pytest.mark.parametrize("lr", [1e-4, 0.02, 0.97, 1.1])
def test_fix_does_what_was_tried(lr, step):
    """Wherever the playhead stands, also past the budget."""
    session = Session(
        lrsim.Experiment("quadratic", start=5.0, steps=50, runners=[lrsim.Runner(lr=lr)])
    )
    session.step(step)
    remedy = session.verdict().remedy
    if remedy is None:
        assert session.verdict().remedy_reason
        return
    session.apply_fix()
    assert session.run.verdict.name == remedy.tried.verdict
    assert session.run.loss[-1] == remedy.tried.final_loss
    assert session.run.converged_at == remedy.tried.converged_at


def test_fix_of_a_run_in_the_middle_acts_from_the_playhead():
    runner = lrsim.Runner(lr=0.97)
    session = Session(lrsim.Experiment("quadratic", start=5.0, steps=50, runners=[runner]))
    session.seek(20)
    assert session.verdict().name == "oscillating"
    assert session.verdict().remedy.from_step == 20
    session.set_reveal(True)
    assert session.verdict().remedy.from_step == 20
    session.seek(50)
    assert session.verdict().remedy.from_step == 0


def test_nothing_to_fix_changes_nothing(pro):
    pro.seek(50)
    assert pro.verdict().remedy is None
    heard = Listener(pro)
    pro.apply_fix()
    assert heard.heard == []


# --- files ---------------------------------------------------------------------------------------


def test_save_and_open(popular, experiment, tmp_path):
    path = tmp_path / "a.toml"
    popular.turn_dial(0.3)
    assert popular.modified
    popular.save(path)
    assert (popular.path, popular.modified) == (str(path), False)
    saved = popular.experiment
    popular.turn_dial(0.4)
    assert popular.modified
    popular.undo()
    assert not popular.modified

    other = Session(experiment)
    other.seek(20)
    heard = Listener(other)
    other.open(path)
    assert other.experiment == saved
    assert (other.path, other.modified, other.playhead) == (str(path), False, 0)
    assert (Change.EXPERIMENT | Change.HISTORY) in heard.all()
    other.undo()
    assert other.experiment == experiment
    assert (other.path, other.modified) == (None, False)


def test_bad_file_changes_nothing(popular, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("steps = 0\n")
    before = popular.experiment
    with pytest.raises(InputError, match=r"bad\.toml: steps"):
        popular.open(path)
    assert popular.experiment is before
    assert popular.path is None


def test_undo_goes_back_to_the_file_of_what_it_brings_back(popular, experiment, tmp_path):
    path, other = str(tmp_path / "mine.toml"), str(tmp_path / "other.toml")
    experiment.save(other)
    popular.turn_dial(0.2)
    popular.save(path)
    popular.undo()  # an edit: of the same file
    assert (popular.path, popular.modified) == (path, True)
    popular.redo()
    assert (popular.path, popular.modified) == (path, False)
    popular.new(experiment)
    assert popular.path is None
    popular.undo()
    assert (popular.path, popular.modified) == (path, False)
    popular.open(other)
    popular.undo()  # what was in one file is not saved to the other
    assert (popular.path, popular.modified) == (path, False)
    popular.redo()
    assert (popular.path, popular.modified) == (other, False)


def test_what_is_saved_over_is_in_its_file_no_more(popular, experiment, tmp_path):
    path = str(tmp_path / "mine.toml")
    popular.save(path)
    popular.new(experiment)
    popular.save(path)
    popular.undo()
    assert (popular.path, popular.modified) == (path, True)
    popular.redo()
    assert (popular.path, popular.modified) == (path, False)


def test_new_begins_afresh_and_can_be_undone(experiment, tmp_path):
    session = Session(experiment)
    session.save(tmp_path / "a.toml")
    session.seek(9)
    session.new()
    assert session.experiment.title == "The popular example"
    assert (session.playhead, session.path) == (0, None)
    session.undo()
    assert session.experiment == experiment


def test_an_examples_title_goes_with_its_surface_or_its_runners(tmp_path):
    session = Session()
    session.turn_dial(0.2)
    session.add_runner()
    session.edit(noise=0.1)
    assert session.experiment.title == "The popular example"
    session.edit(surface="rosenbrock")
    assert session.experiment.title == ""
    session.undo()
    assert session.experiment.title == "The popular example"
    session.line_up([lrsim.Runner(name="Pro", optimizer="adam")])
    assert session.experiment.title == ""
    scene = lrsim.Experiment("bowl", title="A noise ball")
    session.new(scene, example=True)
    session.edit_runner(optimizer="adam")
    assert session.experiment.title == ""
    session.undo()
    session.save(tmp_path / "mine.toml")  # now it is the user's
    session.edit(surface="rosenbrock")
    assert session.experiment.title == "A noise ball"


def test_a_title_of_ones_own_stays(tmp_path):
    session = Session()
    session.edit(title="Mine")
    session.edit(surface="rosenbrock")
    assert session.experiment.title == "Mine"
    session.new(lrsim.Experiment(title="Tuesday"))
    session.edit(surface="bowl")
    assert session.experiment.title == "Tuesday"
    Session().save(tmp_path / "mine.toml")
    session.open(tmp_path / "mine.toml")
    session.edit(surface="bowl")
    assert session.experiment.title == "The popular example"


# --- listeners -----------------------------------------------------------------------------------


def test_listener_that_has_left_hears_nothing(pro):
    heard = Listener(pro)
    heard.forget()
    heard.forget()
    pro.seek(5)
    assert heard.heard == []


def test_listener_may_leave_while_it_is_told(pro):
    heard = []

    def once(what):
        heard.append(what)
        forget()

    forget = pro.on_changed(once)
    after = Listener(pro)
    pro.seek(5)
    pro.seek(6)
    assert len(heard) == 1
    assert len(after.heard) == 2


def test_listener_may_join_while_another_is_told(pro):
    late = []
    pro.on_changed(lambda what: late.append(Listener(pro)) if not late else None)
    pro.seek(5)
    pro.seek(6)
    assert len(late[0].heard) == 1


def test_listener_may_change_the_session(pro):
    pro.on_changed(lambda what: pro.seek(3))
    heard = Listener(pro)
    pro.turn_dial(0.2)
    assert pro.playhead == 3
    assert (Change.PATHS | Change.PLAYHEAD) in heard.all()
    assert_consistent(pro)


def test_listener_that_fails_does_not_break_the_session(pro):
    def fail(what):
        raise RuntimeError("a view is broken")

    pro.on_changed(fail)
    with pytest.raises(RuntimeError):
        pro.turn_dial(0.2)
    assert pro.lr == 0.2
    assert_consistent(pro)


# --- fuzz ----------------------------------------------------------------------------------------

STEPS = st.integers(0, 140)
RATES = st.sampled_from([0.0, 1e-3, 0.05, 0.1, 0.3, 0.9, 1.1, 10.0])


class Intents(RuleBasedStateMachine):
    """Intents in any order; whatever they are, the session stays what its experiment says."""

    def __init__(self):
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(recording, "DENSE", 16)
        self.patch.setattr(recording, "CHUNK", 32)
        self.patch.setattr(stepper, "SCRATCH", 512)
        for module in (simulate, session, changes, search, paths, playhead, recording):
            self.patch.setattr(module, "MAX_STEPS", 512)
        self.session = Session()
        self.first = self.session.experiment
        self.depth = 0
        self.heard = Listener(self.session)

    def teardown(self):
        try:
            while self.depth:
                self.session.end_gesture()
                self.depth -= 1
            for _ in range(MAX_UNDO):
                self.session.undo()
            assert self.session.experiment == self.first
            assert_consistent(self.session)
        finally:
            self.patch.undo()

    @rule(step=STEPS)
    def seek(self, step):
        self.session.seek(step)

    @rule(n=st.integers(-40, 40))
    def step(self, n):
        self.session.step(n)

    @rule(speed=st.sampled_from([1.0, 30.0, math.inf]), frames=st.integers(1, 20))
    def play(self, speed, frames):
        self.session.set_speed(speed)
        self.session.play()
        for _ in range(frames):
            before = self.session.playhead
            self.session.advance(1 / 30)
            assert self.session.playhead >= before

    @rule(frames=st.integers(1, 5))
    def play_on(self, frames):
        self.session.set_speed(30.0)
        self.session.play_on()
        for _ in range(frames):
            self.session.advance(1 / 30)

    @rule()
    def pause(self):
        self.session.pause()

    @rule(lr=RATES)
    def turn(self, lr):
        kept = self.session.run.position[: self.session.row(self.session.selected) + 1].copy()
        exploded, step = self.session.run.exploded_at, self.session.dial_step
        self.session.turn_dial(lr)
        if step == self.session.playhead:
            assert np.array_equal(self.session.run.position[: len(kept)], kept)
        if exploded is None:
            assert self.session.lr == lr

    @rule(index=st.integers(0, 7))
    def select(self, index):
        if index < len(self.session.runs):
            self.session.select(index)

    @rule(surface=st.sampled_from(["quadratic", "quadratic:escape=80", "shower", "rosenbrock"]))
    def surface(self, surface):
        self.session.edit(surface=surface)

    @rule(steps=st.sampled_from([1, 15, 16, 50, 120]))
    def budget(self, steps):
        self.session.edit(steps=steps)

    @rule(x=st.sampled_from([-3.0, 0.0, 2.0, 60.0]))
    def start(self, x):
        self.session.edit(start=[x] * self.session.experiment.surface.dimensions)

    @rule(
        optimizer=st.sampled_from(["sgd", "sgd:momentum=0.9", "adam"]),
        schedule=st.sampled_from(["constant", "step", "cosine-annealing:warmup=5"]),
    )
    def pick(self, optimizer, schedule):
        self.session.edit_runner(optimizer=optimizer, schedule=schedule)

    @precondition(lambda self: len(self.session.runs) < 5)
    @rule()
    def add(self):
        self.session.add_runner()

    @precondition(lambda self: len(self.session.runs) > 1)
    @rule(index=st.integers(0, 7))
    def remove(self, index):
        self.session.remove_runner(index % len(self.session.runs))

    @rule(reveal=st.booleans())
    def reveal(self, reveal):
        self.session.set_reveal(reveal)

    @rule()
    def fix(self):
        self.session.apply_fix()

    @rule()
    def undo(self):
        self.session.undo()

    @rule()
    def redo(self):
        self.session.redo()

    @rule()
    def begin(self):
        self.session.begin_gesture()
        self.depth += 1

    @precondition(lambda self: self.depth)
    @rule()
    def end(self):
        self.session.end_gesture()
        self.depth -= 1

    @invariant()
    def consistent(self):
        assert_consistent(self.session)
        for index in range(len(self.session.runs)):
            self.session.next_position(index)


TestIntents = Intents.TestCase
TestIntents.settings = settings(max_examples=100, stateful_step_count=30)


def test_a_formula_with_another_number_of_coordinates_begins_again(popular):
    popular.edit(surface="formula:x**2")
    popular.seek(5)
    popular.edit(surface="formula:x**4")
    assert popular.playhead == 5
    popular.edit(surface="formula:x**2 + y**2")
    assert popular.experiment.start == popular.experiment.surface.start
    assert popular.playhead == 0
    popular.edit(surface="formula:x**2")
    assert len(popular.experiment.start) == 1


def test_nothing_is_promised_of_a_rate_that_has_just_been_turned_away():
    session = Session(lrsim.Experiment("quadratic", steps=50, runners=[lrsim.Runner(lr=0.1)]))
    session.seek(20)
    foreseen = session.verdict().reason
    assert "arrives at about step 31" in foreseen
    session.turn_dial(1.1)
    verdict = session.verdict()
    assert verdict.reason == "0 steps with this LR so far; 5 more will show a trend."
    assert [figure.label for figure in verdict.figures] == ["Of the stable limit here"]
    session.undo()
    assert session.verdict().reason == foreseen


@pytest.mark.parametrize(
    ("before", "step", "after"), [(1.1, 12, 0.1), (1e-3, 20, 1.05), (0.1, 45, 1.05), (0.1, 45, 0.2)]
)
def test_no_verdict_on_one_rate_stands_beside_another(before: float, step: int, after: float):
    session = Session(lrsim.Experiment("quadratic", steps=60, runners=[lrsim.Runner(lr=before)]))
    session.seek(step)
    judged = session.verdict().name
    assert judged != "undecided"
    session.turn_dial(after)
    for taken in range(5):
        session.seek(step + taken)
        verdict = session.verdict()
        assert (verdict.name, verdict.at_step) == ("undecided", step + taken)
        assert "with this LR so far" in verdict.reason
        assert [figure.label for figure in verdict.figures] == ["Of the stable limit here"]
    session.seek(step - 1)
    assert session.verdict().name == judged
    session.set_reveal(True)
    session.seek(step)
    assert "with this LR so far" not in session.verdict().reason


def test_what_arrives_with_the_new_rate_is_told_at_once():
    session = Session(lrsim.Experiment("quadratic", steps=50, runners=[lrsim.Runner(lr=1.1)]))
    session.seek(12)
    session.turn_dial(0.5)  # one step of it ends in the minimum
    session.seek(14)
    assert session.verdict().name == "just_right"


def test_a_rate_turned_past_the_limit_in_the_minimum_is_not_to_be_kept():
    session = Session(lrsim.Experiment("quadratic", steps=60, runners=[lrsim.Runner(lr=0.1)]))
    session.seek(45)
    assert session.verdict().advice == "Keep it"
    session.turn_dial(1.05)
    session.seek(52)
    verdict = session.verdict()
    assert verdict.name == "just_right"
    assert verdict.advice == "LR below 1, to stay there"
    assert "stable up to LR 1 = 2 / λ; yours is 1.05 × that" in verdict.note


def test_a_file_is_the_same_one_wherever_the_program_goes_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = Session()
    session.save("q.toml")
    assert session.path == str(tmp_path / "q.toml")
    session.edit(steps=20)
    session.save(tmp_path / "q.toml")  # the same file by its other name
    session.undo()
    assert session.modified
