from datetime import timedelta
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, MomentField, NumberField, PiecesField, PlainForm
from bocal.orders import acts, reads, words
from bocal.orders.models import SaleRound
from bocal.orders.rules.rhythm import MOST_HOURS
from bocal.orders.rules.shortage import Rule
from bocal.orders.rules.solidarity import MOST_BP
from bocal.orders.rules.titles import moved

_MOST = MOST_BP // 100


class RoundForm(PlainForm):
    """What a round is called, and when it sells."""

    key = KeyField()
    title = forms.CharField(label=later("Titre"), max_length=120, help_text=later("Les clients le voient en premier."))
    opens_at = MomentField(label=later("Ouverture des commandes"))
    closes_at = MomentField(label=later("Fermeture des commandes"))
    coordinators_hours = PiecesField(
        label=later("Heures gardées à la coordination après la fermeture"),
        initial=0,
        highest=MOST_HOURS,
        required=False,
        help_text=later("Les clients ne changent plus rien ; vous, encore. Puis les listes sont arrêtées et envoyées."),
    )
    reminder_hours = PiecesField(
        label=later("Rappel, heures avant la fermeture"),
        initial=0,
        highest=MOST_HOURS,
        required=False,
        help_text=later(
            "Une lettre à qui avait commandé la dernière fois et n’a pas encore commandé. 0 : aucun rappel."
        ),
    )
    note = forms.CharField(
        label=later("Mot pour les clients"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shortage = forms.ChoiceField(
        label=later("S’il y a moins que ce qui est commandé"),
        choices=words.SHORTAGE,
        initial=Rule.FIRST_COME,
        widget=forms.RadioSelect,
        help_text=later("Les clients le lisent avant de commander ; cela ne change plus dès la première commande."),
    )
    solidarity = NumberField(
        label=later("Prix solidaire : combien de moins"),
        unit_sign="%",
        places=2,
        highest=_MOST,
        initial=0,
        required=False,
        help_text=later("Chacun choisit, sans justifier ; les fermes sont payées pareil. 0 : pas de prix solidaire."),
    )
    support = NumberField(
        label=later("Prix de soutien : combien de plus"),
        unit_sign="%",
        places=2,
        highest=_MOST,
        initial=0,
        required=False,
        help_text=later("Pour qui peut payer plus. 0 : pas de prix de soutien."),
    )

    def levels(self) -> dict[str, int]:
        """How much less and how much more buyers may choose to pay, in basis points."""
        found = self.cleaned_data
        return {f"{name}_bp": int((found[name] or 0) * 100) for name in ("solidarity", "support")}


def levels_of(sale: SaleRound) -> dict[str, Decimal]:
    """What the form says of a round's levels, in percent."""
    return {"solidarity": Decimal(sale.solidarity_bp) / 100, "support": Decimal(sale.support_bp) / 100}


class NewRoundForm(RoundForm):
    copy = forms.BooleanField(
        label=later("Reprendre les produits et les créneaux de la dernière"), required=False, initial=True
    )


@enter(Desk.SALES, Desk.DIRECTION)
def open_round(request: Request) -> HttpResponse:
    """A new round, by default the last one again a week later."""
    last = reads.latest_round()
    initial = {}
    if last:
        week = timedelta(days=7)
        title = moved(
            last.title,
            opens=timezone.localdate(last.opens_at),
            closes=timezone.localdate(last.closes_at),
            by=week,
        )
        initial = {
            "title": title,
            "opens_at": reads.shifted(last.opens_at, week),
            "closes_at": reads.shifted(last.closes_at, week),
            "note": last.note,
            "shortage": last.shortage,
            **reads.spans(last),
            **levels_of(last),
        }
    form = NewRoundForm(request.POST or None, initial=initial)
    if last is None:
        del form.fields["copy"]
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            sale = acts.open_round(
                title=asked["title"],
                opens_at=asked["opens_at"],
                closes_at=asked["closes_at"],
                note=asked["note"],
                shortage=Rule(asked["shortage"]),
                solidarity_bp=form.levels()["solidarity_bp"],
                support_bp=form.levels()["support_bp"],
                coordinators_hours=asked["coordinators_hours"] or 0,
                reminder_hours=asked["reminder_hours"] or 0,
                copy_of=last if asked.get("copy") else None,
                person=request.user,
                key=str(asked["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("closes_at" if refused.code == "closes_before_opening" else None, words.say(refused))
        else:
            messages.success(request, _("C’est prêt. Vérifiez les produits et les créneaux."))
            return redirect("orders:sale", sale.pk)
    return render(request, "orders/pages/open_round.html", {"form": form, "last": last})
