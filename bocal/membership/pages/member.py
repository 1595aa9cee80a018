from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.membership import reads


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def member(request: Request, pk: int) -> HttpResponse:
    """The memberships of somebody; joining by hand, taking a mistake back."""
    found = reads.organisation(pk)
    if found is None:
        raise Http404
    memberships = reads.of_member(pk)
    latest = memberships[0] if memberships else None
    context = {
        "one": found,
        "stands": next(iter(reads.standings([pk], request.user.pk, timezone.localdate())), None),
        "memberships": memberships,
        "latest": latest,
        "left": reads.left_to_pay(latest) if latest else 0,
    }
    return render(request, "membership/pages/member.html", context)
