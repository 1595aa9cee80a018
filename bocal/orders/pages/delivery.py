from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, collective, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, KeyField, PlainForm
from bocal.orders import acts, words
from bocal.orders.reads import agreements
from bocal.orders.reads import deliveries as reads
from bocal.orders.reads.contents import lines_of
from bocal.orders.reads.promises import gone
from bocal.orders.rules.delivering import DeliveryState, drawn


class CarryForm(PlainForm):
    """The day on which what lacked follows."""

    key = KeyField()
    day = DayField()


def _gone(request: Request, card: reads.Card) -> list[tuple[reads.Line, int]]:
    """Lines of what was promised and is there no more, each with how much of it is."""
    found = collective(request)
    if found is None or card.state is not DeliveryState.ORDERED:
        return []
    rows = [line.row for line in card.lines]
    there = gone(card.delivery, rows, today=timezone.localdate(), owner=found.organisation)
    return [(line, there[line.row.item_id]) for line in card.lines if line.row.item_id in there]


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def delivery(request: Request, pk: int) -> HttpResponse:
    """One delivery: what was ordered, where it stands, what may be done with it now."""
    card = reads.delivery(pk)
    if card is None:
        raise Http404
    windows = agreements.windows(agreements.terms_of(card.customer), timezone.now(), count=1)
    lacking = {} if card.delivery.carried_id else reads.lacking(card)
    context = {
        "card": card,
        "lines": lines_of(card),
        "lacking": [(line, lacking[line.row.item_id]) for line in card.lines if line.row.item_id in lacking],
        "stopped": [code for one in reads.halted([card]).values() for code, _item in one.lots],
        "blocked": reads.blocked(card),
        "gone": _gone(request, card),
        "owed": card.owed,
        "drawn": drawn(card.delivery.signature),
        "carry": CarryForm(initial={"day": windows[0].day if windows else None}),
        "backs": reads.backs(card.delivery).select_related("voucher"),
    }
    return render(request, "orders/pages/delivery.html", context)


def _do(request: Request, pk: int, act: Callable[[reads.Card], str]) -> HttpResponse:
    card = reads.delivery(pk)
    if card is None:
        raise Http404
    try:
        said = act(card)
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(request, said)
    return redirect("orders:delivery", pk)


@enter(Desk.SALES, Desk.DIRECTION)
@require_POST
def cancel_delivery(request: Request, pk: int) -> HttpResponse:
    """Cancel it: what it was promised is free again."""

    def act(card: reads.Card) -> str:
        acts.cancel_delivery(delivery=card.delivery, now=timezone.now())
        return _("{number} : annulée. Elle se rétablit d’ici.").format(number=card.delivery.number)

    return _do(request, pk, act)


@enter(Desk.SALES, Desk.DIRECTION)
@require_POST
def restore_delivery(request: Request, pk: int) -> HttpResponse:
    """Take the cancelling back."""

    def act(card: reads.Card) -> str:
        acts.restore_delivery(delivery=card.delivery, now=timezone.now())
        return _("{number} : rétablie. Ce qui n’est plus disponible attend.").format(number=card.delivery.number)

    return _do(request, pk, act)


@enter(Desk.SALES, Desk.DIRECTION)
@require_POST
def serve(request: Request, pk: int) -> HttpResponse:
    """Promise what waits, as far as there is some now."""

    def act(card: reads.Card) -> str:
        waits = acts.serve_waiting(delivery=card.delivery, now=timezone.now())
        return _("Il n’y en a pas encore assez : le reste attend.") if waits else _("Plus rien n’attend.")

    return _do(request, pk, act)


@enter(Desk.SALES, Desk.DIRECTION)
@require_POST
def carry_over(request: Request, pk: int) -> HttpResponse:
    """What lacked follows another day."""
    form = CarryForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez le jour où cela suivra."))
        return redirect("orders:delivery", pk)

    told, ticked = "told" in request.POST, set(request.POST.getlist("line"))

    def act(card: reads.Card) -> str:
        made = acts.carry_over(
            delivery=card.delivery,
            day=form.cleaned_data["day"],
            person=request.user,
            key=str(form.cleaned_data["key"]),
            now=timezone.now(),
            items=[line.row.item_id for line in card.lines if str(line.row.pk) in ticked] if told else None,
        )
        return _("Ce qui manquait suit avec {number}.").format(number=made.number)

    return _do(request, pk, act)
