"""Whatever is pressed, turned and dragged in whatever order: no exception, no warning of Qt, no waiting."""

import pytest

from gui.stumble import Stumbler, answering, said_by_qt, stumble


@pytest.mark.parametrize(
    ("seed", "events"), [(1, 150), pytest.param(2, 2000, marks=pytest.mark.slow)]
)
def test_random_events_do_no_harm(open_window, tmp_path, seed, events):
    window = open_window(size=(1280, 720))
    stumbler = Stumbler(window, seed, tmp_path)
    with said_by_qt() as said, answering(stumbler):
        stumble(stumbler, lambda: len(stumbler.done) < events)
    assert said == [], stumbler.done
    assert stumbler.waits.held == [], stumbler.done
    window.session.pause()
