from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bocal.directory import reads
from bocal.directory.doors import for_everyone
from bocal.house.surroundings import is_demo


@for_everyone
@require_POST
def enter_as(request: HttpRequest, pk: int) -> HttpResponse:
    """The demo's one-click sign-in; anywhere but in the demo's own collectives this page does not exist."""
    person = reads.active_person(pk) if is_demo() else None
    if person is None:
        raise Http404
    login(request, person, backend="bocal.house.sign_in.Backend")
    after = request.POST.get("next", "")
    return redirect(after if url_has_allowed_host_and_scheme(after, allowed_hosts=None) else "home")
