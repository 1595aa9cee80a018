"""Gifts of produce and the receipt that the tax law gives for them: who may issue it, for what, at which value. Pure.

How sure each citation is stands in docs/surplus.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bocal.directory.rules import OrganisationKind
from bocal.journals.rules import Refused
from bocal.measure.money import round_half_away

#: A year's gifts of one donor, line by line.
MOST_LINES = 300


class TaxKind(StrEnum):
    """Which receipt: a firm's (CGI art. 238 bis, n° 2041-MEC-SD, cerfa 16216), or a private person's (CGI art. 200,
    cerfa 11580)."""

    FIRM = "firm"
    PERSON = "person"


class DoneeKind(StrEnum):
    """By what a collective says that it may issue tax receipts."""

    GENERAL_INTEREST = "general"
    PUBLIC_UTILITY = "utility"
    FOOD_AID = "food_aid"


class ValueSaid(StrEnum):
    """How the donor told the value."""

    PAPER = "paper"
    LINK = "link"


@dataclass(frozen=True)
class Gift:
    """A line of a gift as a receipt needs it. `cents`: its value by the donor; None while the donor has said none."""

    pk: int
    day: date
    nature: str
    quantity: str
    cents: int | None
    half: bool
    donor: int
    receipted: bool = False
    taken_back: bool = False

    @property
    def counted(self) -> int:
        """What the receipt counts of it, in cents."""
        return counted_cents(self.cents or 0, half=self.half)


@dataclass(frozen=True)
class Identity:
    """Who gives or receives, as the receipt must name them."""

    name: str
    address: str
    town: str
    siren: str = ""


def counted_cents(cents: int, *, half: bool) -> int:
    """The donor's value at cost, or half of it when the goods had three days left or could no longer be sold
    (BOI-BIC-RICI-20-30-10-20). What is only ugly can be sold: it counts whole."""
    return round_half_away(cents, 2) if half else cents


def kind_of(donor: OrganisationKind) -> TaxKind:
    """A household is a private donor; everybody else gives as a firm."""
    return TaxKind.PERSON if donor is OrganisationKind.HOUSEHOLD else TaxKind.FIRM


@dataclass(frozen=True)
class Agreement:
    """Grower, processor and beneficiary, by their keys, and the day when the three signed."""

    grower: int
    processor: int
    beneficiary: int
    signed_on: date


def check_agreement(told: Agreement, *, today: date) -> None:
    """Three different parties, and signed. Raises Refused: agreement_of_two, agreement_future."""
    if len({told.grower, told.processor, told.beneficiary}) < 3:
        raise Refused("agreement_of_two")
    if told.signed_on > today:
        raise Refused("agreement_future")


def check_through(told: Agreement, *, donor: int, us: int, gifts: Sequence[Gift]) -> None:
    """Whether an agreement covers gifts that went through a processor: the grower keeps the reduction only when the
    beneficiary was named before it gave. Raises Refused: agreement_of_others, agreement_late."""
    if (told.grower, told.beneficiary) != (donor, us):
        raise Refused("agreement_of_others")
    first = min((gift.day for gift in gifts), default=told.signed_on)
    if told.signed_on > first:
        raise Refused("agreement_late", signed=f"{told.signed_on:%d/%m/%Y}", first=f"{first:%d/%m/%Y}")


def unnamed(kind: TaxKind, them: Identity, us: Identity, rna: str) -> list[Refused]:
    """What a receipt could not say yet of who receives and of who gives (annexe IV to the CGI is filled with both):
    our_identity, donor_identity, donor_siren."""
    found = []
    if not (us.name and us.address and us.town and (us.siren or rna)):
        found.append(Refused("our_identity"))
    if not (them.name and them.address and them.town):
        found.append(Refused("donor_identity", name=them.name))
    if kind is TaxKind.FIRM and not them.siren:
        found.append(Refused("donor_siren", name=them.name))
    return found


def check_receipt(
    *, entitled: bool, donor: int, kind: TaxKind, them: Identity, us: Identity, rna: str, gifts: Sequence[Gift]
) -> int:
    """What the receipt comes to, in cents, once nothing stands against it.

    Raises Refused: not_entitled, our_identity, donor_identity, donor_siren, no_gifts, too_many_gifts, gift_of_another,
    gift_taken_back, gift_receipted, gift_no_value, years_apart.
    """
    if not entitled:
        raise Refused("not_entitled")
    for refused in unnamed(kind, them, us, rna):
        raise refused
    if not gifts:
        raise Refused("no_gifts")
    if len(gifts) > MOST_LINES:
        raise Refused("too_many_gifts", most=MOST_LINES)
    for gift in gifts:
        if gift.donor != donor:
            raise Refused("gift_of_another")
        if gift.taken_back:
            raise Refused("gift_taken_back", nature=gift.nature)
        if gift.receipted:
            raise Refused("gift_receipted", nature=gift.nature)
        if not gift.cents:
            raise Refused("gift_no_value", nature=gift.nature)
    if len({gift.day.year for gift in gifts}) > 1:
        raise Refused("years_apart")
    return sum(gift.counted for gift in gifts)
