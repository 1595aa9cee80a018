from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bocal.funding import acts, words
from bocal.funding.models import Project
from bocal.journals.rules import Refused


def removed(request: HttpRequest, project: Project) -> bool:
    """Whether a button asked to take a row off the project, which is done and said."""
    what, _colon, pk = request.POST.get("remove", "").partition(":")
    if not pk.isdecimal() or len(pk) > 18:
        return False
    try:
        if acts.take_off(project, what, int(pk)):
            messages.success(request, _("C’est retiré du projet."))
    except Refused as refused:
        messages.error(request, words.say(refused))
    return True
