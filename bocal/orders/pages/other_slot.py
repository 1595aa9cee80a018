from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.orders import acts, reads, words

_NONE = later("Choisissez un créneau de retrait.")


class OtherSlotForm(PlainForm):
    slot = forms.IntegerField(
        label=later("Quand venez-vous ?"),
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": _NONE, "invalid": _NONE, "min_value": _NONE, "max_value": _NONE},
    )


@for_members
def other_slot(request: Request, pk: int) -> HttpResponse:
    """My point was cancelled: choose another slot that is free."""
    sheet = reads.order_of(pk, held(request).organisations(Desk.CUSTOMER))
    last = reads.last_displaced(sheet.order) if sheet else None
    if sheet is None or last is None:
        raise Http404
    now = timezone.now()
    sale, form = sheet.order.sale, OtherSlotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slot = reads.slot(sale, form.cleaned_data["slot"])
        try:
            if slot is None:
                raise Refused("unknown_slot")
            acts.choose_slot(order=sheet.order, slot=slot, person=request.user, now=now)
        except Refused as refused:
            form.add_error("slot", words.say(refused))
        else:
            messages.success(request, _("C’est noté : nous vous attendons à ce créneau."))
            return redirect("orders:order", pk)
    free = [slot for slot in reads.free_slots(sale, now) if slot.pk != sheet.order.slot_id]
    points = [list(rows) for _pk, rows in groupby(free, key=lambda slot: slot.point_id)]
    context = {
        "shown": reads.shown(sale, now),
        "sheet": sheet,
        "last": last,
        "late": last.closing.choose_until <= now,
        "form": form,
        "points": points,
    }
    return render(request, "orders/pages/other_slot.html", context)
