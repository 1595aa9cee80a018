"""Every consultation, the last first, with how many people have answered."""

from django.http import HttpResponse
from django.shortcuts import render

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads

#: Older ones are reached by their flower.
MOST = 50


@enter(Desk.FACILITATION, Desk.DIRECTION)
def consultations(request: Request) -> HttpResponse:
    context = {"consultations": reads.progress()[:MOST], "current": reads.current()}
    return render(request, "impact/pages/consultations.html", context)
