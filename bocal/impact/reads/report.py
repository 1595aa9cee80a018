"""What a period did: one question to each journal, whatever the number of gestures."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.impact import rules
from bocal.impact.rules import Flow, Goods, Worked
from bocal.journals.models import HoursLine, Lineage, MoneyLine, Movement
from bocal.journals.rules import Account, HoursKind, Way
from bocal.measure.period import Period


@dataclass(frozen=True)
class Named:
    """A figure with the name it belongs to; "" when nobody is named."""

    name: str
    figure: int


@dataclass(frozen=True)
class Report:
    """All the figures of a period: masses in mg, jars in pieces, money in cents; lists from the largest."""

    period: Period
    goods: Goods
    farms: list[Named]
    jars: list[Named]
    # What the légumerie made, in mg.
    prepared: list[Named]
    into_jars: int
    families: int
    hours: list[Worked]
    money: list[Named]

    @property
    def minutes(self) -> int:
        """All hours together, in minutes."""
        return sum(one.minutes for one in self.hours)

    @property
    def cents(self) -> int:
        """All that farms were owed for, in cents."""
        return sum(one.figure for one in self.money)

    @property
    def empty(self) -> bool:
        """Whether nothing at all happened."""
        return not (self.goods.entries or self.goods.exits or self.hours or self.money)


def report(period: Period) -> Report:
    """The report of a period, in seven queries. A gesture taken back counts for nothing, nor does its taking back."""
    standing = Q(
        voucher__reversal=None,
        voucher__reverses=None,
        voucher__day__gte=period.start,
        voucher__day__lt=period.end,
    )
    made = rules.goods(flows(standing))
    bought = dict(
        MoneyLine.objects.filter(
            standing, account=Account.SUPPLIER_UNBILLED, party__kind=OrganisationKind.PRODUCER, cents__lt=0
        )
        .values_list("party")
        .annotate(Sum("cents"))
    )
    names = dict(
        Organisation.objects.filter(pk__in={pk for pk in (*made.farms, *bought) if pk}).values_list("pk", "name")
    )
    items = dict(Item.objects.filter(pk__in={*made.jars_made, *made.prepared_made}).values_list("pk", "name"))
    into_jars = Lineage.objects.filter(
        standing, parent__item__kind__in=rules.PRODUCE, child__item__kind=ItemKind.FINISHED
    ).aggregate(total=Sum("mass_mg"))
    served = Movement.objects.filter(
        standing,
        target__kind__in=[PlaceKind.CUSTOMER, PlaceKind.RECIPIENT],
        voucher__party__kind=OrganisationKind.HOUSEHOLD,
    ).aggregate(total=Count("voucher__party", distinct=True))
    hours = (
        HoursLine.objects.filter(standing)
        .values_list("kind")
        .annotate(minutes=Sum("minutes"), people=Count("person", distinct=True))
    )
    return Report(
        period=period,
        goods=made,
        farms=_ranked((names.get(pk, "") if pk else "", mass) for pk, mass in made.farms.items() if mass),
        jars=_ranked((items[pk], count) for pk, count in made.jars_made.items()),
        prepared=_ranked((items[pk], mass) for pk, mass in made.prepared_made.items()),
        into_jars=into_jars["total"] or 0,
        families=served["total"],
        hours=sorted((Worked(HoursKind(kind), m, p) for kind, m, p in hours), key=lambda one: -one.minutes),
        money=_ranked((names[pk], -cents) for pk, cents in bought.items()),
    )


def _ranked(rows: object) -> list[Named]:
    found = [Named(name, figure) for name, figure in rows]  # type: ignore[attr-defined]
    return sorted(found, key=lambda one: (-one.figure, one.name))


def flows(standing: Q) -> list[Flow]:
    """What moved in the gestures that a condition on movements keeps, summed by kinds of places; no packaging."""
    rows = (
        Movement.objects.filter(standing)
        .exclude(lot__item__kind=ItemKind.PACKAGING)
        .values_list(
            "source__kind",
            "target__kind",
            "lot__item",
            "lot__item__kind",
            "lot__item__dimension",
            "lot__way",
            "lot__origin",
            "voucher__party__kind",
        )
        .annotate(quantity=Sum("quantity"), mass=Sum("mass_mg"))
        .order_by()
    )
    return [
        Flow(
            PlaceKind(source),
            PlaceKind(target),
            item,
            ItemKind(kind),
            Dimension(dimension),
            Way(way),
            origin,
            OrganisationKind(party) if party else None,
            quantity,
            mass,
        )
        for source, target, item, kind, dimension, way, origin, party, quantity, mass in rows
    ]
