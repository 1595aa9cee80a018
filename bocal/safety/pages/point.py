from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.directory.words import DESKS
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import DayField, NumberField, PiecesField, PlainForm
from bocal.safety import acts, reads, words
from bocal.safety.rules import Every, Goods, Topic

_ANSWER = (Desk.RECEPTION, Desk.PRODUCTION, Desk.QUALITY, Desk.FACILITATION, Desk.DIRECTION)


class PointForm(PlainForm):
    """A line of the plan."""

    what = forms.CharField(max_length=120)
    topic = forms.ChoiceField(choices=words.TOPICS)
    every = forms.ChoiceField(choices=words.EVERY, widget=forms.RadioSelect)
    goods = forms.ChoiceField(choices=words.GOODS)
    low = NumberField(required=False, lowest=None, highest=100_000, places=2)
    high = NumberField(required=False, lowest=None, highest=100_000, places=2)
    unit = forms.CharField(required=False, max_length=20)
    celsius = NumberField(required=False, lowest=0, highest=99, places=1, unit_sign="°C")
    days = PiecesField(required=False, lowest=1, highest=60)
    ratio_most = PiecesField(required=False, lowest=1, highest=100_000)
    desk = forms.ChoiceField(choices=[(desk, label) for desk, label in DESKS if desk in _ANSWER])
    equipment = forms.ModelChoiceField(queryset=reads.equipment(), required=False)
    corrective = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(required=False, max_length=200)
    since = DayField()
    rank = PiecesField(lowest=1, highest=10_000)
    blocks = forms.BooleanField(required=False)
    active = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "what": _("Ce qui se contrôle"),
            "topic": _("Sujet"),
            "every": _("Quand"),
            "goods": _("À chaque lot : lesquels ?"),
            "low": _("Limite basse"),
            "high": _("Limite haute"),
            "unit": _("Unité"),
            "celsius": _("Étuve : température"),
            "days": _("Étuve : jours"),
            "ratio_most": _("Étuve : rapport au microscope, au plus"),
            "desk": _("Qui"),
            "equipment": _("Appareil"),
            "corrective": _("Que faire si ça ne va pas"),
            "source": _("Source de la limite"),
            "since": _("À partir du"),
            "rank": _("Place dans la feuille"),
            "blocks": _("Un lot ne peut pas être libéré sans cela"),
            "active": _("Cette ligne est au plan"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["high"].help_text = _("Laissez les deux limites vides pour une réponse par oui ou non.")
        self.fields["blocks"].help_text = _(
            "Pour « appareils à jour » et « étalonnage du jour » : un appareil hors date ouvre un écart à décider."
        )


@enter(Desk.QUALITY, Desk.DIRECTION)
def point(request: Request, pk: int | None = None) -> HttpResponse:
    """Write a line of the plan, or change it."""
    one = reads.point(pk) if pk is not None else None
    if pk is not None and one is None:
        raise Http404
    if one is None:
        initial: dict[str, Any] = {
            "since": timezone.localdate(),
            "rank": 100,
            "active": True,
            "every": Every.DAY,
            "goods": Goods.ALL,
        }
    else:
        initial = {name: getattr(one, name) for name in PointForm.base_fields}
    form = PointForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        draft = acts.PointDraft(
            **{
                **said,
                "topic": Topic(said["topic"]),
                "every": Every(said["every"]),
                "goods": Goods(said["goods"]),
                "desk": Desk(said["desk"]),
            }
        )
        try:
            acts.write_point(one, draft)
        except Refused as refused:
            at = {"limits_crossed": "high", "incubation_needs": "celsius"}.get(refused.code)
            form.add_error(at, say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Ligne du plan enregistrée."))
            return redirect("safety:plan")
    return render(request, "safety/pages/point.html", {"form": form, "point": one})
