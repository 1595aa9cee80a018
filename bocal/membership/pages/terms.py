from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import EurosField, PlainForm
from bocal.membership import acts, reads, words
from bocal.membership.models import MembershipTerms
from bocal.membership.rules import MOST_AMOUNTS, Fee, Year

Amount = tuple[str, forms.BoundField, forms.BoundField]

_FIELDS = {"no_amounts": "cents1", "amount_twice": "cents1", "bad_amount": "cents1"}


class TermsForm(PlainForm):
    """Which year, what for, how much."""

    year = forms.ChoiceField(
        label=later("Une adhésion vaut"), choices=words.YEARS, widget=forms.RadioSelect, initial=Year.ROLLING
    )
    purpose = forms.CharField(
        label=later("À quoi sert la cotisation ?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Une phrase, que chacun lit avant d’adhérer."),
    )
    least = EurosField(
        label=later("Montant libre, à partir de"),
        lowest=1,
        required=False,
        help_text=later("Vide : seuls les montants ci-dessus."),
    )
    orders_for_members = forms.BooleanField(
        label=later("Seuls les adhérents commandent dans les ventes"),
        required=False,
        help_text=later("Sinon chacun commande, et la vente propose seulement d’adhérer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_AMOUNTS + 1):
            self.fields[f"name{number}"] = forms.CharField(
                label=_("Montant {n} : son nom").format(n=number), required=False, max_length=60
            )
            self.fields[f"cents{number}"] = EurosField(
                label=_("Montant {n} : combien").format(n=number), lowest=1, required=False
            )

    def amounts(self) -> tuple[list[Amount], list[Amount]]:
        """Title, name and sum of each amount: those to show (written or to mend, at least one), and those to fold."""
        numbers = range(1, MOST_AMOUNTS + 1)
        every = [(_("Montant {n}").format(n=n), self[f"name{n}"], self[f"cents{n}"]) for n in numbers]
        used = [place for place, row in enumerate(every, 1) if any(one.value() or one.errors for one in row[1:])]
        shown = max(used, default=1)
        return every[:shown], every[shown:]

    def clean(self) -> dict[str, Any]:
        """An amount has a name and a sum, or neither."""
        found = super().clean() or self.cleaned_data
        for number in range(1, MOST_AMOUNTS + 1):
            name, cents = found.get(f"name{number}"), found.get(f"cents{number}")
            if name and cents is None and f"cents{number}" not in self.errors:
                self.add_error(f"cents{number}", _("Dites combien, ou effacez le nom."))
            if cents is not None and not name:
                self.add_error(f"name{number}", _("Donnez un nom à ce montant."))
        return found

    def named(self) -> list[Fee]:
        """The named amounts, in order."""
        found, numbers = self.cleaned_data, range(1, MOST_AMOUNTS + 1)
        return [Fee(found[f"name{n}"], found[f"cents{n}"]) for n in numbers if found[f"cents{n}"] is not None]


@enter(Desk.DIRECTION)
def terms(request: HttpRequest) -> HttpResponse:
    """How one becomes a member: said once."""
    found = reads.written_terms()
    form = TermsForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.set_terms(
                year=Year(data["year"]),
                purpose=data["purpose"],
                amounts=form.named(),
                least_cents=data["least"],
                orders_for_members=data["orders_for_members"],
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est enregistré. Les adhésions déjà prises ne changent pas."))
            return redirect("membership:members")
    return render(request, "membership/pages/terms.html", {"form": form})


def _initial(found: MembershipTerms | None) -> dict[str, Any]:
    if found is None:
        return {}
    told = {name: getattr(found, name) for name in ("year", "purpose", "orders_for_members")}
    for number, one in enumerate(found.named, start=1):
        told |= {f"name{number}": one.name, f"cents{number}": one.cents}
    return told | {"least": found.least_cents}
