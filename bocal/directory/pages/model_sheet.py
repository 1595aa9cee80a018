from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bocal.directory import words
from bocal.directory.doors import enter
from bocal.directory.rules import Desk, farmsheet
from bocal.look import sheets


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def model_sheet(request: HttpRequest) -> HttpResponse:
    """The file to fill in: every column that an import understands, and one farm as an example."""
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
    header = [str(words.FARM_FIELDS[field]) for field in farmsheet.MODEL]
    data = sheets.write_csv([header, [example.get(field) for field in farmsheet.MODEL]])
    name = _("fermes-modele.csv")
    return HttpResponse(
        data, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
