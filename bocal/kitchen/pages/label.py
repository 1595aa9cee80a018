"""The labels of a finished lot: what they will say, what is missing, and the paper."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.kitchen import notices, reads
from bocal.look.forms import PiecesField, PlainForm, WeightField

#: More than anybody peels off in a day.
MOST = 3_000


class PrintForm(PlainForm):
    """On which paper, how many."""

    format = forms.ChoiceField(
        label=later("Papier"), choices=[(key, sheet.name) for key, sheet in notices.FORMATS.items()]
    )
    net = WeightField(
        label=later("Poids de chaque sachet"), help_text=later("Écrit sur l’étiquette : un poids, une impression.")
    )
    count = PiecesField(label=later("Combien d’étiquettes"), lowest=1, highest=MOST)
    anyway = forms.BooleanField(
        label=later("Imprimer quand même : le lot est bloqué, et c’est pour corriger son étiquette"),
        error_messages={"required": later("Ce lot est bloqué : cochez pour imprimer quand même ses étiquettes.")},
    )

    def __init__(self, *args: Any, by_weight: bool, blocked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_weight:
            del self.fields["net"]
        if not blocked:
            del self.fields["anyway"]


def address(request: HttpRequest, found: reads.Label) -> str:
    """What the QR code says: the jar's public story, at an address in the form of a GS1 Digital Link."""
    return request.build_absolute_uri(reverse("kitchen:story", args=[found.gtin, found.lot.code]))


@enter(Desk.PRODUCTION, Desk.PRODUCTS, Desk.QUALITY, Desk.DIRECTION)
def label(request: Request, code: str) -> HttpResponse:
    making = reads.made_lot(code)
    if making is None:
        raise Http404
    found = reads.label(making)
    form = PrintForm(
        request.GET if "format" in request.GET else None,
        initial={"count": reads.to_label(making)},
        by_weight=making.order.by_weight,
        blocked=found.blocked,
    )
    refusal = ""
    if "format" in request.GET and not found.missing and form.is_valid():
        chosen = form.cleaned_data["format"]
        if making.order.by_weight:
            found = replace(found, net_mg=form.cleaned_data["net"])
        try:
            made = notices.labels(
                found, sheet=notices.FORMATS[chosen], address=address(request, found), count=form.cleaned_data["count"]
            )
        except notices.TooSmall:
            refusal = _(
                "Le texte ne tient pas sur cette étiquette aux hauteurs de lettres que veut la loi : "
                "choisissez un papier plus grand, ou raccourcissez les mots."
            )
        else:
            headers = {"Content-Disposition": f'inline; filename="etiquettes-{code}.pdf"'}
            return HttpResponse(made, content_type="application/pdf", headers=headers)
    context = {
        "making": making,
        "label": found,
        "form": form,
        "refusal": refusal,
        "said": notices.said(found),
        "missing": notices.missing_said(found),
        "address": address(request, found),
    }
    return render(request, "kitchen/pages/label.html", context)
