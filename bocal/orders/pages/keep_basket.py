from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.orders import acts
from bocal.orders.pages.basket import BasketForm, chosen_level, chosen_slot


@for_members
@require_POST
def keep_basket(request: Request, pk: int) -> HttpResponse:
    """The basket as it now stands on the page, kept by its script for later and for other devices."""
    asked = request.GET.get("pour", "")
    home = next((home for home in held(request).organisations(Desk.CUSTOMER) if str(home) == asked), None)
    if home is not None:
        form = BasketForm(request.POST)
        form.is_valid()
        acts.keep_basket(
            sale=pk,
            customer=home,
            person=request.user.pk,
            wanted=form.wanted(),
            slot=chosen_slot(request.POST),
            level_bp=chosen_level(request.POST),
            now=timezone.now(),
        )
    return HttpResponse(status=204)
