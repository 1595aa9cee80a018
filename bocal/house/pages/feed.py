from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bocal.directory import reads as directory
from bocal.directory.doors import by_link
from bocal.orders.notices import agenda
from bocal.workshops.notices import event
from bocal.workshops.reads import hub


@by_link
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All that a person has to come for, for their calendar program: what they order, hold, bring, and lead."""
    person = directory.agenda_of(token)
    if person is None:
        raise Http404
    now = timezone.now()
    # As on a pickup's own file: without what says how the collective is reached.
    here = f"{request.get_host()}{reverse('home')}".strip("/")
    crew = [event(session, site=here, crew=True) for session in hub.of_crew(person, now)]
    crew += [event(session, site=here, crew=True, gone=True) for session in hub.left_crew(person, now)]
    return HttpResponse(agenda.feed(person, site=here, now=now, more=crew), content_type="text/calendar; charset=utf-8")
