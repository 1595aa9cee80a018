"""What leaves a session: jars taken home for the deposit of their glass, given on, put in stock, eaten there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person, Place
from bocal.directory.rules import RECIPIENTS, PlaceKind
from bocal.journals import acts as journals
from bocal.journals.acts import lot_facts
from bocal.journals.models import Voucher
from bocal.journals.reads import deposits_held
from bocal.journals.rules import (
    Decision,
    Gesture,
    Kind,
    Money,
    Move,
    NewLot,
    Refused,
    Status,
    Way,
    mass_of,
)
from bocal.workshops import reads
from bocal.workshops.acts.attending import locked_row, still_open
from bocal.workshops.models import Session, SessionVoucher
from bocal.workshops.rules.taking import deposit


@transaction.atomic
def take_home(
    *,
    session: Session,
    person: Person,
    jars: Mapping[int, int],
    glass: Mapping[int, int],
    author: Person,
    key: str,
    now: datetime,
    sure: bool = False,
    noted_at: datetime | None = None,
) -> Voucher:
    """Somebody takes jars (item → how many) and pays the deposit of their glass in cash; or brings empty ones back
    (format → how many) and is paid theirs. Their household is opened with the first jar.

    Raises Refused: session_cancelled, session_closed, nothing_taken, too_few_jars, many_glass (`sure` overrides it),
    no_store, and what journals.acts.post refuses.
    """
    locked = locked_row(session)
    if done := Voucher.objects.filter(key=key, author=author).first():
        return done
    still_open(locked)
    home = directory_acts.welcome(_answering(locked, person))
    moves = _moves(locked, jars, PlaceKind.CUSTOMER)
    money: list[Money] = []
    sorts = {shelf.item.pk: shelf.item for shelf in reads.sorts([item for item, count in jars.items() if count])}
    out: dict[int, int] = {}
    for item, count in jars.items():
        form = sorts[item].jar_format if count else None
        if form is not None:
            out[form.pk] = out.get(form.pk, 0) + count
    back = {pk: count for pk, count in glass.items() if count}
    lots: list[NewLot] = []
    decisions: list[Decision] = []
    us = directory.collective()
    assert us is not None
    held = deposits_held(home)
    for form in reads.formats().filter(pk__in=[*out, *back]).order_by("pk"):
        if out.get(form.pk):
            money += deposit(form.jar_id, out[form.pk], form.deposit_cents, party=home.pk, label=form.jar.name)
        count = back.get(form.pk, 0)
        if not count:
            continue
        if count > held.get(form.jar_id, 0) + out.get(form.pk, 0) and not sure:
            raise Refused("many_glass", back=count, held=max(0, held.get(form.jar_id, 0) + out.get(form.pk, 0)))
        ref = f"glass {form.pk}"
        lots.append(NewLot(ref=ref, item=form.jar_id, owner=us.organisation_id, way=Way.RETURNED))
        moves.append(Move(ref, directory.outside(PlaceKind.CUSTOMER).pk, _store(locked).pk, count, 0))
        # Glass that comes back is washed before it holds food again.
        decisions.append(Decision(ref, Status.HOLD, _("à laver")))
        money += deposit(form.jar_id, -count, form.deposit_cents, party=home.pk, label=form.jar.name)
    if not moves:
        raise Refused("nothing_taken")
    gesture = Gesture(
        Kind.DELIVER if out or any(jars.values()) else Kind.DEPOSIT,
        timezone.localdate(noted_at or now),
        author.pk,
        key,
        party=home.pk,
        note=locked.title,
        lots=lots,
        moves=moves,
        money=money,
        decisions=decisions,
    )
    return post(locked, gesture, now=now)


@transaction.atomic
def give_on(
    *,
    session: Session,
    to: Organisation,
    jars: Mapping[int, int],
    author: Person,
    key: str,
    now: datetime,
    noted_at: datetime | None = None,
) -> Voucher:
    """Jars go to a centre's meals or to a food-aid partner, for nothing. Raises Refused as take_home, not_for_food."""
    if to.kind not in RECIPIENTS:
        raise Refused("not_for_food")
    how = _How(Kind.GIVE, PlaceKind.RECIPIENT, party=to.pk)
    return _send(session, how, jars, author=author, key=key, now=now, noted_at=noted_at)


@transaction.atomic
def put_in_stock(
    *,
    session: Session,
    place: Place,
    jars: Mapping[int, int],
    author: Person,
    key: str,
    now: datetime,
    noted_at: datetime | None = None,
) -> Voucher:
    """Jars go from the truck to a store, or to a point of the purchasing group. Raises Refused as take_home."""
    return _send(session, _How(Kind.MOVE, place.pk), jars, author=author, key=key, now=now, noted_at=noted_at)


@transaction.atomic
def eat(
    *,
    session: Session,
    jars: Mapping[int, int],
    author: Person,
    key: str,
    now: datetime,
    noted_at: datetime | None = None,
) -> Voucher:
    """Jars are opened and eaten on the spot. Raises Refused as take_home."""
    how = _How(Kind.LOSE, PlaceKind.TASTING, note=_("mangé sur place : {title}"))
    return _send(session, how, jars, author=author, key=key, now=now, noted_at=noted_at)


def post(session: Session, gesture: Gesture, *, now: datetime) -> Voucher:
    """Write a gesture of a session, and that it is one. The same key once."""
    posted = journals.post(gesture, now=now)
    SessionVoucher.objects.get_or_create(voucher=posted.voucher, defaults={"session": session})
    return posted.voucher


@dataclass(frozen=True)
class _How:
    """A way out of a session: its kind, where to, for whom, and what the journal says of it."""

    kind: Kind
    target: PlaceKind | int
    party: int | None = None
    note: str = "{title}"


def _send(
    session: Session,
    how: _How,
    jars: Mapping[int, int],
    *,
    author: Person,
    key: str,
    now: datetime,
    noted_at: datetime | None,
) -> Voucher:
    locked = locked_row(session)
    if done := Voucher.objects.filter(key=key, author=author).first():
        return done
    moves = _moves(still_open(locked), jars, how.target)
    if not moves:
        raise Refused("nothing_taken")
    day, note = timezone.localdate(noted_at or now), how.note.format(title=locked.title)
    return post(locked, Gesture(how.kind, day, author.pk, key, party=how.party, note=note, moves=moves), now=now)


def _answering(session: Session, person: Person) -> Person:
    """Whose household it is: a child's jars are those of the adult who came along."""
    row = session.attendances.select_related("guardian").filter(person=person, minor=True).first()
    found = row.guardian if row else None
    return found if found is not None and found.erased_at is None else person


def _store(session: Session) -> Place:
    """Where empty glass goes: onto the truck, else into the first store."""
    place = session.truck or directory.stores().first()
    if place is None:
        raise Refused("no_store")
    return place


def _moves(session: Session, jars: Mapping[int, int], target: PlaceKind | int) -> list[Move]:
    """So many jars of each item (key of Item), the truck's first. Raises Refused: too_few_jars."""
    wanted = {item: count for item, count in jars.items() if count > 0}
    goes_to = target if isinstance(target, int) else directory.outside(target).pk
    moves: list[Move] = []
    free = reads.free_jars(session, list(wanted))
    rows = [row for row in free if row.place_id != goes_to]
    for item, count in sorted(wanted.items()):
        left = count
        for row in rows:
            if row.lot.item_id == item and left:
                part = min(left, row.quantity)
                facts = lot_facts(row.lot.item, code="", owner=0, status=Status.RELEASED)
                moves.append(Move(row.lot_id, row.place_id, goes_to, part, mass_of(facts, part)))
                left -= part
        if left == count and any(row.lot.item_id == item for row in free):
            raise Refused("already_there", item=reads.item_name(item))
        if left:
            raise Refused("too_few_jars", there=count - left, item=reads.item_name(item))
    return moves
