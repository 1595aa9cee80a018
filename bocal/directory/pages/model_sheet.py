from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.pages import bringing
from bocal.directory.rules import Desk, ImportKind


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def model_sheet(request: HttpRequest) -> HttpResponse:
    """The file of farms to fill in."""
    example = {
        "name": _("Ferme d’exemple (à effacer)"),
        "contact": _("Camille Exemple"),
        "email": "ferme@exemple.fr",
        "phone": "06 00 00 00 00",
        "address": _("3 chemin des Prés"),
        "postcode": "27300",
        "town": _("Valmont"),
        "organic": _("oui"),
        "organic_until": "31/12/2027",
        "grows": _("tomates, courges"),
        "latitude": "49,09",
        "longitude": "0,60",
    }
    return bringing.model(ImportKind.PRODUCERS, example, _("fermes-modele.csv"))
