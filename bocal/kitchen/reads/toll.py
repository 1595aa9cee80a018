"""What farms have here for toll work, what went back to them, and what became of what they brought."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from bocal.catalog.models import VatClass
from bocal.catalog.rules import FOOD, ItemKind
from bocal.directory.models import Collective, Organisation
from bocal.directory.rules import LOSSES, PlaceKind, VatProfile
from bocal.journals.models import Lineage, MoneyLine, Movement, Stock, Voucher
from bocal.journals.rules import Account, Kind, Status, Way

#: How many papers a list shows.
PAGE = 30


def _theirs() -> QuerySet[Stock]:
    return Stock.objects.filter(quantity__gt=0, place__real=True, lot__item__kind__in=FOOD).exclude(
        lot__owner__in=Collective.objects.values("organisation")
    )


def farms() -> QuerySet[Organisation]:
    """Those whose goods are here, by name, each with the number of its lots (`lots`)."""
    lots = dict(_theirs().order_by().values_list("lot__owner").annotate(Count("lot", distinct=True)))
    found = Organisation.objects.filter(pk__in=lots).order_by("name")
    for one in found:
        one.lots = lots[one.pk]  # type: ignore[attr-defined]
    return found


def goods(farm: Organisation) -> list[Stock]:
    """What a farm has here, jars first; `may_go`: jars that are not released stay."""
    rows = _theirs().filter(lot__owner=farm).select_related("lot__item", "lot__state", "place")
    found = list(rows.order_by("-lot__way", "lot__item__name", "lot"))
    for row in found:
        row.made = row.lot.way == Way.MADE  # type: ignore[attr-defined]
        row.may_go = not row.made or row.lot.state.status == Status.RELEASED  # type: ignore[attr-defined]
    return sorted(found, key=lambda row: not row.made)  # type: ignore[attr-defined]


def returned() -> QuerySet[Voucher]:
    """The papers of what went back to farms, newest first."""
    back = Movement.objects.filter(target__kind=PlaceKind.SUPPLIER, voucher__kind=Kind.RETURN)
    theirs = back.exclude(lot__owner__in=Collective.objects.values("organisation"))
    return (
        Voucher.objects.filter(pk__in=theirs.values("voucher"), reversal=None)
        .select_related("party", "author")
        .order_by("-day", "-pk")[:PAGE]
    )


def note(pk: int) -> Voucher | None:
    """What went back in one gesture; None when it is no such thing."""
    found = Voucher.objects.select_related("party", "author").filter(pk=pk, kind=Kind.RETURN, party__isnull=False)
    theirs = Q(movements__target__kind=PlaceKind.SUPPLIER) & ~Q(
        movements__lot__owner__in=Collective.objects.values("organisation")
    )
    return found.filter(theirs).distinct().first()


def last_price(farm: Organisation) -> Decimal | None:
    """What the farm paid for its last jar, to propose it again."""
    row = MoneyLine.objects.filter(party=farm, account=Account.SERVICES, lot__way=Way.MADE).order_by("-pk").first()
    return row.unit_price if row else None


def rates() -> tuple[int, int]:
    """The reduced and the normal rate in basis points; none outside VAT."""
    if Collective.objects.get().vat_profile != VatProfile.LIABLE:
        return 0, 0
    found = dict(VatClass.objects.filter(code__in=("reduced", "standard")).values_list("code", "rate_bp"))
    return found["reduced"], found["standard"]


@dataclass(frozen=True)
class Story:
    """What a paper tells: what goes back, what it was made of, what was lost on the way, what the work is owed."""

    voucher: Voucher
    moves: tuple[Movement, ...]
    # The farm's lots that went in: the lot, and its milligrams in the pot.
    parents: tuple[Lineage, ...]
    losses: dict[PlaceKind, int]
    jars: int
    money: tuple[MoneyLine, ...]
    taken_back: bool


def story(voucher: Voucher) -> Story:
    """The story of a paper, in a fixed number of queries."""
    moves = tuple(voucher.movements.select_related("lot__item", "lot__voucher").order_by("pk"))
    made = [move.lot_id for move in moves if move.lot.way == Way.MADE]
    parents = Lineage.objects.filter(child__in=made, parent__item__kind__in=FOOD, voucher__reversal=None)
    births = [move.lot.voucher_id for move in moves if move.lot.way == Way.MADE]
    lost: dict[PlaceKind, int] = defaultdict(int)
    rows = Movement.objects.filter(voucher__in=births, target__kind__in=(*LOSSES, PlaceKind.UNEXPLAINED)).order_by()
    for kind, mass in rows.values_list("target__kind").annotate(Sum("mass_mg")):
        if mass:
            lost[PlaceKind(kind)] = mass
    return Story(
        voucher=voucher,
        moves=moves,
        parents=tuple(parents.select_related("parent__item", "parent__voucher", "child").order_by("pk")),
        losses=dict(lost),
        jars=sum(move.quantity for move in moves if move.lot.item.kind == ItemKind.FINISHED),
        money=tuple(voucher.money.filter(account=Account.SERVICES).select_related("lot").order_by("pk")),
        taken_back=Voucher.objects.filter(reverses=voucher).exists(),
    )
