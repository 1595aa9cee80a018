from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, MomentField, PlainForm
from bocal.orders import acts, reads, words
from bocal.orders.reads import PointRoom


class CancelPointForm(PlainForm):
    """Why, where its orders go, until when people may choose."""

    key = KeyField()
    why = forms.CharField(
        label=later("Pourquoi ?"),
        max_length=200,
        help_text=later("Les clients le liront : « route fermée par la neige »."),
    )
    then = forms.ChoiceField(label=later("Où vont ses commandes ?"), widget=forms.RadioSelect)
    choose_until = MomentField(
        label=later("Chacun peut choisir un autre créneau jusqu’au"),
        help_text=later("Les clients le font eux-mêmes, sur la page de leur commande."),
    )

    def __init__(self, *args: Any, others: list[PointRoom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [
            (
                str(row.point.pk),
                ngettext("À {point} : {n} place libre", "À {point} : {n} places libres", row.room).format(
                    point=row.point.name, n=row.room
                ),
            )
            for row in others
        ]
        told += [("wait", _("Chacun choisit lui-même")), ("refund", _("Elles sont annulées, rien n’est demandé"))]
        self.fields["then"].choices = told  # type: ignore[attr-defined]


_FIELDS = {"why_needed": "why", "bad_until": "choose_until", "no_room_there": "then", "same_point": "then"}


@enter(Desk.SALES, Desk.DIRECTION)
def cancel_point(request: Request, pk: int, point_pk: int) -> HttpResponse:
    """A point of a round that cannot open: say why, and where its orders go."""
    sale, now = reads.round_(pk), timezone.now()
    rooms = reads.point_rooms(sale, now) if sale else []
    here = next((row for row in rooms if row.point.pk == point_pk), None)
    if sale is None or here is None:
        raise Http404
    others = [row for row in rooms if row.room and row.point.pk != point_pk]
    form = CancelPointForm(
        request.POST or None, others=others, initial={"choose_until": timezone.localtime(now + timedelta(hours=24))}
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        moved_to = next((row.point for row in others if str(row.point.pk) == asked["then"]), None)
        try:
            done = acts.cancel_point(
                sale=sale,
                point=here.point,
                person=request.user,
                why=asked["why"],
                choose_until=asked["choose_until"],
                moved_to=moved_to,
                refund=asked["then"] == "refund",
                key=str(asked["key"]),
                now=now,
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            said = _(
                "Le point est annulé. Commandes déplacées : {moved} ; annulées : {refunded} ; à décider : {waiting}. "
                "Chacun est prévenu."
            )
            messages.success(request, said.format(moved=done.moved, refunded=done.refunded, waiting=len(done.waiting)))
            return redirect("orders:closed_points", pk)
    return render(request, "orders/pages/cancel_point.html", {"sale": sale, "here": here, "form": form})


@enter(Desk.SALES, Desk.DIRECTION)
def closed_points(request: Request, pk: int) -> HttpResponse:
    """The points that were cancelled, and what became of each order; those still to decide come first."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    context = {
        "sale": sale,
        "closings": reads.closings(sale),
        "rows": reads.displaced(sale),
        "free": list(reads.free_slots(sale, timezone.now())),
    }
    return render(request, "orders/pages/closed_points.html", context)


class RehouseForm(PlainForm):
    """A slot's key, or 0 to cancel the order."""

    slot = forms.IntegerField(min_value=0, max_value=2**63 - 1)


@enter(Desk.SALES, Desk.DIRECTION)
@require_POST
def rehouse(request: Request, pk: int, order_pk: int) -> HttpResponse:
    """Move or cancel one order whose point was cancelled."""
    sale, form = reads.round_(pk), RehouseForm(request.POST)
    order = reads.displaced_order(sale, order_pk) if sale else None
    if sale is None or order is None:
        raise Http404
    now = timezone.now()
    if not form.is_valid():
        messages.error(request, _("Choisissez un créneau, ou l’annulation."))
        return redirect("orders:closed_points", pk)
    slot = reads.slot(sale, form.cleaned_data["slot"]) if form.cleaned_data["slot"] else None
    try:
        if form.cleaned_data["slot"] == 0:
            acts.refund_displaced(order=order, person=request.user, now=now)
        elif slot is None:
            raise Refused("unknown_slot")
        else:
            acts.choose_slot(order=order, slot=slot, person=request.user, now=now, coordinator=True)
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(request, _("C’est noté, et le client est prévenu."))
    return redirect("orders:closed_points", pk)
