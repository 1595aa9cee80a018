"""Issue an invoice and send it."""

import sys
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from bocal.billing import notices, reads, rules, words
from bocal.billing.acts.prepaying import pay_prepaid
from bocal.billing.models import Invoice, InvoiceLine
from bocal.billing.rules import Bill, Draft, InvoiceKind, Nature
from bocal.directory import reads as directory
from bocal.directory.models import Collective, Mandate, Organisation, Person
from bocal.directory.rules import FarmVat, VatProfile
from bocal.journals import acts as journals
from bocal.journals.models import Voucher
from bocal.journals.rules import Gesture, Kind, Refused
from bocal.measure.money import Basis


@transaction.atomic
def issue(
    *,
    customer: Organisation,
    basis: Basis,
    until: date,
    expected: int,
    author: Person,
    key: str,
    now: datetime,
    due_on: date | None = None,
    mail: bool = False,
    farm: int | None = None,
    only: int | None = None,
) -> Invoice:
    """Bill what was delivered to `customer` up to `until`: number, frozen lines, voucher, and the letter if asked; what
    we sold, or what a `farm` on mandate did, in its name and its own series; `only` what one gesture delivered, which
    the caller pays at once.

    `expected` is the total (cents) that the author has read. Dated today, due in 30 days unless `due_on` is given. The
    customer's prepaid account pays it at once, as far as it reaches. The same key issues once.
    Raises Refused: nothing_to_bill, changed, vat_in_franchise, vat_missing, amounts_differ, bad_due, future,
    no_address.
    """
    # Whoever bills or cashes for this customer waits here for the other to be done.
    customer = Organisation.objects.select_for_update().get(pk=customer.pk)
    if done := Invoice.objects.filter(voucher__key=key, voucher__author=author).first():
        return done
    today = timezone.localdate(now)
    due_on = due_on or today + timedelta(days=rules.DUE_DAYS)
    check_days(until, due_on, today)
    if mail and not customer.email:
        raise Refused("no_address", name=customer.name)
    collective = Collective.objects.select_related("organisation").get()
    made = reads.draft(customer, basis, VatProfile(collective.vat_profile), until=until, farm=farm, only=only)
    if made.totals.payable != expected:
        raise Refused("changed")
    mandate = directory.last_mandates([farm])[farm] if farm else None
    number = _number(today.year, farm)
    money = rules.entry(made, customer.pk, number)
    # What a credit or an advance covers is paid at once, and its VAT is due.
    new = Bill(sys.maxsize, made.totals.payable, 0)
    pending = [
        rules.Pending(new.key, number, row.rate_bp, cents, cents)
        for row in made.totals.rows
        if (cents := made.waiting(row.rate_bp))
    ]
    bills, waiting = reads.vat_waiting(customer)
    money += rules.release([*bills, new], [*waiting, *pending], customer.pk)
    gesture = Gesture(
        kind=Kind.INVOICE,
        day=today,
        author=author.pk,
        key=key,
        party=customer.pk,
        note=number,
        money=money,
    )
    voucher = journals.post(gesture, now=now).voucher
    invoice = _freeze(made, number, voucher, customer, collective, mandate, due_on)
    # Money put in before is for what is bought: the invoice goes out paid, as far as it reaches.
    free = made.totals.payable > 0 and only is None
    if free and reads.prepaid_cents(customer.pk) > 0 and reads.shown(invoice).left:
        pay_prepaid(invoice=invoice, author=author, key=f"prepaid {invoice.pk}", now=now, day=today)
    if mail:
        notices.send(reads.shown(invoice), email=customer.email, now=now)
    return invoice


def _number(year: int, farm: int | None) -> str:
    """The next number of our series, or of a farm's own (CGI ann. II art. 242 nonies A, I, 1: one for each issuer)."""
    if farm is None:
        return f"F{year}-{journals.next_number(f'facture {year}'):04d}"
    series = f"M{farm}-{year}"
    return f"{series}-{journals.next_number(f'mandat {series}'):04d}"


def check_days(until: date, due_on: date, today: date) -> None:
    """Raises Refused: future, bad_due."""
    if until > today:
        raise Refused("future", day=f"{until:%d/%m/%Y}")
    latest = today + timedelta(days=rules.MAX_DUE_DAYS)
    if not today <= due_on <= latest:
        raise Refused("bad_due", first=f"{today:%d/%m/%Y}", last=f"{latest:%d/%m/%Y}")


def _freeze(
    made: Draft,
    number: str,
    voucher: Voucher,
    customer: Organisation,
    collective: Collective,
    mandate: Mandate | None,
    due_on: date,
) -> Invoice:
    days = [line.day for line in made.lines]
    credit = made.kind is InvoiceKind.CREDIT_NOTE
    invoice = Invoice.objects.create(
        number=number,
        kind=made.kind,
        customer=customer,
        mandate=mandate,
        voucher=voucher,
        issued_on=voucher.day,
        due_on=voucher.day if credit else due_on,
        delivered_from=min(days),
        delivered_to=max(days),
        basis=made.basis,
        nature=made.nature,
        net=made.totals.net,
        vat=made.totals.vat,
        rounding=made.totals.rounding,
        payable=made.totals.payable,
        vat_rows=[asdict(row) for row in made.totals.rows],
        seller=_farm(mandate, collective) if mandate else _seller(collective),
        # Not printed: where the electronic invoice of a person without SIREN is addressed.
        buyer=identity(customer) | {"mailbox": customer.email},
        mentions=_mentions(customer, collective, mandate, credit, made.nature),
        corrects=reads.corrected(made),
    )
    InvoiceLine.objects.bulk_create(
        [
            InvoiceLine(invoice=invoice, position=place, money_line_id=sold.key, **asdict(row))
            for place, (sold, row) in enumerate(zip(made.lines, reads.rows(made), strict=True), start=1)
        ]
    )
    return invoice


def identity(party: Organisation) -> dict[str, Any]:
    """What an invoice freezes of a party."""
    names = ("name", "address", "postcode", "town", "siret")
    return {name: getattr(party, name) for name in names}


def _seller(collective: Collective) -> dict[str, Any]:
    us = collective.organisation
    return identity(us) | {
        "email": us.email,
        "phone": us.phone,
        "iban": collective.iban,
        "vat_number": rules.vat_number(us.siret) if VatProfile(collective.vat_profile).bills_vat else "",
        "vat_profile": collective.vat_profile,
    }


def farm_seller(farm: Organisation, vat: FarmVat) -> dict[str, Any]:
    """What an invoice made in a farm's name freezes of it, its VAT and its own coordinates."""
    return identity(farm) | {
        "email": farm.email,
        "phone": farm.phone,
        "iban": "",
        "vat_number": rules.vat_number(farm.siret) if vat is FarmVat.LIABLE else "",
        "vat_profile": {FarmVat.LIABLE: VatProfile.LIABLE, FarmVat.FRANCHISE: VatProfile.FRANCHISE}.get(vat, "flat"),
    }


def _farm(mandate: Mandate, collective: Collective) -> dict[str, Any]:
    """The farm sells; the group is paid (BG-10), on its own account."""
    us = collective.organisation
    seller = farm_seller(mandate.organisation, FarmVat(mandate.vat))
    return seller | {"iban": collective.iban, "payee": {"name": us.name, "siret": us.siret}}


def _mentions(
    customer: Organisation, collective: Collective, mandate: Mandate | None, credit: bool, nature: Nature
) -> list[str]:
    """In French whatever the author's language: the law's words."""
    profile = VatProfile(collective.vat_profile)
    with translation.override("fr"):
        if mandate:
            names = {"us": collective.organisation.name, "farm": mandate.organisation.name}
            said = [str(words.ON_MANDATE) % (names | {"day": f"{mandate.given_on:%d/%m/%Y}"})]
            if (vat := FarmVat(mandate.vat)) in words.FARM_NO_VAT:
                said.append(str(words.FARM_NO_VAT[vat]))
        else:
            said = [str(words.NO_VAT[profile])] if profile in words.NO_VAT else []
            if nature is not Nature.GOODS and profile in words.VAT_DUE:
                said.append(str(words.VAT_DUE[profile]))
        if customer.kind not in words.PRIVATE and not credit:
            said += [str(sentence) for sentence in words.TO_PROFESSIONALS.values()]
        return said


@transaction.atomic
def mail(*, invoice: Invoice, now: datetime) -> None:
    """Send the invoice (again) to the customer's address of today. Raises Refused: no_address."""
    if not invoice.customer.email:
        raise Refused("no_address", name=invoice.customer.name)
    notices.send(reads.shown(invoice), email=invoice.customer.email, now=now)
