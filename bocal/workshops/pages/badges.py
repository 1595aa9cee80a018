from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.workshops.acts import badging
from bocal.workshops.reads import badges as reads


@enter(Desk.FACILITATION, Desk.DIRECTION)
def badges(request: HttpRequest) -> HttpResponse:
    """The skills that the collective recognises; a POST adds those that a cannery may begin with."""
    if request.method == "POST":
        added = badging.start_badges(get_language() or "fr")
        said = _("Ajoutés. Relisez-les : les mots doivent être les vôtres.") if added else _("Ils y sont déjà tous.")
        messages.success(request, said)
        return redirect("workshops:badges")
    return render(request, "workshops/pages/badges.html", {"badges": list(reads.badges())})
