from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.look import sheets
from bocal.look.templatetags.look import shortday
from bocal.orders import reads


@enter(Desk.PRODUCER)
def stall_data(request: Request, farm_pk: int) -> HttpResponse:
    """All that a farm has offered, sale by sale, with what was ordered and what came: it leaves with its data."""
    if farm_pk not in held(request).organisations(Desk.PRODUCER):
        raise Http404
    head = [_("Vente"), _("Fermeture"), _("Produit"), _("Unité vendue"), _("Prix"), _("Payé à la ferme, HT")]
    rows = [
        [
            one.offer.sale.title,
            shortday(one.offer.sale.closes_at),
            one.offer.item.name,
            one.offer.label,
            one.offer.price,
            one.offer.cost,
            one.offer.available,
            one.offer.ordered,
            one.came,
        ]
        for one in reads.everything_of(farm_pk)
    ]
    data = sheets.write_xlsx([[*head, _("Proposés"), _("Commandés"), _("Arrivés")], *rows], title=_("Mes ventes"))
    return HttpResponse(
        data,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": 'attachment; filename="mes-ventes.xlsx"'},
    )
