from datetime import timedelta

from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bocal.directory import reads
from bocal.directory.doors import by_link
from bocal.house import acts, collectives

#: How long the founder's pass holds; it works once, before the founder's first sign-in.
LASTS = timedelta(minutes=10)


@by_link
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The founder walks in with the pass that the set-up wizard gave."""
    here = collectives.current()
    try:
        slug, person_pk, _when = signing.loads(token, salt=acts.WELCOME, max_age=LASTS)
    except signing.BadSignature:
        slug, person_pk = "", 0
    person = reads.newcomer(person_pk) if here and slug == here.slug else None
    if person is None:
        return render(request, "house/pages/welcome_past.html", status=410)
    login(request, person, backend="bocal.house.sign_in.Backend")
    return redirect("home")
