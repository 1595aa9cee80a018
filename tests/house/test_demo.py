"""The demonstration opens whatever the clock says: after midnight in Paris, at year’s end, at the change."""

from datetime import UTC, datetime

import pytest
import time_machine

from bocal.house.demo import build, places
from bocal.journals import reads as journals

#: Each at a moment when the day in Paris is not the one in Greenwich, or when something else about it is odd.
MOMENTS = {
    "just after midnight in Paris, in winter": (places.CANNERY, datetime(2026, 11, 22, 23, 5, tzinfo=UTC)),
    "just after midnight in Paris, in summer": (places.TRUCK, datetime(2026, 7, 1, 22, 10, tzinfo=UTC)),
    "New Year's eve, minutes before midnight": (places.GROCERY, datetime(2026, 12, 31, 22, 55, tzinfo=UTC)),
    "the night when the clock goes back": (places.GROUP, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    "the 29th of February": (places.COAST, datetime(2028, 2, 29, 23, 30, tzinfo=UTC)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_the_demonstration_is_built_at_any_hour(moment: str) -> None:
    shape, now = MOMENTS[moment]
    with time_machine.travel(now, tick=False):
        for _step in build.fill(shape, now):
            pass
    assert journals.check().broken == ()
