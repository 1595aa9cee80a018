"""Receive crates: who brought them, in which of the three ways, what was looked at, and what the scales say."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension
from bocal.directory import reads as directory
from bocal.directory.doors import enter
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import Desk
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused, Way
from bocal.look.forms import DayField, KeyField, PiecesField, PlainForm, PriceField, TemperatureField, WeightField
from bocal.look.templatetags.look import kg
from bocal.look.words import sentence
from bocal.measure.unreadable import Unreadable
from bocal.supply import acts, reads, rules, words
from bocal.supply.models import Reception, SurplusOffer

#: Lines shown at first; more by the button.
LINES = 3
#: Where each refusal belongs: in the line that it names, else in the form.
FIELDS = {
    "crates": "crates",
    "nothing_weighed": "quantity",
    "tare_too_heavy": "tare",
    "too_heavy": "quantity",
    "price_missing": "price",
    "price_negative": "price",
    "fault_unsaid": "fault",
    "temperature_missing": "temperature",
    "day_future": "day",
    "future": "day",
    "day_too_old": "day",
    "offer_other_farm": "giver",
}


class NameField(forms.CharField):
    """A name out of a list: typed or chosen among suggestions, which works without a script. Gives the thing named."""

    def __init__(self, *, suggestions: str, **kwargs: Any) -> None:
        self.names: Mapping[str, int] = {}
        self.things: Mapping[int, Any] = {}
        attrs = {"list": suggestions, "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=160, **kwargs)

    def clean(self, value: Any) -> Any:
        """The thing, or None for a blank that may be."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.things[rules.match(text, self.names)]
        except Refused as refused:
            raise forms.ValidationError(journals_words.say(refused, words.REFUSALS)) from None


class Ticks(forms.MultipleChoiceField):
    """Boxes that must be looked at; none ticked is an answer too."""

    def validate(self, value: Any) -> None:
        """Refuse only what was not offered."""
        if value:
            super().validate(value)


class ReceiveForm(PlainForm):
    """All but the lines."""

    key = KeyField()
    offer = forms.IntegerField(widget=forms.HiddenInput, required=False)
    giver = NameField(
        label=later("Qui l’apporte ?"),
        suggestions="givers",
        help_text=later("Les premières lettres suffisent, puis choisissez dans la liste."),
    )
    way = forms.ChoiceField(label=later("De quelle façon ?"), choices=words.WAYS, widget=forms.RadioSelect)
    day = DayField(label=later("Quel jour ?"))
    place = forms.TypedChoiceField(label=later("Où le rangez-vous ?"), coerce=int)
    checks = Ticks(label=later("Vous avez vérifié"), choices=words.CHECKS, widget=forms.CheckboxSelectMultiple)
    fault = forms.CharField(
        label=later("Sinon, qu’est-ce qui ne va pas ?"),
        required=False,
        max_length=300,
        help_text=later("Ce que vous recevez attendra alors une décision : personne ne pourra le vendre."),
    )
    temperature = TemperatureField(
        label=later("Température"),
        required=False,
        lowest=-40,
        highest=60,
        help_text=later("Pour ce qui se garde au froid."),
    )
    note = forms.CharField(label=later("Une remarque"), required=False, max_length=500)

    def __init__(
        self, *args: Any, givers: Sequence[Organisation], places: Sequence[Place], today: date, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        giver, day, place = self.fields["giver"], self.fields["day"], self.fields["place"]
        assert isinstance(giver, NameField)
        assert isinstance(day, DayField)
        assert isinstance(place, forms.ChoiceField)
        giver.names, giver.things = reads.names_of(givers), {one.pk: one for one in givers}
        day.earliest, day.latest, day.initial = today - timedelta(days=rules.LATEST_DAYS), today, today
        self.places = {one.pk: one for one in places}
        place.choices = [(one.pk, one.name) for one in places]

    @property
    def looked(self) -> rules.Checks:
        """What was looked at."""
        data = self.cleaned_data
        return rules.Checks(
            clean=rules.Look.CLEAN in data["checks"],
            aspect=rules.Look.ASPECT in data["checks"],
            transport=rules.Look.TRANSPORT in data["checks"],
            fault=data["fault"],
            temperature=data["temperature"],
        )


class LineForm(PlainForm):
    """One thing, weighed. A line left blank is no line."""

    item = NameField(
        label=later("Produit"), suggestions="items", error_messages={"required": later("Quel produit est-ce ?")}
    )
    crates = PiecesField(label=later("Caisses"), required=False, lowest=1, highest=rules.MOST_CRATES)
    quantity = forms.CharField(
        label=later("Poids ou nombre"),
        max_length=200,
        widget=forms.TextInput(attrs={"data-sum": "", "autocomplete": "off"}),
    )
    price = PriceField(label=later("Prix hors taxe"), required=False)
    tare = WeightField(label=later("Poids d’une caisse vide"), required=False, allow_zero=True, highest=50_000_000)
    note = forms.CharField(label=later("Remarque"), required=False, max_length=200)

    def __init__(self, *args: Any, items: Sequence[Item], number: int, **kw: Any) -> None:
        super().__init__(*args, prefix=f"l{number}", empty_permitted=True, use_required_attribute=False, **kw)
        self.number = number
        field = self.fields["item"]
        assert isinstance(field, NameField)
        field.names, field.things = {item.name: item.pk for item in items}, {item.pk: item for item in items}

    @property
    def folded_in_use(self) -> bool:
        """Whether a field of the folded part holds something or is refused."""
        return any(self[name].value() or self[name].errors for name in ("tare", "note"))

    def clean(self) -> dict[str, Any]:
        """Read the quantity by the item's own unit."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        item = data.get("item")
        if item is None or "quantity" not in data:
            return data
        try:
            data["quantity"] = rules.read_quantity(data["quantity"], Dimension(item.dimension))
        except Unreadable as refusal:
            self.add_error("quantity", sentence(refusal))
        return data

    @property
    def weighing(self) -> rules.Weighing:
        """The line as the rules see it."""
        data = self.cleaned_data
        return rules.Weighing(
            thing=reads.thing(data["item"]),
            quantity=data["quantity"],
            crates=data["crates"] or 1,
            tare_mg=data["tare"] or 0,
            price=data["price"],
            note=data["note"],
        )


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.DIRECTION)
def receive(request: HttpRequest) -> HttpResponse:
    """The page of the scales. « Ajouter une ligne » comes back with all that was typed and one line more."""
    today = timezone.localdate()
    givers, places = reads.givers(), list(directory.stores())
    items = reads.receivable_items()
    blank = partial(ReceiveForm, givers=givers, places=places, today=today)
    sent: QueryDict | None = request.POST if request.method == "POST" else None
    offer = _offer(sent.get("offer", "") if sent else request.GET.get("annonce", ""))
    if sent is None:
        form = blank(initial=_announced(offer))
        lines = [LineForm(items=items, number=n, initial=_first_line(offer) if n == 0 else {}) for n in range(LINES)]
    elif "add" in sent:
        form = blank(initial=sent.dict() | {"checks": sent.getlist("checks")})
        lines = _typed_lines(sent, items)
    else:
        form = blank(sent)
        lines = [LineForm(sent, items=items, number=n) for n in range(_count(sent))]
        done = _receive(request, form, lines, offer)
        if done is not None:
            messages.success(request, _said(done), extra_tags=f"undo:{done.voucher_id}")
            return redirect("supply:reception", pk=done.pk)
    shown = {"form": form, "lines": lines, "offer": offer, "items": items, "most": len(lines) >= rules.MOST_LINES}
    return render(request, "supply/pages/receive.html", shown)


def _receive(
    request: HttpRequest, form: ReceiveForm, lines: Sequence[LineForm], offer: SurplusOffer | None
) -> Reception | None:
    filled = [line for line in lines if line.has_changed()]
    if not all([form.is_valid(), *(line.is_valid() for line in filled)]):
        _sum_up(form, filled)
        return None
    data = form.cleaned_data
    person: Any = request.user
    try:
        return acts.receive(
            giver=data["giver"],
            way=Way(data["way"]),
            day=data["day"],
            place=form.places[data["place"]],
            lines=[line.weighing for line in filled],
            checks=form.looked,
            author=person,
            key=data["key"],
            now=timezone.now(),
            offer=offer,
            note=data["note"],
        )
    except Refused as refused:
        said = journals_words.say(refused, words.REFUSALS)
        number = refused.details.get("line")
        field = FIELDS.get(refused.code)
        if isinstance(number, int):
            filled[number].add_error(field, said)
            _sum_up(form, filled)
        else:
            form.add_error(field, said)
        return None


def _sum_up(form: ReceiveForm, lines: Sequence[LineForm]) -> None:
    """Say at the top of the page what is to mend in the lines below."""
    for line in lines:
        for name, errors in line.errors.items():
            label = line.fields[name].label if name in line.fields else ""
            for error in errors:
                form.add_error(
                    None,
                    _("Ligne {n}, {field} : {error}").format(n=line.number + 1, field=str(label).lower(), error=error),
                )


def _count(sent: QueryDict) -> int:
    text = sent.get("lines", "")
    return min(int(text), rules.MOST_LINES) if text.isdecimal() and len(text) < 4 else LINES


def _typed_lines(sent: QueryDict, items: Sequence[Item]) -> list[LineForm]:
    """The lines as they were typed, whatever was typed, and a new one where the typing goes on."""
    count = min(_count(sent) + 1, rules.MOST_LINES)
    lines = []
    for n in range(count):
        typed = {name: sent.get(f"l{n}-{name}", "") for name in LineForm.base_fields}
        lines.append(LineForm(items=items, number=n, initial=typed))
    lines[-1].fields["item"].widget.attrs["autofocus"] = True
    return lines


def _offer(text: str) -> SurplusOffer | None:
    return reads.offer(int(text)) if text.isdecimal() and len(text) < 19 else None


def _announced(offer: SurplusOffer | None) -> dict[str, Any]:
    if offer is None:
        return {}
    return {"offer": offer.pk, "giver": offer.farm.name, "way": offer.way}


def _first_line(offer: SurplusOffer | None) -> dict[str, Any]:
    """What the announcement said, but its weight: that is what the scales are for."""
    if offer is None:
        return {}
    return {"item": offer.item.name if offer.item else offer.what, "price": offer.price}


def _said(done: Reception) -> str:
    found = reads.received(done.pk)
    if found is None or not found.mass_mg:
        return _("C’est reçu.")
    return ngettext("{kg} reçus en {n} caisse.", "{kg} reçus en {n} caisses.", found.crates).format(
        kg=kg(found.mass_mg), n=found.crates
    )
