"""What is published of the week gives nobody away, tried from the outside."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest

from spaceplanner.analysis import week_parts


def names(counts: object) -> list[str]:
    return [part.name for part in week_parts.published(np.array(counts))]


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([[5, 5, 5], [5, 5, 5]], list(week_parts.LEVELS[0])),
        ([[5, 5, 5], [5, 4, 5]], list(week_parts.LEVELS[1])),
        ([[9, 5, 5], [4, 5, 5]], list(week_parts.LEVELS[2])),
        ([[9, 2, 5], [4, 1, 5]], list(week_parts.LEVELS[3])),
        ([[9, 2, 1], [4, 1, 0]], []),
        ([[0, 0, 0], [0, 0, 0]], []),
        ([[50, 0, 0], [0, 0, 0]], []),
    ],
)
def test_cells_are_joined_until_none_is_small(counts, found):
    assert names(counts) == found


def test_shares_are_those_of_the_cells_in_steps_of_five():
    found = {part.name: part.share for part in week_parts.published(np.array([[40, 2, 30], [20, 1, 10]]))}
    # Of 103: 40, 32, 20 and 11.
    assert found == {"week_day": 0.4, "week_dark": 0.3, "weekend_day": 0.2, "weekend_dark": 0.1}


def test_no_cell_or_sum_of_cells_of_one_to_four_can_be_worked_out():
    """All tables of some totals, by what is published of them to somebody who knows the total."""
    for total in (10, 11, 13, 20):
        behind = defaultdict(list)
        for cuts in combinations(range(total + 5), 5):
            cells = np.diff([-1, *cuts, total + 5]) - 1
            behind[week_parts.published(cells.reshape(2, 3))].append(cells)
        for tables in behind.values():
            every = np.array(tables)
            for size in range(1, 6):
                for some in combinations(range(6), size):
                    values = set(every[:, list(some)].sum(axis=1).tolist())
                    assert not values <= {1, 2, 3, 4}, (total, some, values)
