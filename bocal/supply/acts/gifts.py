"""Verbs on gifts: the right to issue tax receipts, the donor's values, the receipts themselves."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bocal.directory.models import Collective, Organisation, Person
from bocal.directory.rules import OrganisationKind
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from bocal.supply.models import DonationAgreement, Entitlement, GiftValue, ReceptionLine, TaxReceipt, TaxReceiptLine
from bocal.supply.notices import gifts as papers
from bocal.supply.notices import nature, net
from bocal.supply.reads import gifts as reads
from bocal.supply.rules.gifts import (
    Agreement,
    DoneeKind,
    Gift,
    ValueSaid,
    check_agreement,
    check_receipt,
    check_through,
    kind_of,
)


def _turn() -> Collective:
    """Who writes about gifts, one at a time: numbers follow each other, and no gift is receipted twice."""
    return Collective.objects.select_for_update().get()


@transaction.atomic
def declare(*, standing: DoneeKind, purpose: str, rna: str, by: Person, now: datetime) -> Entitlement:
    """Somebody says for the collective that it may issue tax receipts; what was said before ends today and is kept."""
    _turn()
    Entitlement.objects.filter(ended_on=None).update(ended_on=timezone.localdate(now))
    return Entitlement.objects.create(standing=standing, purpose=purpose, rna=rna, declared_by=by, declared_at=now)


def end_entitlement(*, now: datetime) -> None:
    """No tax receipt leaves any more; those that left stay. Twice is once."""
    Entitlement.objects.filter(ended_on=None).update(ended_on=timezone.localdate(now))


@transaction.atomic
def value(
    *, donor: Organisation, values: Mapping[int, tuple[int, bool]], said: ValueSaid, by: Person | None, now: datetime
) -> int:
    """Note what the donor says that lines of its gifts are worth: line → (cents at cost, whether it counts for half).
    Zero takes the value away. Returns how many changed.

    Raises Refused: gift_of_another, value_frozen (a receipt holds it).
    """
    _turn()
    found = {line.pk: line for line in reads.lines(donor=donor.pk, only=values.keys())} if values else {}
    changed = 0
    for pk, (cents, half) in values.items():
        line = found.get(pk)
        if line is None:
            raise Refused("gift_of_another")
        there = reads.value_of(line)
        before = (there.cents, there.half) if there else (0, False)
        if before == ((cents, half) if cents else (0, False)):
            continue
        if line.receipted:  # type: ignore[attr-defined]
            raise Refused("value_frozen", nature=nature(line))
        changed += 1
        if not cents:
            GiftValue.objects.filter(line=line).delete()
            continue
        told = {"cents": cents, "half": half, "said": said, "said_at": now, "noted_by": by}
        GiftValue.objects.update_or_create(line=line, defaults=told)
    return changed


@transaction.atomic
def agree(
    *,
    grower: Organisation,
    processor: Organisation,
    beneficiary: Organisation,
    signed_on: date,
    by: Person,
    now: datetime,
) -> DonationAgreement:
    """Note that three agreed on gifts through a processor. Noted again, it is the same one.

    Raises Refused: as rules.gifts.check_agreement.
    """
    _turn()
    told = Agreement(grower.pk, processor.pk, beneficiary.pk, signed_on)
    check_agreement(told, today=timezone.localdate(now))
    parties = {"grower": grower, "processor": processor, "beneficiary": beneficiary}
    noted = {"noted_by": by, "noted_at": now}
    return DonationAgreement.objects.get_or_create(**parties, signed_on=signed_on, defaults=noted)[0]


@transaction.atomic
def drop_agreement(pk: int) -> None:
    """Take away an agreement that was noted by mistake. Twice is once. Raises Refused: agreement_used."""
    _turn()
    if TaxReceipt.objects.filter(agreement=pk).exists():
        raise Refused("agreement_used")
    DonationAgreement.objects.filter(pk=pk).delete()


@transaction.atomic
def issue(
    *,
    donor: Organisation,
    lines: Collection[int],
    by: Person,
    key: str,
    now: datetime,
    agreement: DonationAgreement | None = None,
) -> TaxReceipt:
    """Issue the tax receipt of these lines of gifts: numbered without a gap, frozen with its file. The same key issues
    once. It says which cancelled receipt it replaces, when one held these gifts, and under which `agreement` the goods
    went through a processor.

    Raises Refused: as rules.gifts.check_receipt and check_through.
    """
    us = _turn().organisation
    if there := TaxReceipt.objects.filter(key=key).first():
        return there
    entitled = reads.entitlement()
    found = list(reads.lines(only=lines)) if lines else []
    gifts = [_gift(line) for line in found]
    if len(found) != len(set(lines)):
        raise Refused("gift_of_another")
    kind = kind_of(OrganisationKind(donor.kind))
    cents = check_receipt(
        entitled=entitled is not None,
        donor=donor.pk,
        kind=kind,
        them=reads.identity(donor),
        us=reads.identity(us),
        rna=entitled.rna if entitled else "",
        gifts=gifts,
    )
    if agreement is not None:
        check_through(_agreement(agreement), donor=donor.pk, us=us.pk, gifts=gifts)
    assert entitled is not None  # check_receipt has refused otherwise
    on = timezone.localdate(now)
    number = journals.next_number(f"reçu fiscal {on.year}")
    before = (
        TaxReceipt.objects.filter(lines__line__in=lines, donor=donor, cancelled_at__isnull=False, replaced_by=None)
        .order_by("-pk")
        .first()
    )
    days = [gift.day for gift in gifts]
    made = TaxReceipt(
        kind=kind,
        year=on.year,
        number=number,
        donor=donor,
        from_day=min(days),
        until_day=max(days),
        cents=cents,
        issued_on=on,
        issued_at=now,
        issued_by=by,
        key=key,
        replaces=before,
        agreement=agreement,
    )
    made.frozen = papers.frozen(
        code=str(made),
        kind=kind,
        us=us,
        entitled=entitled,
        donor=donor,
        gifts=gifts,
        cents=cents,
        on=on,
        replaces=str(before) if before else "",
        agreement=agreement,
    )
    made.pdf = papers.tax_receipt(made.frozen)
    made.save()
    TaxReceiptLine.objects.bulk_create(TaxReceiptLine(receipt=made, line=line) for line in found)
    return made


@transaction.atomic
def cancel(receipt: TaxReceipt, *, why: str, by: Person, now: datetime) -> TaxReceipt:
    """Cancel a receipt, saying why: it stays, with its number; its gifts may be receipted anew. Twice is once.

    Raises Refused: why_missing.
    """
    _turn()
    if not why.strip():
        raise Refused("why_missing")
    found = TaxReceipt.objects.get(pk=receipt.pk)
    if found.cancelled_at is None:
        found.cancelled_at, found.cancelled_by, found.cancelled_why = now, by, why.strip()[:200]
        found.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_why"])
        found.lines.update(live=False)
    return found


def _agreement(one: DonationAgreement) -> Agreement:
    return Agreement(one.grower_id, one.processor_id, one.beneficiary_id, one.signed_on)


def _gift(line: ReceptionLine) -> Gift:
    told = reads.value_of(line)
    party = line.reception.voucher.party
    return Gift(
        pk=line.pk,
        day=line.reception.voucher.day,
        nature=nature(line),
        quantity=net(line),
        cents=told.cents if told else None,
        half=told.half if told else False,
        donor=party.pk if party else 0,
        receipted=line.receipted,  # type: ignore[attr-defined]
    )
