"""Questions about what is announced and what has come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from bocal.catalog import reads as catalog
from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, ItemKind, Storage
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk, OrganisationKind
from bocal.journals.rules import Way
from bocal.supply import words
from bocal.supply.models import Reception, ReceptionLine, SurplusOffer
from bocal.supply.rules import (
    ANSWERABLE,
    GIVERS,
    RECEIVED_KINDS,
    WITHDRAWABLE,
    OfferState,
    Thing,
    offer_state,
)

# ── Announcements ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Announced:
    """An announcement and where it stands today."""

    offer: SurplusOffer
    state: OfferState

    @property
    def label(self) -> object:
        """The state in words."""
        return words.OFFER_STATES[self.state]

    @property
    def tone(self) -> str:
        """The state's colour."""
        return words.OFFER_TONES[self.state][0]

    @property
    def icon(self) -> str:
        """The state's icon."""
        return words.OFFER_TONES[self.state][1]

    @property
    def wish(self) -> object:
        """What the farm would like, as the team says it."""
        return words.WISHED[Way(self.offer.way)]

    @property
    def may_withdraw(self) -> bool:
        """Whether the farm may still take it away."""
        return self.state in WITHDRAWABLE

    @property
    def may_answer(self) -> bool:
        """Whether the team may still say yes or no."""
        return self.state in ANSWERABLE


_FETCHED = Exists(Reception.objects.filter(offer=OuterRef("pk"), voucher__reversal=None))


def offers() -> QuerySet[SurplusOffer]:
    """All announcements, with `received`: whether a reception that still holds has fetched it."""
    return SurplusOffer.objects.select_related("farm", "item", "answered_by").annotate(received=_FETCHED)


def announced(rows: Iterable[SurplusOffer], *, today: date) -> list[Announced]:
    """Rows of `offers()` with their state."""
    return [Announced(row, state_of(row, today=today)) for row in rows]


def state_of(offer: SurplusOffer, *, today: date) -> OfferState:
    """The state of a row of `offers()`."""
    return offer_state(
        until=offer.until,
        pickup=offer.pickup_on,
        declined=offer.declined,
        withdrawn=offer.withdrawn_at is not None,
        received=offer.received,  # type: ignore[attr-defined]
        today=today,
    )


def _live() -> QuerySet[SurplusOffer]:
    return offers().filter(~_FETCHED, withdrawn_at=None, declined=False)


def waiting(*, today: date) -> QuerySet[SurplusOffer]:
    """Announcements without an answer whose dates are not past, the first to be lost first."""
    return _live().filter(pickup_on=None, until__gte=today)


def to_fetch() -> QuerySet[SurplusOffer]:
    """Announcements that somebody said they would fetch, the next day first."""
    return _live().exclude(pickup_on=None).order_by("pickup_on", "pk")


def past_offers(*, today: date) -> QuerySet[SurplusOffer]:
    """Announcements with nothing left to do, latest first."""
    done = Q(_FETCHED) | Q(declined=True) | ~Q(withdrawn_at=None) | Q(pickup_on=None, until__lt=today)
    return offers().filter(done).order_by("-made_at", "-pk")


def open_offers(farm: Organisation, *, today: date) -> QuerySet[SurplusOffer]:
    """What one farm has announced and can still take away."""
    return _live().filter(Q(until__gte=today) | ~Q(pickup_on=None), farm=farm)


def offers_of(farms: Iterable[int]) -> QuerySet[SurplusOffer]:
    """All that these farms ever announced, latest first."""
    return offers().filter(farm__in=list(farms)).order_by("-made_at", "-pk")


def offer(pk: int) -> SurplusOffer | None:
    """One announcement."""
    return offers().filter(pk=pk).first()


def farms_of(organisations: Iterable[int]) -> list[Organisation]:
    """The active farms among these organisations, by name."""
    return list(directory.producers().filter(pk__in=list(organisations)))


def receivers() -> list[Person]:
    """Whoever reads announcements: the reception's people, else the direction's; those who have an address."""
    for desk in (Desk.RECEPTION, Desk.DIRECTION):
        if found := list(directory.people_at(desk).exclude(email=None).exclude(email="")):
            return found
    return []


def addresses(farm: Organisation) -> list[tuple[str, Person | None]]:
    """Where to write to a farm: its own address, else its people's."""
    if farm.email:
        return [(farm.email, None)]
    people = Person.objects.filter(roles__organisation=farm, roles__desk=Desk.PRODUCER, is_active=True).distinct()
    return [(person.email, person) for person in people if person.email]


# ── Receptions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def surplus_items() -> QuerySet[Item]:
    """What a farm may have too much of."""
    return catalog.items(ItemKind.RAW)


def receivable_items() -> list[Item]:
    """What may be received, by name."""
    return list(catalog.items(*RECEIVED_KINDS))


def givers() -> list[Organisation]:
    """Who may bring goods: farms first, then sellers, then everyone else, each by name."""
    first = {OrganisationKind.PRODUCER: 0, OrganisationKind.SUPPLIER: 1}
    found = directory.organisations(*GIVERS)
    return sorted(found, key=lambda one: first.get(OrganisationKind(one.kind), 2))


def names_of(organisations: Iterable[Organisation]) -> dict[str, int]:
    """A name that tells each apart from its namesakes, and its key."""
    names: dict[str, int] = {}
    for one in organisations:
        name = one.name if one.name not in names else f"{one.name}, {one.town or one.pk}"
        names[name if name not in names else f"{name} ({one.pk})"] = one.pk
    return names


def thing(item: Item) -> Thing:
    """An item as the rules see it."""
    return Thing(
        pk=item.pk,
        name=item.name,
        kind=ItemKind(item.kind),
        dimension=Dimension(item.dimension),
        piece_mg=item.piece_mg,
        storage=Storage(item.storage),
        agricultural=item.agricultural,
        price=item.price,
    )


def lines() -> QuerySet[ReceptionLine]:
    """Lines with their lots and what came in of each: `quantity` and `mass_mg`, net."""
    came = Q(lot__movements__voucher=F("reception__voucher"))
    return (
        ReceptionLine.objects.select_related("lot__item", "lot__owner", "lot__origin", "lot__state")
        .annotate(
            quantity=Sum("lot__movements__quantity", filter=came), mass_mg=Sum("lot__movements__mass_mg", filter=came)
        )
        # Grouping forgets the model's own order.
        .order_by("pk")
    )


def receptions() -> QuerySet[Reception]:
    """All receptions, latest day first, with who brought it and whether it was taken back, and their lines."""
    return (
        Reception.objects.select_related("voucher__party", "voucher__author", "voucher__reversal", "offer")
        .prefetch_related(Prefetch("lines", lines()))
        .annotate(crates=Sum("lines__crates"))
        .order_by("-voucher__day", "-pk")
    )


@dataclass(frozen=True)
class Wanted:
    """What the receptions page is asked for; empty asks for all."""

    text: str = ""
    way: Way | None = None
    since: date | None = None
    until: date | None = None


def found_receptions(wanted: Wanted) -> QuerySet[Reception]:
    """Receptions by words of the farm's or an item's name or of a lot's code, by way, by day (both ends within)."""
    found = receptions()
    for word in wanted.text.split():
        named = Q(lot__item__in=directory.holding(Item.objects.all(), word, "name"))
        hits = ReceptionLine.objects.filter(named | Q(lot__code__icontains=word))
        givers = directory.holding(Organisation.objects.all(), word, "name")
        found = found.filter(Q(voucher__party__in=givers) | Q(pk__in=hits.values("reception")))
    if wanted.way:
        found = found.filter(way=wanted.way)
    if wanted.since:
        found = found.filter(voucher__day__gte=wanted.since)
    if wanted.until:
        found = found.filter(voucher__day__lte=wanted.until)
    return found


@dataclass(frozen=True)
class Received:
    """A reception whole: what came, from whom, to where, and whether it still holds."""

    reception: Reception
    lines: tuple[ReceptionLine, ...]
    place: str
    taken_back: bool

    @property
    def giver(self) -> Organisation:
        """Who brought it."""
        party = self.reception.voucher.party
        assert party is not None  # every reception's voucher has one: acts.receive writes it
        return party

    @property
    def mass_mg(self) -> int:
        """Net mass of the food, in mg."""
        return sum(line.mass_mg for line in self.lines)  # type: ignore[attr-defined]

    @property
    def crates(self) -> int:
        """How many crates came."""
        return sum(line.crates for line in self.lines)


def received(pk: int) -> Received | None:
    """One reception whole."""
    found = receptions().filter(pk=pk).first()
    if found is None:
        return None
    place = found.voucher.movements.values_list("target__name", flat=True).first() or ""
    return Received(found, tuple(found.lines.all()), place, hasattr(found.voucher, "reversal"))
