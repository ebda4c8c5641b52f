"""Cells of random maps are their runs; ``against_runs.py`` compares more of them."""

import pytest

from studies.maps.against_runs import differences


@pytest.mark.parametrize("seed", range(8))
def test_every_cell_of_a_random_map_is_its_run(seed):
    cells, differ = differences(seed)
    assert cells > 0
    assert not differ, differ[0]
