from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.membership import reads as membership
from bocal.orders import reads


@for_members
def order(request: Request, pk: int) -> HttpResponse:
    """One of my household's orders: what, where, when, how much; the true weights once it is handed over."""
    sheet = reads.order_of(pk, held(request).organisations(Desk.CUSTOMER))
    if sheet is None:
        raise Http404
    if "enregistree" in request.GET and sheet.order.cancelled_at is None:
        messages.success(request, _("Votre commande est enregistrée."))
        if told := reads.lacking(sheet.order.sale_id, request.GET.getlist("manque")):
            messages.warning(
                request, _("Il n’y en avait plus assez : {what}.").format(what=", ".join(map(_lack, told)))
            )
    now, last = timezone.now(), reads.last_displaced(sheet.order)
    shown = reads.shown(sheet.order.sale, now)
    context = {
        "sheet": sheet,
        "shown": shown,
        "paying": None if sheet.handed or sheet.order.cancelled_at else reads.paying(sheet),
        "handed": reads.handed_lines(sheet),
        "last": last,
        "chosen": last is not None and reads.chose(sheet.order, last, request.user.pk),
        "invitation": membership.invited([sheet.customer.pk], request.user.pk, timezone.localdate(now)),
        "hands": reads.hands_wanted(sheet.order, request.user.pk, now),
        "choosing": last is not None and now < last.closing.choose_until,
    }
    return render(request, "orders/pages/order.html", context)


def _lack(one: reads.ShortLine) -> str:
    if one.left:
        return _("{name} ({left} au lieu de {wanted})").format(name=one.name, left=one.left, wanted=one.wanted)
    return _("{name} (aucun)").format(name=one.name)
