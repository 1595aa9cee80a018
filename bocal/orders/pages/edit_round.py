from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.orders import acts, reads, words
from bocal.orders.pages.open_round import RoundForm, levels_of
from bocal.orders.rules.shortage import Rule

_FIELDS = {
    "closes_before_opening": "closes_at",
    "already_ordered": "opens_at",
    "rule_was_read": "shortage",
    "slot_before_closing": "closes_at",
    "levels_were_read": "solidarity",
}
_HOURS = ("coordinators_hours", "reminder_hours")


@enter(Desk.SALES, Desk.DIRECTION)
def edit_round(request: Request, pk: int) -> HttpResponse:
    """Change a round's title, times and note."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    initial = (
        {name: getattr(sale, name) for name in ("title", "opens_at", "closes_at", "note", "shortage")}
        | reads.spans(sale)
        | levels_of(sale)
    )
    form = RoundForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = {
            name: form.cleaned_data[name] for name in ("title", "opens_at", "closes_at", "note", "shortage", *_HOURS)
        }
        asked["shortage"] = Rule(asked["shortage"])
        asked |= {name: asked[name] or 0 for name in _HOURS} | form.levels()
        try:
            acts.edit_round(sale=sale, person=request.user, now=timezone.now(), **asked)
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("orders:sale", sale.pk)
    return render(request, "orders/pages/edit_round.html", {"form": form, "sale": sale})
