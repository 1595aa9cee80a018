"""The form on which a delivery is ordered, by the desk on the phone or by the customer: same lines, same act."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension
from bocal.look.forms import DayField, KeyField, LitresField, PiecesField, PlainForm, WeightField
from bocal.look.templatetags.look import amount, price, shortday
from bocal.orders.reads.ordering import OrderSheet, Row
from bocal.orders.rules.delivering import MOST, NotPromised, Repriced, Wanted, WhenShort

_PRICE = re.compile(r"p([1-9][0-9]{0,17})")
#: The prices of a line by quantity, as its page showed them: « 0:4.2000;12:3.7500 », quantities in the item's own unit.
_LADDER = re.compile(r"[0-9]{1,13}:[0-9]{1,8}\.[0-9]{4}(?:;[0-9]{1,13}:[0-9]{1,8}\.[0-9]{4}){0,20}")
_EUROS = re.compile(r"[0-9]{1,8}(?:\.[0-9]{1,4})?")


def quantity_field(item: Item, *, label: str = "", highest: int | None = None, **more: Any) -> forms.Field:
    """A field for so much of an item, in its own unit; "1,5" of a piece is refused beside it."""
    dimension = Dimension(item.dimension)
    most = MOST[dimension] if highest is None else highest
    if dimension is Dimension.COUNT:
        return PiecesField(label=label or item.name, highest=most, required=False, **more)
    if dimension is Dimension.VOLUME:
        return LitresField(label=label or item.name, highest=most, required=False, **more)
    return WeightField(label=label or item.name, highest=most, required=False, allow_zero=True, **more)


def allergens(row: Row | None) -> str:
    """A line's allergens in words, or that there are none; of what is not made yet, where they will be read."""
    if row is None or row.allergens is None:
        return _("allergènes : à lire sur l’étiquette")
    return ", ".join(row.allergens) or _("aucun allergène déclaré")


class OrderForm(PlainForm):
    """The day, a quantity a line, what to do where there is too little."""

    key = KeyField()
    day = DayField(label=later("Jour de livraison"))
    note = forms.CharField(label=later("Note pour la livraison"), required=False, max_length=300)
    sure = forms.BooleanField(label=later("Oui, quand même"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, sheet: OrderSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        # What each line's price was said to be; it stays so until the act has told what rose since.
        self.said = posted_prices(self.data)
        for row in sheet.rows:
            pk = row.item.pk
            self.fields[f"q{pk}"] = quantity_field(row.item, initial=row.mine or None)
            if f"c{pk}" in self.data:
                self.fields[f"c{pk}"] = forms.ChoiceField(choices=self._all_choices(), required=False)

    def _all_choices(self) -> list[tuple[str, str]]:
        instead = [(f"{WhenShort.INSTEAD}:{item.pk}", item.name) for item in self.sheet.items]
        return [(WhenShort.ASK, ""), (WhenShort.WAIT, ""), (WhenShort.LESS, ""), *instead]

    def wanted(self) -> dict[int, Wanted]:
        """Item → what is asked for."""
        found = {}
        for row in self.sheet.rows:
            quantity = self.cleaned_data.get(f"q{row.item.pk}") or 0
            if quantity:
                choice, _sep, instead = (self.cleaned_data.get(f"c{row.item.pk}") or WhenShort.ASK).partition(":")
                found[row.item.pk] = Wanted(quantity, WhenShort(choice), int(instead) if instead else None)
        return found

    def shown(self) -> dict[int, Decimal]:
        """What each line's price was said to be for the quantity that is asked: of a line whose price depends on how
        much, the page showed every step."""
        found = dict(self.said)
        for item, asked in self.wanted().items():
            for least, unit_price in posted_ladder(self.data, item):
                if least <= asked.quantity:
                    found[item] = unit_price
        return found

    def ask(self, refused: NotPromised, substitutes: dict[int, list[Item]]) -> None:
        """Put the choice beside each line that lacks something; what was typed stays."""
        # What replaces a line comes on top of what is ordered of it anyway.
        asked = {pk: wanted.quantity for pk, wanted in self.wanted().items()}
        left = {pk: there - asked.get(pk, 0) for pk, there in self.sheet.there.items()}
        for short in refused.missing:
            row = self.sheet.row(short.item)
            if row is None:
                continue
            dimension = row.item.dimension
            less = amount(short.there, dimension)
            rest = amount(short.wanted - short.there, dimension)
            choices = [(str(WhenShort.WAIT), _("{rest} attendent la suite").format(rest=rest))]
            if short.there:
                choices.append((str(WhenShort.LESS), _("seulement {less}").format(less=less)))
            choices += [
                (
                    f"{WhenShort.INSTEAD}:{other.pk}",
                    _("{rest} de {name} à la place ({allergens})").format(
                        rest=rest, name=other.name, allergens=allergens(self.sheet.row(other.pk))
                    ),
                )
                for other in substitutes.get(short.item, [])
                if left.get(other.pk, 0) >= short.wanted - short.there
            ]
            self.fields[f"c{short.item}"] = forms.ChoiceField(
                choices=choices, label=_("Il en manque {rest}").format(rest=rest), widget=forms.RadioSelect
            )
            said = _("Il y en a {there} pour le {day}.") if short.there else _("Il n’y en a pas pour le {day}.")
            said = said.format(there=less, day=shortday(self.sheet.day))
            self.add_error(f"q{short.item}", said)

    def reprice(self, refused: Repriced) -> None:
        """Say both prices beside each line that costs more than it did; sent again, it is ordered at the new one."""
        for rose in refused.rose:
            self.said[rose.key] = rose.now
            if f"q{rose.key}" in self.fields:
                said = _("Le prix a changé : {now} au lieu de {was}. Confirmez pour commander à ce prix.")
                self.add_error(f"q{rose.key}", said.format(now=price(rose.now), was=price(rose.was)))

    @property
    def rows(self) -> "list[Asked]":
        """The lines with their fields."""
        return [
            Asked(
                row,
                self[f"q{row.item.pk}"],
                self[f"c{row.item.pk}"] if self._asks(row) else None,
                str(self.said.get(row.item.pk, row.price.unit_price)),
                ";".join(f"{least}:{unit_price:.4f}" for least, unit_price in row.price.steps),
            )
            for row in self.sheet.rows
        ]

    def _asks(self, row: Row) -> bool:
        field = self.fields.get(f"c{row.item.pk}")
        return field is not None and isinstance(field.widget, forms.RadioSelect)


@dataclass(frozen=True)
class Asked:
    """A line of the form."""

    row: Row
    field: BoundField
    choice: BoundField | None
    price: str
    ladder: str


def posted_prices(data: Any) -> dict[int, Decimal]:
    """What each thing cost (by its key) on the page that was sent; what cannot be read was never said."""
    found = {}
    for name, value in (data or {}).items():
        if (key := _PRICE.fullmatch(name)) and _EUROS.fullmatch(value):
            found[int(key[1])] = Decimal(value)
    return found


def posted_ladder(data: Any, item: int) -> list[tuple[int, Decimal]]:
    """An item's prices by quantity on the page that was sent, lowest quantity first; none when it showed one price, or
    what cannot be read."""
    text = data.get(f"l{item}", "")
    if not _LADDER.fullmatch(text):
        return []
    parts = (part.split(":") for part in text.split(";"))
    return sorted((int(least), Decimal(unit_price)) for least, unit_price in parts)


def posted_day(data: Any, usual: date) -> date:
    """The day that a form asks for, when it can be read; else the usual one."""
    try:
        found = DayField(required=False).clean(data.get("day") if data else None)
    except forms.ValidationError:
        return usual
    return found if isinstance(found, date) else usual


def posted_items(data: Any) -> list[int]:
    """The items that a form asks for."""
    found = [name[1:] for name, value in data.items() if name.startswith("q") and value.strip()] if data else []
    return [int(key) for key in found if key.isdecimal() and len(key) < 12]


#: Where a refusal stands in the form.
FIELDS = {
    "day_past": "day",
    "day_far": "day",
    "not_delivery_day": "day",
    "delivery_closed": "day",
    "below_minimum": "sure",
}
#: What the desk may pass by saying that it is sure.
PASSED = frozenset({"not_delivery_day", "delivery_closed", "below_minimum"})
