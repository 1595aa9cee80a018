"""Of which day a logger's file is, over midnight and in the night when the clocks change."""

from datetime import date, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals.rules import Refused
from bocal.kitchen import acts, reads
from bocal.kitchen.rules import nights
from bocal.kitchen.rules.nights import Span
from bocal.kitchen.rules.safety import ProbeAt
from bocal.measure.logger import read_logger
from bocal.measure.table import rows
from tests.kitchen.kitchens import logger
from tests.world import NOW, TODAY

DAY = date(2026, 9, 3)
PARIS = ZoneInfo("Europe/Paris")


def of(text: str) -> Span | None:
    series = read_logger(text.replace(";T", ";Sonde (°C)"))
    return nights.span_of(rows(text), series.lines, series.times[-1] - series.times[0], PARIS)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Date;Heure;T\n03/09/2026;10:00:00;20\n03/09/2026;10:01:00;21", DAY),
        ("Temps;T\n2026-09-03 23:59:30;20\n2026-09-04 00:00:30;21", DAY),
        ("Essai du 03.09.2026\nmin;T\n0;20\n1;21", DAY),
        ("Étalonné le 01/02/2026, relevé le 03/09/2026\nmin;T\n0;20\n1;21", None),
        ("min;T\n0;20\n1;21", None),
        ("min;T\n0;12.50\n1;21.5", None),
    ],
)
def test_the_day_that_a_file_says(text, day):
    span = of(text)
    assert (span.first if span else None) == day


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("03/09/2026 23:40:00", "04/09/2026 00:50:00", {3, 4}),
        ("04/09/2026 00:10:00", "04/09/2026 01:20:00", {3, 4}),
        ("04/09/2026 04:00:00", "04/09/2026 05:00:00", {4}),
        ("03/09/2026 10:00:00", "03/09/2026 11:00:00", {3}),
        # A logger left running is of the day on which it began.
        ("03/09/2026 10:00:00", "04/09/2026 11:00:00", {3}),
        # What names its offset is told in the time of here.
        ("2026-09-03T22:10:00Z", "2026-09-03T23:40:00Z", {3, 4}),
        ("2026-09-03T21:40:00Z", "2026-09-03T22:50:00Z", {3, 4}),
    ],
)
def test_a_cook_over_midnight_is_of_both_days(first, last, days):
    span = of(f"Horodatage;T\n{first};20\n{last};21")
    assert {day for day in range(1, 7) if span.touches({date(2026, 9, day)})} == days


def test_the_night_when_the_clocks_go_back():
    span = of("Horodatage;T\n2026-10-24T23:40:00+02:00;20\n2026-10-25T02:10:00+02:00;21\n2026-10-25T02:10:00+01:00;22")
    assert (span.first, span.last, span.minutes) == (date(2026, 10, 24), date(2026, 10, 25), 210)
    # 00:30 UTC is the second 02:30 on the winter side, and 22:30 UTC the evening before is half past midnight here.
    assert of("Horodatage;T\n2026-10-24T22:30:00Z;20\n2026-10-25T01:30:00Z;21").first == date(2026, 10, 25)
    assert of("Horodatage;T\n2026-03-28T22:40:00Z;20\n2026-03-29T01:10:00Z;21").touches({date(2026, 3, 29)})


@given(st.integers(0, 1439), st.integers(1, 600))
def test_a_clock_alone_passes_midnight_from_the_day_that_its_header_names(start, lasts):
    table = [["Essai du 03/09/2026"], ["Heure", "Sonde"], [f"{start // 60:02d}:{start % 60:02d}", "20"]]
    span = nights.span_of(table, [3], lasts, PARIS)
    assert span.last == DAY + timedelta(days=(start + lasts) // 1440)


def over_midnight(day: date) -> bytes:
    """A good cook that begins at 23:40 on `day`."""
    found = logger(5).decode("cp1252").splitlines()
    said = [found[0]]
    for at, row in enumerate(found[1:]):
        minutes = 23 * 60 + 40 + at / 2
        on = day + timedelta(days=int(minutes // 1440))
        clock = f"{int(minutes // 60) % 24:02d}:{int(minutes % 60):02d}:{30 * (at % 2):02d}"
        said.append(f"{on:%d/%m/%Y};{clock};{row.rsplit(';', 1)[1]}")
    return "\r\n".join(said).encode("cp1252")


@pytest.mark.django_db
@pytest.mark.parametrize("written", [0, 1])
def test_a_cook_over_midnight_is_taken_whichever_day_its_balance_was_written(kitchen, written):
    """The balance is written before midnight or after: the curve is the same, and no clock is wrong."""
    order, now = kitchen.order(), NOW + timedelta(days=1)
    day = TODAY + timedelta(days=written)
    acts.make(
        order,
        taken=kitchen.taken(),
        outcome=acts.Outcome(jars_filled=30),
        day=day,
        author=kitchen.world.cook,
        key=uuid4().hex,
        now=now,
    )
    said = {"file_name": "nuit.csv", "equipment": "Autoclave 1", "probe": ProbeAt.CORE, "author": kitchen.world.cook}
    assert timezone.localdate(now) == TODAY + timedelta(days=1)
    cook = acts.cook(order, data=over_midnight(TODAY), key=uuid4().hex, now=now, **said)
    assert (cook.started_on, cook.other_day) == (TODAY, False)
    file = reads.file_of(order.pk)
    assert file.verdict.passed
    assert file.deviations == ()
    with pytest.raises(Refused, match="other_day"):
        acts.cook(order, data=over_midnight(TODAY - timedelta(days=2)), key=uuid4().hex, now=now, **said)


@pytest.mark.django_db
def test_one_load_over_midnight_serves_orders_of_both_days(kitchen):
    now, orders = NOW + timedelta(days=1), [kitchen.order(wished=15), kitchen.order(wished=15)]
    for order, day in zip(orders, (TODAY, TODAY + timedelta(days=1)), strict=True):
        acts.make(
            order,
            taken=kitchen.taken(15, 1.5),
            outcome=acts.Outcome(jars_filled=15),
            day=day,
            author=kitchen.world.cook,
            key=uuid4().hex,
            now=now,
        )
    said = {"file_name": "nuit.csv", "equipment": "Autoclave 1", "probe": ProbeAt.CORE, "author": kitchen.world.cook}
    load = acts.Load(beside=(orders[1],))
    acts.cook(orders[0], data=over_midnight(TODAY), key=uuid4().hex, now=now, load=load, **said)
    assert [reads.file_of(order.pk).verdict.passed for order in orders] == [True, True]
