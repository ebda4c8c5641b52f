"""A few random experiments that everyone judges alike; ``agreement.py`` asks of more of them."""

from __future__ import annotations

from diagnosis.agreement import EVERY, differences


def test_run_race_sweep_map_session_json_lesson_and_ring_agree():
    for seed in range(3 * EVERY):
        assert differences(seed) == [], seed
