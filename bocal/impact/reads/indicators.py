"""What the journals say of a year, one figure for each indicator that a petal may have.

A new indicator is a code in rules.flower, its French in words.flower and one line in READERS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Sum

from bocal.catalog.rules import ItemKind
from bocal.directory.rules import PlaceKind
from bocal.impact.reads.report import Report, report
from bocal.impact.rules.flower import IndicatorCode
from bocal.journals.models import Movement
from bocal.journals.rules import HoursKind, Way
from bocal.measure.period import Period


@dataclass(frozen=True)
class Year:
    """What a year's indicators are read from."""

    report: Report
    # Empty jars that came back.
    glass: int


def _hours(year: Year) -> int | None:
    """Minutes, those of insertion contracts left out, which are paid; None where nobody notes hours."""
    given = [one.minutes for one in year.report.hours if one.kind is not HoursKind.INSERTION]
    return sum(given) if given else None


#: Masses in mg, time in minutes, money in cents, all else in pieces; None is unknown.
READERS: Mapping[IndicatorCode, Callable[[Year], int | None]] = {
    IndicatorCode.SAVED: lambda year: year.report.goods.saved_total,
    IndicatorCode.GIVEN: lambda year: year.report.goods.saved[Way.GIVEN],
    IndicatorCode.JARS: lambda year: year.report.goods.jars_total,
    IndicatorCode.JARS_GIVEN: lambda year: year.report.goods.jars_given,
    IndicatorCode.FAMILIES: lambda year: year.report.families,
    IndicatorCode.FARMS: lambda year: sum(1 for one in year.report.farms if one.name and one.figure > 0),
    IndicatorCode.FOOD_AID: lambda year: year.report.goods.food_aid,
    IndicatorCode.HOURS: _hours,
    IndicatorCode.GLASS: lambda year: year.glass,
    IndicatorCode.PAID: lambda year: year.report.cents,
}


def figures(period: Period) -> dict[str, int | None]:
    """Each indicator's figure, by its code; all unknown in a year of which the journals hold nothing. Eight queries."""
    made = report(period)
    if made.empty:
        return dict.fromkeys(IndicatorCode)
    returned = Movement.objects.filter(
        voucher__reversal=None,
        voucher__reverses=None,
        voucher__day__gte=period.start,
        voucher__day__lt=period.end,
        lot__way=Way.RETURNED,
        lot__item__kind=ItemKind.PACKAGING,
        source__kind=PlaceKind.CUSTOMER,
    ).aggregate(pieces=Sum("quantity"))
    year = Year(made, returned["pieces"] or 0)
    return {code: read(year) for code, read in READERS.items()}
