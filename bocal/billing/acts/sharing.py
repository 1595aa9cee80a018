"""Settle a round with its farms: what the group keeps, what it pays to those who ran the distribution."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone, translation

from bocal.billing import notices, reads, words
from bocal.billing.models import FarmMargin, GroupShare, Settlement, SettlementLine
from bocal.billing.rules import sharing
from bocal.billing.rules.sharing import Per, Share, Terms
from bocal.directory.models import Collective, Organisation, Person
from bocal.journals import acts as journals
from bocal.journals.rules import Gesture, Kind, Refused
from bocal.look.templatetags.look import euros, number


@dataclass(frozen=True)
class Farm:
    """A farm of a round: the gestures by which it brought, units that did not come by label, hundredths given."""

    supplier: int
    vouchers: Collection[int]
    missing: Sequence[tuple[str, int]] = ()
    given: int = 0


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
    lines = reads.brought([pk for one in farms for pk in one.vouchers])
    found = reads.shares({one.supplier: lines.get(one.supplier, []) for one in farms}, _given(farms))
    read = sharing.sums(found.values())
    if (read.sold, read.kept) != expected:
        raise Refused("settlement_changed")
    made = Settlement.objects.create(
        key=key, title=title, per=rule.per, rate_cents=rule.rate_cents, author=author, at=now
    )
    for one in farms:
        share = found[one.supplier]
        money = sharing.entry(share, one.supplier, **_labels(share, rule, title))
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
                "brought": [[line.label, line.cents] for line in lines.get(one.supplier, [])],
                "missing": [list(said) for said in one.missing],
            },
            voucher=journals.post(gesture, now=now).voucher if money else None,
        )
    for line in reads.settlement_lines(made):
        notices.tell_settled(line, now=now)
    return made


def _given(farms: Sequence[Farm]) -> Mapping[int, int]:
    return {one.supplier: one.given for one in farms}


def _labels(share: Share, rule: Terms, title: str) -> dict[str, str]:
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
