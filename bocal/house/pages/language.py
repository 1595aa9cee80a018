from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from bocal.directory import acts
from bocal.directory.doors import for_everyone
from bocal.directory.models import Person


@for_everyone
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """The header's button: this browser's language, and for whoever is signed in the one of their letters too."""
    wanted = request.POST.get("language", "")
    if isinstance(request.user, Person) and check_for_language(wanted):
        acts.speak(request.user, wanted)
    return set_language(request)
