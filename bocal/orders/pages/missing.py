from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.orders.reads import Short

#: What goes along unseen; the slot too, unless it is the one that is full.
_CARRIED = ("key", "seen", "rest", "one_more", "level", "name", "phone")


def ask(request: HttpRequest, short: Short) -> HttpResponse:
    """A short page about a basket that could not be taken: what is missing, and another slot if that one is full.

    The rest of what was sent goes along, hidden: it is the sale page's own form, sent to the same address, and one tap
    orders. It is short because the closing minute draws it at each refusal (docs/bench.md).
    """
    names = _CARRIED if short.full else (*_CARRIED, "slot")
    carried = {name: request.POST[name] for name in names if request.POST.get(name)}
    # Of what surrounds every page, this one shows the collective's name only: nothing else is asked for.
    surroundings = {"collective": {"name": short.house}, "rooms": ()}
    context = {"shown": short.shown, "short": short, "carried": carried} | surroundings
    return render(request, "orders/pages/missing.html", context)
