"""A farm announces a surplus from a phone, by its personal link: no password, one page, one button."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.cache import never_cache

from bocal.catalog.models import Item
from bocal.directory import reads as directory
from bocal.directory import words as directory_words
from bocal.directory.doors import by_link
from bocal.directory.models import Organisation
from bocal.directory.rules import LinkPurpose
from bocal.directory.rules.contact import Mistaken, read_phone
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused, Way
from bocal.look.forms import DayField, KeyField, PlainForm, PriceField, WeightField
from bocal.look.templatetags.look import day as day_in_words
from bocal.look.templatetags.look import number
from bocal.measure.quantity import MG_PER_KG
from bocal.supply import acts, reads, rules, words
from bocal.supply.reads import calendar as seasons
from bocal.supply.rules.seasons import MOST_BUTTONS, Container, about_mg

#: Where each refusal belongs.
FIELDS = {"span_past": "ready_on", "span_backwards": "until", "span_far": "until"}


class OfferForm(PlainForm):
    """What, about how much, when, how; the rest may stay empty."""

    key = KeyField()
    farm = forms.TypedChoiceField(label=later("Quelle ferme ?"), coerce=int)
    pick = forms.ChoiceField(label=later("Qu’avez-vous en trop ?"), required=False, widget=forms.RadioSelect)
    what = forms.CharField(
        label=later("Qu’avez-vous en trop ?"),
        max_length=120,
        required=False,
        help_text=later("Choisissez dans la liste, ou écrivez autre chose."),
        widget=forms.TextInput(attrs={"list": "surplus-items", "autocomplete": "off", "autocapitalize": "sentences"}),
    )
    mass = WeightField(label=later("Environ combien ?"), help_text=later("Vous pouvez additionner : 192+167"))
    container = forms.ChoiceField(
        label=later("Compté en"),
        required=False,
        widget=forms.RadioSelect,
        choices=words.CONTAINERS,
        initial=Container.KILO,
    )
    when = forms.ChoiceField(label=later("Quand venir le chercher ?"), widget=forms.RadioSelect)
    ready_on = DayField(label=later("Prêt à partir du"), required=False)
    until = DayField(label=later("Jusqu’au"), required=False)
    way = forms.ChoiceField(label=later("Que souhaitez-vous ?"), widget=forms.RadioSelect, choices=words.WISHES)
    price = PriceField(
        label=later("Prix souhaité par kilo"), required=False, help_text=later("Seulement si vous le vendez.")
    )
    note = forms.CharField(
        label=later("Un mot pour nous"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("L’état, le tri, où c’est rangé…"),
    )
    phone = forms.CharField(
        label=later("Téléphone où vous joindre"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(
        self, *args: Any, farms: Sequence[Organisation], items: Sequence[Item], today: date, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.farms = {farm.pk: farm for farm in farms}
        self.items = {item.name: item for item in items}
        self.today = today
        field = self.fields["farm"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(farm.pk, farm.name) for farm in farms]
        own: list[str] = []
        if len(farms) == 1:
            own = seasons.own_in_season(farms[0], today=today)[:MOST_BUTTONS]
            self.fields["way"].initial = seasons.last_wish(farms[0])
            field.widget = forms.HiddenInput()
            field.initial = farms[0].pk
            self.fields["phone"].initial = farms[0].phone
        if own:
            pick = self.fields["pick"]
            assert isinstance(pick, forms.ChoiceField)
            pick.choices = [(one, one) for one in own]
            pick.required = True
            pick.error_messages["required"] = _("Il manque une valeur ici.")
            self.fields["what"].label = _("Autre chose : quoi ?")
        else:
            del self.fields["pick"]
        # The next question says what is counted: kilos, or crates.
        self.fields["mass"].unit_sign = ""  # type: ignore[attr-defined]
        when = self.fields["when"]
        assert isinstance(when, forms.ChoiceField)
        when.choices = [(quick, _quick_words(quick, label, today)) for quick, label in words.QUICK]
        when.initial = rules.Quick.WEEK

    def clean_phone(self) -> str:
        """A number that can be dialled, written as in the directory, or nothing."""
        typed: str = self.cleaned_data["phone"].strip()
        try:
            return read_phone(typed) if typed else ""
        except Mistaken as mistaken:
            raise forms.ValidationError(directory_words.fault(mistaken)) from None

    def clean(self) -> dict[str, Any]:
        """Dates typed win over the quick choice; one of the two is enough when the other is today or the same day."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._read_what(data)
        self._read_mass(data)
        if {"ready_on", "until"} & self.errors.keys():
            return data
        ready, until = data.get("ready_on"), data.get("until")
        if ready is None and until is None:
            if quick := data.get("when"):
                data["ready_on"], data["until"] = rules.span(rules.Quick(quick), self.today)
        elif until is None:
            data["until"] = ready
        elif ready is None:
            data["ready_on"] = self.today
        return data

    def _read_what(self, data: dict[str, Any]) -> None:
        """What is typed wins over the button that was touched before, and needs none."""
        if data.get("what"):
            self.errors.pop("pick", None)
        if "what" in self.errors or "pick" in self.errors:
            return
        data["what"] = data.get("what") or data.get("pick") or ""
        if not data["what"]:
            self.add_error("what", _("Il manque une valeur ici."))

    def _read_mass(self, data: dict[str, Any]) -> None:
        """A number of crates is so many kilos, by what one is taken to weigh."""
        container = Container(data.get("container") or Container.KILO)
        data["counted"] = ""
        if not data.get("mass") or container is Container.KILO:
            return
        typed = number(Decimal(data["mass"]) / MG_PER_KG)
        data["counted"] = str(words.COUNTED[container]).format(n=typed)
        try:
            data["mass"] = about_mg(data["mass"], container)
        except Refused as refused:
            self.add_error("mass", journals_words.say(refused, words.REFUSALS))

    @property
    def item(self) -> Item | None:
        """The catalogue's item that was named, if it is one."""
        try:
            name = rules.match(self.cleaned_data["what"], {name: item.pk for name, item in self.items.items()})
        except Refused:
            return None
        return next(item for item in self.items.values() if item.pk == name)


def _quick_words(quick: rules.Quick, label: object, today: date) -> str:
    first, last = rules.span(quick, today)
    shape = _("{quick}, jusqu’au {day}") if first != last else _("{quick}, {day}")
    return shape.format(quick=label, day=day_in_words(last).rpartition(" ")[0])


def send(request: HttpRequest, form: OfferForm, *, by_person: bool) -> Any:
    """Announce what a valid form says; None, with the refusal in the form, when it is refused."""
    data = form.cleaned_data
    try:
        return acts.announce(
            farm=form.farms[data["farm"]],
            what=data["what"],
            item=form.item,
            mass_mg=data["mass"],
            ready_on=data["ready_on"],
            until=data["until"],
            way=Way(data["way"]),
            price=data["price"] if data["way"] == Way.BOUGHT else None,
            note=data["note"],
            phone=data["phone"],
            counted=data["counted"],
            author=request.user if by_person else None,  # type: ignore[arg-type]
            key=data["key"],
            page=request.build_absolute_uri(reverse("supply:offers")),
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error(FIELDS.get(refused.code), journals_words.say(refused, words.REFUSALS))
        return None


def gone(request: HttpRequest, token: str) -> HttpResponse:
    """The page for a link that opens nothing: 410 when it once did, else 404."""
    was = directory.link_existed(token, LinkPurpose.SURPLUS)
    return render(request, "supply/pages/offer_gone.html", {"was": was}, status=410 if was else 404)


@by_link
@never_cache
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The announcement itself, and what the farm has announced before."""
    today = timezone.localdate()
    link = directory.link(token, LinkPurpose.SURPLUS, today=today)
    if link is None:
        return gone(request, token)
    farm = link.organisation
    form = OfferForm(request.POST or None, farms=[farm], items=list(reads.surplus_items()), today=today)
    if request.method == "POST" and form.is_valid() and (made := send(request, form, by_person=False)):
        return redirect("supply:offered", token=token, pk=made.pk)
    mine = reads.announced(reads.open_offers(farm, today=today), today=today)
    return render(request, "supply/pages/offer.html", {"form": form, "farm": farm, "mine": mine, "token": token})
