"""Read what people wrote, and choose what is shown."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads
from bocal.impact.acts import consulting as acts

#: Sayings on one page.
PAGE = 60


@enter(Desk.FACILITATION, Desk.DIRECTION)
def chosen_words(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(reads.consultations(), pk=pk)
    page = Paginator(reads.said(found), PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        chosen = [int(one) for one in request.POST.getlist("chosen") if one.isdigit()]
        among = [int(one) for one in request.POST.getlist("read") if one.isdigit()]
        acts.choose_words(found, chosen[:PAGE], among=among[:PAGE])
        messages.success(request, _("C’est noté : seules les paroles cochées sont montrées."))
        return redirect(f"{request.path}?page={page.number}")
    context = {"consultation": found, "page": page}
    return render(request, "impact/pages/chosen_words.html", context)
