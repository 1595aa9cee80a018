"""Two versions of one thing: what a phone noted without network, and what is written down."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.acts.noting import leave
from bocal.journals.rules import Refused
from bocal.orders import acts, reads, words
from bocal.orders.models import Unresolved
from bocal.orders.pages import later
from bocal.orders.pages.bring import BringForm
from bocal.orders.pages.hand_over import HandForm

#: What is shown of a form whose lines are no more.
TYPED = {"n": lazily("Quantité"), "w": lazily("Poids"), "j": lazily("Bocaux rendus")}


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def decide(request: Request, pk: int) -> HttpResponse:
    """Keep what stands, or write what was noted in its place."""
    note = reads.unresolved(pk)
    if note is None:
        raise Http404
    form = _form(note, request.POST if "mine" in request.POST or "both" in request.POST else None)
    if request.method == "POST" and note.waits:
        try:
            if "leave" in request.POST:
                leave(note=note, person=request.user, now=timezone.now())
                messages.success(request, _("Ce qui est enregistré reste."))
                return redirect("orders:unresolved")
            if form is not None and form.data is request.POST and form.is_valid():
                _insist(request, note, form)
                messages.success(request, _("C’est enregistré comme vous l’avez choisi."))
                return redirect("orders:unresolved")
        except Refused as refused:
            if form is None or not form.is_valid():
                messages.error(request, words.say(refused))
                return redirect("orders:unresolved")
            form.add_error("sure" if refused.code == "many_jars" else None, words.say(refused))
    return render(request, "orders/pages/decide.html", _context(note, form))


def _form(note: Unresolved, data: Any) -> HandForm | BringForm | None:
    """What was noted, in the form it was noted in; None when the order is no more."""
    fields = note.fields | {"key": note.key} if data is None else data
    if note.order_id:
        sheet = reads.order(note.order_id)
        return HandForm(fields, sheet=sheet, formats=list(reads.deposit_formats())) if sheet else None
    farm = next((f for f in reads.expected(note.sale) if f.producer.pk == note.producer_id), None)
    return BringForm(fields, lines=farm.lines) if farm else None


def _insist(request: Request, note: Unresolved, form: HandForm | BringForm) -> None:
    coordinates, now = later.coordinates(request), timezone.now()
    if isinstance(form, HandForm):
        handed = form.handed(unchanged=False)
        acts.insist_handing(note=note, handed=handed, person=request.user, coordinates=coordinates, now=now)
    else:
        acts.insist_bringing(
            note=note,
            came=form.came(),
            replaces="both" not in request.POST,
            person=request.user,
            coordinates=coordinates,
            now=now,
        )


def _context(note: Unresolved, form: HandForm | BringForm | None) -> dict[str, Any]:
    sheet = form.sheet if isinstance(form, HandForm) else None
    return {
        "note": note,
        "why": words.say(Refused(note.why, **note.details)),
        "waits": note.waits,
        "form": form,
        "sheet": sheet,
        "handed": reads.handed_lines(sheet) if sheet else [],
        "brought": list(reads.brought(note.sale, note.producer)) if note.producer else [],
        "typed": [(label, value) for name, value in note.fields.items() if (label := TYPED.get(name[0]))],
        "ask_sure": form is not None and ("sure" in form.errors or note.why == "many_jars"),
    }
