"""Settle a round with its farms: what the group keeps, what it pays to those who ran the distribution."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone, translation

from bocal.billing import notices, reads, words
from bocal.billing.acts.mandating import render
from bocal.billing.models import FarmMargin, GroupShare, Settlement, SettlementLine
from bocal.billing.rules import sharing
from bocal.billing.rules.mandates import Collected
from bocal.billing.rules.sharing import Per, Share, Terms
from bocal.directory.models import Collective, Organisation, Person
from bocal.journals import acts as journals
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Gesture, Kind, Refused
from bocal.look.templatetags.look import euros, number


@dataclass(frozen=True)
class Farm:
    """A farm of a round: the gestures by which it brought, units that did not come by label, hundredths given; of one
    on mandate, the gestures by which customers were handed what is sold in its name."""

    supplier: int
    vouchers: Collection[int]
    missing: Sequence[tuple[str, int]] = ()
    given: int = 0
    sales: Collection[int] = ()


@transaction.atomic
def set_share(*, terms: Terms) -> None:
    """Set the group's rule for the rounds to come. Raises Refused: bad_margin, bad_rate."""
    sharing.check_terms(terms)
    values = {"margin_bp": terms.margin_bp, "per": terms.per, "rate_cents": terms.rate_cents}
    GroupShare.objects.update_or_create(pk=1, defaults=values)


@transaction.atomic
def set_farm_margin(*, supplier: Organisation, margin_bp: int | None) -> None:
    """Set what the group keeps of one farm's goods; None: what it keeps of the others'. Raises Refused: bad_margin."""
    if margin_bp is None:
        FarmMargin.objects.filter(organisation=supplier).delete()
        return
    sharing.check_terms(Terms(margin_bp))
    FarmMargin.objects.update_or_create(organisation=supplier, defaults={"margin_bp": margin_bp})


@transaction.atomic
def settle(
    *, key: str, title: str, farms: Sequence[Farm], expected: tuple[int, int], author: Person, now: datetime
) -> Settlement:
    """Post what a round comes to for each farm; `expected`: what was brought and what is kept, as the author read them.

    One gesture a farm, so that its next invoice takes it; each is told by e-mail, its statement with the letter. The
    same key settles once.
    Raises Refused: settlement_changed, bad_given, no_rate.
    """
    list(Collective.objects.select_for_update().values_list("pk"))
    if done := Settlement.objects.filter(key=key).first():
        return done
    rule = reads.terms()
    for one in farms:
        sharing.check_given(one.given, rule)
    on_mandate = [one.supplier for one in farms if one.sales]
    # All of them first: who bills one of them meanwhile holds a number that we shall want.
    names = Organisation.objects.select_for_update().order_by("pk").in_bulk(on_mandate)
    lines = reads.brought([pk for one in farms for pk in one.vouchers])
    sales = sales_in(farms)
    bought = {one.supplier: lines.get(one.supplier, []) for one in farms if not one.sales}
    found = reads.round_shares(bought, sales, {one.supplier: one.given for one in farms})
    read = sharing.sums(found.values())
    if (read.sold, read.kept) != expected:
        raise Refused("settlement_changed")
    made = Settlement.objects.create(
        key=key, title=title, per=rule.per, rate_cents=rule.rate_cents, author=author, at=now
    )
    for one in farms:
        share = found[one.supplier]
        labels = _labels(share, rule, title)
        account, invoice = None, None
        if isinstance(share, Collected):
            account, invoice = render(
                farm=names[one.supplier],
                got=share,
                sales=sales[one.supplier],
                share_label=labels["margin_label"],
                title=title,
                author=author,
                key=f"settle {made.pk} {one.supplier}",
                now=now,
            )
            brought = reads.by_label(sales[one.supplier])
            # The distribution is a service of the farm's, on mandate or not.
            money = sharing.entry(Share({}, 0, one.given, share.rate_cents), one.supplier, **labels)
        else:
            brought = [(line.label, line.cents) for line in lines.get(one.supplier, [])]
            money = sharing.entry(share, one.supplier, **labels)
        gesture = Gesture(
            kind=Kind.SETTLE,
            day=timezone.localdate(now),
            author=author.pk,
            key=f"settle {made.pk} {one.supplier}",
            party=one.supplier,
            note=title,
            money=money,
        )
        SettlementLine.objects.create(
            settlement=made,
            supplier_id=one.supplier,
            sold=share.sold,
            margin_bp=share.margin_bp,
            margin=share.margin,
            given=share.given,
            compensation=share.compensation,
            document={
                "brought": [list(said) for said in brought],
                "missing": [list(said) for said in one.missing],
            },
            voucher=journals.post(gesture, now=now).voucher if money else None,
            account=account,
            share_invoice=invoice,
        )
    for line in reads.settlement_lines(made):
        notices.tell_settled(line, now=now)
    return made


def sales_in(farms: Sequence[Farm]) -> dict[int, list[MoneyLine]]:
    """Of the farms on mandate, what was handed over in their names by these gestures and not rendered yet."""
    found = reads.sales_of([one.supplier for one in farms if one.sales])
    wanted = {one.supplier: set(one.sales) for one in farms}
    return {farm: [line for line in its if line.voucher_id in wanted[farm]] for farm, its in found.items()}


def _labels(share: Share | Collected, rule: Terms, title: str) -> dict[str, str]:
    """In French whatever the author's language: a farm's invoice bears them."""
    with translation.override("fr"):
        margin = str(words.MARGIN) % {"percent": number(Decimal(share.margin_bp) / 100), "title": title}
        given = {
            "given": number(Decimal(share.given) / 100),
            "rate": euros(share.rate_cents),
            "per": dict(words.PER_WHAT)[Per(rule.per)],
            "title": title,
        }
        return {"margin_label": margin[:200], "given_label": (str(words.COMPENSATION) % given)[:200]}
