from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, EurosField, HourField, PiecesField, PlainForm
from bocal.orders import acts, reads, words
from bocal.orders.reads import PointCard
from bocal.orders.rules.points import MOST_FEE, MOST_HELPERS, Hours

#: A point opens so many times a week at most.
OPENINGS = 3


class PointForm(PlainForm):
    """How a point works. An opening without a day is none."""

    minutes = PiecesField(label=later("Un créneau toutes les… minutes"), lowest=5, highest=480)
    capacity = PiecesField(label=later("Commandes par créneau"), lowest=1, highest=500)
    fee = EurosField(
        label=later("Participation par commande, TVA comprise"),
        lowest=0,
        highest=MOST_FEE,
        required=False,
        help_text=later("Montrée avant de commander, facturée à part. Les créneaux déjà ouverts gardent la leur."),
    )
    trial_until = DayField(
        label=later("À l’essai jusqu’au"),
        required=False,
        help_text=later(
            "Vide : pour de bon. Après ce jour, plus de nouveaux créneaux tant que vous n’avez pas décidé."
        ),
    )
    helpers = PiecesField(
        label=later("Bénévoles demandés à chaque ouverture"),
        highest=MOST_HELPERS,
        required=False,
        help_text=later("0 : aucun. Chaque vente ouvre alors le coup de main, où l’on s’inscrit d’un geste."),
    )
    rank = PiecesField(
        label=later("Rang dans la tournée"), highest=999, help_text=later("1 passe en premier ; 0 passe en dernier.")
    )
    crew = forms.ModelMultipleChoiceField(
        label=later("Qui tient ce point ?"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["crew"].queryset = reads.crews()  # type: ignore[attr-defined]
        days = [("", _("fermé")), *words.WEEKDAYS]
        fields: dict[str, forms.Field] = {}
        for n in range(1, OPENINGS + 1):
            fields[f"day{n}"] = forms.ChoiceField(
                label=_("Ouverture {n} : le").format(n=n), choices=days, required=False
            )
            fields[f"first{n}"] = HourField(label=_("Ouverture {n} : de").format(n=n), required=False)
            fields[f"last{n}"] = HourField(label=_("Ouverture {n} : à").format(n=n), required=False)
        self.fields = fields | self.fields

    def openings(self) -> list[list[tuple[str, forms.BoundField]]]:
        """Day, first and last hour of each, with the short word that its frame makes clear."""
        told = (("day", _("le")), ("first", _("de")), ("last", _("à")))
        return [[(word, self[f"{what}{n}"]) for what, word in told] for n in range(1, OPENINGS + 1)]

    def others(self) -> list[forms.BoundField]:
        """All that an opening is not."""
        return [self[name] for name in ("minutes", "capacity", "fee", "trial_until", "helpers", "rank", "crew")]

    def clean(self) -> dict[str, Any]:
        """Each opening whole."""
        asked: dict[str, Any] = super().clean() or self.cleaned_data
        asked["hours"] = []
        for n in range(1, OPENINGS + 1):
            day, first, last = asked.get(f"day{n}"), asked.get(f"first{n}"), asked.get(f"last{n}")
            if not day:
                continue
            if first is None or last is None:
                name = f"first{n}" if first is None else f"last{n}"
                if name not in self.errors:
                    self.add_error(name, _("Notez l’heure, comme 17:00."))
                continue
            asked["hours"].append(Hours(int(day), first, last))
        return asked


_FIELDS = {"slots_backwards": "last1", "hours_overlap": "day1", "too_many_slots": "minutes"}


def _initial(card: PointCard) -> dict[str, Any]:
    point = card.point
    if point is None:
        return {"minutes": 30, "capacity": 8, "rank": 0, "helpers": 0}
    found: dict[str, Any] = {
        "minutes": point.slot_minutes,
        "capacity": point.capacity,
        "fee": point.fee_cents,
        "trial_until": point.trial_until,
        "rank": point.rank,
        "helpers": point.helpers,
        "crew": [one.pk for one in point.crew.all()],
    }
    for n, one in enumerate(point.hours.all()[:OPENINGS], 1):
        found |= {f"day{n}": str(one.weekday), f"first{n}": one.first, f"last{n}": one.last}
    return found


@enter(Desk.SALES, Desk.DIRECTION)
def point(request: Request, pk: int) -> HttpResponse:
    """How one pickup point works, from the next round on."""
    card = reads.point_card(pk, timezone.localdate())
    if card is None:
        raise Http404
    form = PointForm(request.POST or None, initial=_initial(card))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            acts.set_point(
                place=card.place,
                hours=asked["hours"],
                minutes=asked["minutes"],
                capacity=asked["capacity"],
                fee_cents=asked["fee"] or 0,
                trial_until=asked["trial_until"],
                crew=asked["crew"],
                rank=asked["rank"],
                helpers=asked["helpers"] or 0,
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est enregistré. La prochaine vente en fera ses créneaux."))
            return redirect("orders:points")
    return render(request, "orders/pages/point.html", {"card": card, "form": form})
