"""One consultation: how to take answers in, how many there are, and its closing."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads
from bocal.impact.acts import consulting as acts
from bocal.impact.models import Consultation, ConsultationLink
from bocal.impact.rules.flower import Public, SheetWay
from bocal.impact.words import flower as words
from bocal.journals.rules import Refused


@dataclass(frozen=True)
class Row:
    """A public: how many have answered by each way, and its link."""

    public: Public
    label: object
    ways: list[int]
    link: ConsultationLink | None

    @property
    def said(self) -> str:
        """« 4 sur papier, 2 par téléphone »."""
        counted = zip(self.ways, words.SHEET_WAYS, strict=True)
        return ", ".join(f"{count} {label}" for count, (_way, label) in counted if count)

    @property
    def people(self) -> int:
        """All ways together."""
        return sum(self.ways)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def consultation(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(reads.consultations(), pk=pk)
    if request.method == "POST":
        try:
            said = _act(request, found)
        except Refused as refused:
            messages.error(request, words.say(refused))
        else:
            if said:
                messages.success(request, said)
            if request.POST.get("do") == "drop":
                return redirect("impact:consultations")
        return redirect("impact:consultation", pk)
    received, links = reads.received(found), reads.links(found)
    context = {
        "consultation": found,
        "rows": [
            Row(public, label, [received.get((public, way), 0) for way in SheetWay], links.get(public))
            for public, label in words.PUBLICS
        ],
        "people": sum(received.values()),
        "over": found.until < timezone.localdate(),
    }
    return render(request, "impact/pages/consultation.html", context)


def _act(request: Request, found: Consultation) -> str:
    do, now = request.POST.get("do"), timezone.now()
    if do == "close":
        acts.close(found, now=now)
        return _("La consultation est close : ses pétales sont dessinés.")
    if do == "reopen":
        acts.reopen(found)
        return _("La consultation est rouverte : ses pétales reviendront quand elle sera close.")
    if do == "drop":
        acts.drop(found)
        return _("La consultation est effacée : la fleur peut de nouveau changer.")
    if do == "close_link" and request.POST.get("public") in set(Public):
        acts.close_link(found, Public(request.POST["public"]), now=now)
        return _("Le lien est fermé : il n’ouvre plus rien.")
    return ""
