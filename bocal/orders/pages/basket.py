"""The basket of a sale's page: its form, and its lines as the page draws them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.look.forms import KeyField, PiecesField, PlainForm
from bocal.orders import reads
from bocal.orders.reads import Shop, ShopLine
from bocal.orders.rules import MOST

#: What a key can be in the databases; a longer one is nobody's.
_KEY = re.compile(r"q([1-9][0-9]{0,17})")
_LEVEL = re.compile(r"-?[1-9][0-9]{0,3}")
_NO_SLOT = later("Choisissez un créneau de retrait.")


class BasketForm(PlainForm):
    """One number an offer, a slot. Only what is typed gets a field: a shop has many offers, a basket few.

    Without a shop (an order that may be placed at once) the slot's and the offers' being there is left to the act.
    """

    key = KeyField()
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    slot = forms.IntegerField(
        label=later("Quand venez-vous ?"),
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": _NO_SLOT, "invalid": _NO_SLOT, "min_value": _NO_SLOT, "max_value": _NO_SLOT},
    )

    def __init__(self, *args: Any, shop: Shop | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop, lines = shop, shop.lines if shop else {}
        for name, text in self.data.items():
            offer = _KEY.fullmatch(name)
            if not offer or not text.strip() or (shop and int(offer[1]) not in lines):
                continue
            label = reads.named(lines[int(offer[1])].offer) if shop else ""
            self.fields[name] = PiecesField(label=label, required=False, highest=MOST)

    def clean_slot(self) -> int:
        """One of the shop's."""
        slot: int = self.cleaned_data["slot"]
        if self.shop and all(slot != found.pk for point in self.shop.points for found in point.slots):
            raise forms.ValidationError(_NO_SLOT)
        return slot

    def wanted(self) -> dict[int, int]:
        """Offer → units, of every field that could be read."""
        return {int(name[1:]): value for name, value in self.cleaned_data.items() if name[0] == "q"}

    def typed(self, pk: int) -> str:
        """What stands beside an offer."""
        name = f"q{pk}"
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return "" if value is None else str(value).strip()

    def mistakes(self, pk: int) -> list[str]:
        """What is to be mended beside an offer."""
        return [str(error) for error in self.errors.get(f"q{pk}", [])]


class NameForm(PlainForm):
    """Asked at the first order only."""

    name = forms.CharField(label=later("Votre nom"), max_length=120)
    phone = forms.CharField(
        label=later("Votre téléphone"),
        required=False,
        max_length=30,
        help_text=later("Pour vous prévenir si quelque chose manque."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


@dataclass(frozen=True)
class Row:
    """A line of the page: the offer and what is typed beside it.

    Texts, made once here: a template that works each of them out took a third of the page's time (docs/bench.md).
    """

    line: ShopLine
    typed: str
    errors: list[str]
    id: str
    name: str
    label: str
    less: str
    more: str
    left: str
    # What the page's script reckons with: the plain price in hundredths of a cent, the heaviest that one may be (mg,
    # where it is weighed), the rate of VAT beside the price (basis points, where it is not within).
    units: str
    most: str
    vat: str
    deposit: str
    # What the buyer has seen it cost: what is sent back with the basket.
    price: str

    @property
    def none(self) -> bool:
        return self.line.left <= 0 and self.typed in ("", "0")


def row(form: BasketForm, line: ShopLine, seen: Mapping[int, Decimal]) -> Row:
    """A line as the page draws it; `seen`: the price that the buyer saw, by offer."""
    name = line.offer.item.name
    return Row(
        line=line,
        typed=form.typed(line.pk),
        errors=form.mistakes(line.pk),
        id=str(line.pk),
        name=name,
        label=line.offer.label,
        less=_("Un de moins : %(name)s") % {"name": name},
        more=_("Un de plus : %(name)s") % {"name": name},
        left=str(line.left),
        units=str(int(line.offer.price * 10_000)),
        most=str(max(line.offer.most_portion, line.offer.portion)) if line.offer.by_weight else "",
        vat="" if line.offer.gross else str(line.offer.vat_bp),
        deposit=str(line.deposit_cents),
        price=str(seen.get(line.pk, line.offer.price)),
    )


def stepped(form: BasketForm, step: str, shop: Shop) -> BasketForm:
    """The basket as typed, what can't be read too, one line of it with one more or one less."""
    typed: dict[str, str] = {name: form.data[name] for name in form.fields if _KEY.fullmatch(name)}
    number, sign = step[:-1], step[-1:]
    line = shop.lines.get(int(number)) if number.isdecimal() else None
    if line and sign in ("+", "-"):
        count = form.wanted().get(line.pk, 0) + (1 if sign == "+" else -1)
        typed[f"q{line.pk}"] = str(min(max(count, 0), max(line.left, 0), MOST) or "")
    return BasketForm(initial=initial_of(typed, form.data.get("slot", ""), form.data), shop=shop)


def chosen_slot(data: Mapping[str, str]) -> int | None:
    """The slot that a basket names, if it can be read."""
    text = data.get("slot", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def chosen_level(data: Mapping[str, str]) -> int:
    """The price that a basket names, in basis points above the plain one; 0 for what can't be read."""
    text = data.get("level", "")
    return int(text) if _LEVEL.fullmatch(text) else 0


def initial_of(typed: dict[str, str], slot: object, data: Any) -> dict[str, Any]:
    """What a form is drawn with: what was typed, the slot, the key and the version that `data` names."""
    found: dict[str, Any] = dict(typed)
    if slot:
        found["slot"] = slot
    found |= {name: data[name] for name in ("key", "seen") if data.get(name)}
    return found


def numbers(wanted: Mapping[Any, int]) -> dict[str, str]:
    """A basket (offer → units) as its fields hold it."""
    return {f"q{pk}": str(n) for pk, n in wanted.items() if n}
