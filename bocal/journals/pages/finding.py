"""How the pages of a lot find it: by its code as it was typed, said or scanned."""

from django.http import Http404
from django.utils.translation import gettext as _

from bocal.journals import reads
from bocal.journals.models import Lot
from bocal.measure import lotcode
from bocal.measure.unreadable import Unreadable


def tidy(code: str) -> str:
    """The code as it is printed; as it came when it cannot be one."""
    try:
        return lotcode.normalise(code)
    except Unreadable:
        return code.strip()


def find(code: str) -> Lot:
    """The lot of this code; 404 with a sentence otherwise."""
    if found := reads.lot(tidy(code)):
        return found
    raise Http404(_("Aucun lot ne porte le code « {code} » : relisez l’étiquette.").format(code=code))
