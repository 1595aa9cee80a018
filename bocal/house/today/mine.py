"""What waits for a farm, a customer or a household."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.directory.rules import Desk
from bocal.house.today.visit import Task, Visit
from bocal.look.templatetags.look import day as written_day
from bocal.look.templatetags.look import euros
from bocal.look.templatetags.look import hour as written_hour
from bocal.look.templatetags.look import moment as written_moment
from bocal.membership import reads as membership
from bocal.orders import reads as orders
from bocal.orders.reads import deliveries
from bocal.shifts import reads as shifts


def my_surplus(visit: Visit) -> list[Task]:
    return [
        Task(
            "seedling",
            _("J’ai trop de quelque chose"),
            _("Une minute pour l’annoncer : vendu, donné ou transformé"),
            reverse("supply:my_offer"),
        )
    ]


def my_stalls(visit: Visit) -> list[Task]:
    found = []
    for one in orders.my_sales(visit.held.organisations(Desk.PRODUCER), visit.now)[:3]:
        said = ngettext("%(count)s unité commandée", "%(count)s unités commandées", one.ordered)
        url = reverse("orders:my_stall", args=[one.shown.sale.pk, one.farm.pk])
        title = _("Mon étal : %(round)s") % {"round": one.shown.sale.title}
        found.append(Task("carrot", title, said % {"count": one.ordered}, url))
    return found


def my_deliveries(visit: Visit) -> list[Task]:
    return [
        Task(
            "truck",
            _("Commander pour le %(day)s") % {"day": written_day(window.day)},
            _("%(customer)s, jusqu’au %(moment)s")
            % {"customer": customer.name, "moment": written_moment(window.closes)},
            reverse("orders:order_online", args=[customer.pk]),
        )
        for customer, window in deliveries.to_order(visit.held.organisations(Desk.CUSTOMER), visit.now)
    ]


def my_orders(visit: Visit) -> list[Task]:
    mine = {
        sheet.order.sale_id: sheet
        for sheet in orders.orders_of(visit.held.organisations(Desk.CUSTOMER))
        if sheet.order.cancelled_at is None
    }
    found = []
    for shown in orders.coming(visit.now):
        until = _("Jusqu’au %(day)s") % {"day": written_day(timezone.localdate(shown.sale.closes_at))}
        ordered = shown.sale.pk in mine
        title = _("Changer ma commande : %(round)s") if ordered else _("Commander : %(round)s")
        url = reverse("orders:shop", args=[shown.sale.pk])
        found.append(Task("basket", title % {"round": shown.sale.title}, until, url))
    for sheet in mine.values():
        if not sheet.handed and sheet.order.slot is not None and sheet.order.sale.final:
            slot = sheet.order.slot
            when = timezone.localtime(slot.starts_at)
            said = f"{slot.point.name} · {written_day(when.date())}, {written_hour(when)}"
            url = reverse("orders:order", args=[sheet.order.pk])
            found.append(Task("clock", _("Venir chercher mon panier"), said, url))
    return found


def my_hands(visit: Visit) -> list[Task]:
    """Where I come to help, and the next place that still wants somebody."""
    found, url = shifts.to_come(visit.person.pk, visit.now), reverse("shifts:shifts")
    mine = [
        Task("hand", _("Vous venez donner un coup de main"), f"{one.shift.title} · {_when(one.shift.starts_at)}", url)
        for one in found
        if one.mine
    ]
    wanted = next((one for one in found if not one.mine and one.left and one.shift.starts_at > visit.now), None)
    if wanted is None:
        return mine[:3]
    title, when = wanted.shift.title, _when(wanted.shift.starts_at)
    return [*mine[:3], Task("hand", _("Donner un coup de main"), f"{title} · {when}", url)]


def _when(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{written_day(local.date())}, {written_hour(local)}"


def my_membership(visit: Visit) -> list[Task]:
    today = timezone.localdate(visit.now)
    one = membership.invited(visit.held.organisations(Desk.CUSTOMER), visit.person.pk, today)
    if one is None or one.span is None:
        return []
    url = f"{reverse('membership:mine')}?pour={one.organisation}"
    until = _("jusqu’au %(day)s") % {"day": written_day(one.span.until)}
    detail = f"{euros(one.only)}, {until}" if one.only else until
    title = _("Renouveler mon adhésion") if one.until else _("Adhérer")
    return [Task("people", title, detail, url)]
