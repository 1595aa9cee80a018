"""Verbs on announcements and receptions: announce, withdraw, take, decline, receive."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person, Place
from bocal.directory.rules import organic_on
from bocal.journals import acts as journals
from bocal.journals.rules import Refused, Way
from bocal.supply import notices, reads, rules
from bocal.supply.models import Reception, ReceptionLine, SurplusOffer
from bocal.supply.rules import Checks, OfferState, Weighing


@transaction.atomic
def announce(
    *,
    farm: Organisation,
    what: str,
    item: Item | None,
    mass_mg: int,
    ready_on: date,
    until: date,
    way: Way,
    price: Decimal | None = None,
    note: str = "",
    phone: str = "",
    counted: str = "",
    author: Person | None = None,
    key: UUID,
    page: str,
    now: datetime,
) -> SurplusOffer:
    """A farm says what it has too much of (about `mass_mg`, at `price` euros a kilo); the reception gets a letter.

    `counted`: how the farm counted, when not in kilos. `page` is the address of the list that the letter leads to.
    The same key announces once.
    Raises Refused: key_reused, span_past, span_backwards, span_far, too_many_offers.
    """
    # Two posts of one farm follow each other: the count below holds, and a double click finds the first.
    Organisation.objects.select_for_update().get(pk=farm.pk)
    if there := SurplusOffer.objects.filter(key=key).first():
        if there.farm_id != farm.pk:
            raise Refused("key_reused")
        return there
    today = timezone.localdate(now)
    rules.check_span(ready_on, until, today=today)
    if reads.open_offers(farm, today=today).count() >= rules.MOST_OPEN_OFFERS:
        raise Refused("too_many_offers", most=rules.MOST_OPEN_OFFERS)
    made = SurplusOffer.objects.create(
        farm=farm,
        what=what,
        item=item,
        mass_mg=mass_mg,
        ready_on=ready_on,
        until=until,
        way=way,
        price=price,
        note=note,
        phone=phone,
        counted=counted,
        author=author,
        key=key,
        made_at=now,
    )
    notices.tell_of_surplus(made, page=page, now=now)
    return made


def _locked(offer: SurplusOffer, *, now: datetime) -> tuple[SurplusOffer, OfferState]:
    SurplusOffer.objects.select_for_update().get(pk=offer.pk)
    found = reads.offer(offer.pk)
    assert found is not None  # it has just been locked
    return found, reads.state_of(found, today=timezone.localdate(now))


@transaction.atomic
def withdraw(offer: SurplusOffer, *, page: str, now: datetime) -> SurplusOffer:
    """The farm takes its announcement away; whoever meant to fetch it is told. Harmless when repeated.

    Raises Refused: offer_received.
    """
    offer, state = _locked(offer, now=now)
    if state is OfferState.RECEIVED:
        raise Refused("offer_received")
    if state is not OfferState.WITHDRAWN:
        offer.withdrawn_at = now
        offer.save(update_fields=["withdrawn_at"])
        if state is OfferState.TAKEN:
            notices.tell_of_withdrawal(offer, page=page, now=now)
    return offer


def _check_answerable(offer: SurplusOffer, state: OfferState) -> None:
    if state is OfferState.RECEIVED:
        raise Refused("offer_received")
    if state is OfferState.WITHDRAWN:
        raise Refused("offer_gone")
    if state is OfferState.EXPIRED:
        raise Refused("offer_expired", day=f"{offer.until:%d/%m/%Y}")


@transaction.atomic
def take(offer: SurplusOffer, *, day: date, word: str = "", author: Person, now: datetime) -> bool:
    """Somebody will fetch it on `day`; the farm gets a letter. Returns whether there was an address to write to.

    Said again with the same day, it changes nothing. Raises Refused: offer_received, offer_gone, offer_expired,
    pickup_past, pickup_outside.
    """
    offer, state = _locked(offer, now=now)
    _check_answerable(offer, state)
    rules.check_pickup(day, ready=offer.ready_on, until=offer.until, today=timezone.localdate(now))
    if offer.pickup_on == day and offer.answer == word:
        return bool(reads.addresses(offer.farm))
    offer.pickup_on, offer.declined = day, False
    _answer(offer, word, author, now)
    return notices.tell_of_pickup(offer, now=now)


@transaction.atomic
def decline(offer: SurplusOffer, *, word: str, author: Person, now: datetime) -> bool:
    """We do not take it, and say why; the farm gets a letter. Returns whether there was an address to write to.

    Raises Refused: word_missing, offer_received, offer_gone, offer_expired.
    """
    if not word.strip():
        raise Refused("word_missing")
    offer, state = _locked(offer, now=now)
    _check_answerable(offer, state)
    if offer.declined and offer.answer == word:
        return bool(reads.addresses(offer.farm))
    offer.pickup_on, offer.declined = None, True
    _answer(offer, word, author, now)
    return notices.tell_of_refusal(offer, now=now)


def _answer(offer: SurplusOffer, word: str, author: Person, now: datetime) -> None:
    offer.answer, offer.answered_at, offer.answered_by = word, now, author
    offer.save(update_fields=["pickup_on", "declined", "answer", "answered_at", "answered_by"])


@transaction.atomic
def receive(
    *,
    giver: Organisation,
    way: Way,
    day: date,
    place: Place,
    lines: Sequence[Weighing],
    checks: Checks,
    author: Person,
    key: UUID,
    now: datetime,
    offer: SurplusOffer | None = None,
    note: str = "",
) -> Reception:
    """Goods come in: one gesture, a lot a line, and what was looked at. The same key receives once.

    A bought line is owed to the giver; a given one is valued in the memo accounts; toll goods stay the giver's.
    Raises Refused for whatever rules.check_reception and journals.acts.post refuse, and for: offer_other_farm,
    offer_received, offer_gone, offer_expired, offer_declined.
    """
    # The announcement first: two people who fetched the same one wait for each other here.
    state = None
    if offer is not None:
        offer, state = _locked(offer, now=now)
    rules.check_reception(way=way, day=day, today=timezone.localdate(now), lines=lines, checks=checks)
    collective = directory.collective()
    assert collective is not None  # nobody signs in before the wizard has made it
    gesture = rules.reception(
        way=way,
        day=day,
        giver=giver.pk,
        collective=collective.organisation_id,
        organic=organic_on(day, organic=giver.organic, until=giver.organic_until),
        outside=directory.outsides(),
        place=place.pk,
        lines=lines,
        checks=checks,
        author=author.pk,
        key=str(key),
        note=note,
    )
    posted = journals.post(gesture, now=now)
    if not posted.fresh:
        return Reception.objects.get(voucher=posted.voucher)
    if offer is not None and state is not None:
        _check_receivable(offer, state, giver)
    reception = Reception.objects.create(
        voucher=posted.voucher,
        offer=offer,
        way=way,
        clean_ok=checks.clean,
        aspect_ok=checks.aspect,
        transport_ok=checks.transport,
        fault=checks.fault.strip(),
        temperature=checks.temperature,
    )
    ReceptionLine.objects.bulk_create(
        [
            ReceptionLine(
                reception=reception,
                lot=posted.lots[rules.ref(number)],
                crates=line.crates,
                gross=line.quantity,
                tare_mg=line.tare_mg,
                price=line.price if way is Way.BOUGHT else None,
            )
            for number, line in enumerate(lines)
        ]
    )
    return reception


def _check_receivable(offer: SurplusOffer, state: OfferState, giver: Organisation) -> None:
    if offer.farm_id != giver.pk:
        raise Refused("offer_other_farm", farm=offer.farm.name)
    _check_answerable(offer, state)
    if state is OfferState.DECLINED:
        raise Refused("offer_declined")
