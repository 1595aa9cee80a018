"""Answer from a phone, by a public's link: no name, no password."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bocal.directory.doors import by_link
from bocal.impact import reads
from bocal.impact.acts import consulting as acts
from bocal.impact.pages.asking import AskingForm
from bocal.impact.rules.flower import Public
from bocal.impact.words import flower as words
from bocal.journals.rules import Refused


@by_link
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    today = timezone.localdate()
    link = reads.open_link(token, today=today)
    if link is None:
        return render(request, "impact/pages/answer.html", {"gone": True}, status=404)
    if "merci" in request.GET:
        return render(request, "impact/pages/answer.html", {"thanks": True, "link": link})
    form = AskingForm(request.POST or None, questions=reads.of_public(link.consultation, Public(link.public)))
    if request.method == "POST" and form.is_valid():
        try:
            acts.answer_by_link(token, given=form.given, key=str(form.cleaned_data["key"]), today=today)
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            return redirect(f"{request.path}?merci")
    return render(request, "impact/pages/answer.html", {"form": form, "link": link, "token": token})
