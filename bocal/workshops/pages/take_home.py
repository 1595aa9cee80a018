"""Who takes jars home: tap the name, count the jars, take the deposits."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.models import JarFormat
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Kind, Refused
from bocal.look.forms import KeyField, PiecesField, PlainForm
from bocal.look.templatetags.look import euros
from bocal.workshops import acts, reads, words
from bocal.workshops.reads import Shelf

#: So many jars at once, at most: more is a mistake of the keyboard.
MOST = 500


class JarsForm(PlainForm):
    """So many jars of each sort."""

    key = KeyField()

    def __init__(self, *args: Any, shelves: Sequence[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelves = shelves
        for shelf in shelves:
            told = _("il y en a {n}").format(n=shelf.quantity)
            if shelf.deposit_cents:
                told += " · " + _("consigne {cents}").format(cents=euros(shelf.deposit_cents))
            self.fields[f"i{shelf.item.pk}"] = PiecesField(
                label=shelf.item.name, required=False, highest=MOST, help_text=told
            )

    def jars(self) -> dict[int, int]:
        """Item → jars."""
        return {shelf.item.pk: self.cleaned_data.get(f"i{shelf.item.pk}") or 0 for shelf in self.shelves}


class HomeForm(JarsForm):
    """Jars taken and empty ones brought back."""

    sure = forms.BooleanField(label=later("Oui, c’est bien ce nombre de bocaux rendus"), required=False)

    def __init__(self, *args: Any, formats: Sequence[JarFormat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        for row in formats:
            label = _("Verre vide rendu : {name}").format(name=row.name)
            self.fields[f"g{row.pk}"] = PiecesField(
                label=label, required=False, highest=MOST, help_text=_("on rend {cents}").format(cents=_each(row))
            )
        # Asked only when needed, and last.
        sure = self.fields.pop("sure")
        if self.data.get("ask_sure"):
            self.fields["sure"] = sure

    def glass(self) -> dict[int, int]:
        """Jar format → empty jars."""
        return {row.pk: self.cleaned_data.get(f"g{row.pk}") or 0 for row in self.formats}


def _each(row: JarFormat) -> str:
    return str(euros(row.deposit_cents))


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def takers(request: Request, pk: int) -> HttpResponse:
    """Those who are there, and what each has taken already."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    context = {
        "session": found,
        "guests": [one for one in reads.guests(found) if one.here and not one.gone],
        "shelves": reads.shelves(found),
        "held_back": reads.held_back(found),
        "taken": reads.taken(found, Kind.DELIVER, Kind.DEPOSIT),
    }
    return render(request, "workshops/pages/takers.html", context)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def take_home(request: Request, pk: int, person: int) -> HttpResponse:
    """One person's jars, and the sum to take or to give back."""
    found = reads.session(pk)
    guest = reads.guest(found, person) if found else None
    if found is None or guest is None:
        raise Http404
    form = HomeForm(request.POST or None, shelves=reads.shelves(found), formats=list(reads.formats()))
    ask = bool(request.POST.get("ask_sure"))
    if request.method == "POST" and form.is_valid():
        try:
            voucher = acts.take_home(
                session=found,
                person=guest.person,
                jars=form.jars(),
                glass=form.glass(),
                sure=form.cleaned_data.get("sure", False),
                author=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            ask = ask or refused.code == "many_glass"
            form.add_error(None, words.say(refused))
        else:
            cents = reads.cash(voucher)
            said = _("{name} : {cents} à encaisser.") if cents >= 0 else _("{name} : {cents} à rendre.")
            told = said.format(name=guest.person.name, cents=euros(abs(cents)))
            messages.success(request, told, extra_tags=f"undo:{voucher.pk}")
            return redirect("workshops:takers", pk)
    context = {"session": found, "guest": guest, "form": form, "ask_sure": ask, "held_back": reads.held_back(found)}
    return render(request, "workshops/pages/take_home.html", context)


class RestForm(JarsForm):
    """So many jars, and where they go."""

    to = forms.ChoiceField(label=later("Où vont-ils ?"))

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def rest(request: Request, pk: int) -> HttpResponse:
    """What nobody took: to a centre's meals, to food aid, to the purchasing group's stock, or eaten there."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    given = [(f"give-{one.pk}", one.name) for one in reads.receivers()]
    put = [(f"put-{one.pk}", one.name) for one in reads.stocks()]
    choices = [
        ("", _("choisir")),
        (_("Donner, pour des repas ou une aide alimentaire"), given),
        (_("Mettre en stock, pour le groupement"), put),
        ("eat", _("Ouverts et mangés sur place")),
    ]
    form = RestForm(request.POST or None, shelves=reads.shelves(found), choices=[one for one in choices if one[1]])
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"session": found, "jars": form.jars(), "author": request.user, "now": timezone.now()}
        told["key"] = str(form.cleaned_data["key"])
        verb, _dash, key = form.cleaned_data["to"].partition("-")
        try:
            if verb == "give":
                voucher = acts.give_on(to=reads.receivers().get(pk=key), **told)
            elif verb == "put":
                voucher = acts.put_in_stock(place=reads.stocks().get(pk=key), **told)
            else:
                voucher = acts.eat(**told)
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            messages.success(request, _("C’est noté."), extra_tags=f"undo:{voucher.pk}")
            return redirect("workshops:rest", pk)
    context = {
        "session": found,
        "form": form,
        "held_back": reads.held_back(found),
        "taken": reads.taken(found, Kind.GIVE, Kind.MOVE, Kind.LOSE),
    }
    return render(request, "workshops/pages/rest.html", context)
