from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bocal.directory import words
from bocal.directory.doors import enter
from bocal.directory.pages import bringing
from bocal.directory.rules import Desk, ImportKind, OrganisationKind


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def model_customers(request: HttpRequest) -> HttpResponse:
    """The file of customers to fill in."""
    example = {
        "kind": words.shown(OrganisationKind.RESTAURANT),
        "name": _("Restaurant d’exemple (à effacer)"),
        "contact": _("Camille Exemple"),
        "email": "restaurant@exemple.fr",
        "phone": "06 00 00 00 00",
        "address": _("3 chemin des Prés"),
        "postcode": "27300",
        "town": _("Valmont"),
    }
    return bringing.model(ImportKind.CUSTOMERS, example, _("clients-modele.csv"))
