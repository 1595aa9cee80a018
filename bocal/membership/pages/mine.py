from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts as directory
from bocal.directory.doors import Request, for_members, held
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import EurosField, KeyField, PlainForm
from bocal.look.templatetags.look import day as written_day
from bocal.membership import acts, reads, words


class JoinForm(PlainForm):
    """How much; a button of the page says it already where the amounts are named."""

    key = KeyField()
    cents = EurosField(label=later("Montant libre"))


@for_members
def mine(request: Request) -> HttpResponse:
    """Whether my household is a member, until when; joining or renewing in one tap."""
    today = timezone.localdate()
    homes = reads.organisations(held(request).organisations(Desk.CUSTOMER))
    asked = request.GET.get("pour", "")
    home = next((one for one in homes if str(one.pk) == asked), homes[0] if homes else None)
    person = request.user.pk
    stands = next(iter(reads.standings([home.pk], person, today)), None) if home else reads.newcomer(person, today)
    form = JoinForm(request.POST or None, initial={"key": stands.key} if stands else None)
    if request.method == "POST" and form.is_valid():
        answer = _join(request, form, home)
        if answer is not None:
            return answer
    memberships = reads.of_member(home.pk) if home else []
    latest = memberships[0] if memberships else None
    context = {
        "stands": stands,
        "form": form,
        "home": home,
        "homes": homes if len(homes) > 1 else [],
        "memberships": memberships,
        "latest": latest,
        "left": reads.left_to_pay(latest) if latest else 0,
        "undoable": latest is not None and latest.voucher.day == today,
        "back": _ours(request.GET.get("retour", "")),
    }
    return render(request, "membership/pages/mine.html", context)


def _join(request: Request, form: JoinForm, home: Organisation | None) -> HttpResponse | None:
    """Where to go once one is a member; None when the form says why not."""
    member = home or directory.welcome(request.user)
    try:
        made = acts.join(
            member=member,
            cents=form.cleaned_data["cents"],
            author=request.user,
            key=str(form.cleaned_data["key"]),
            now=timezone.now(),
        )
    except Refused as refused:
        if refused.code != "already_member":
            form.add_error("cents", words.say(refused))
            return None
        # Another window, or somebody else of the household, was quicker: that is no mistake.
        messages.success(request, words.say(refused))
    else:
        said = _("Merci, c’est fait : {name}, l’adhésion court jusqu’au {day}.")
        messages.success(request, said.format(name=member.name, day=written_day(made.until)))
    return redirect(_ours(request.GET.get("retour", "")) or request.get_full_path())


def _ours(address: str) -> str:
    """A page of ours to come back to; empty for an address of anybody else."""
    safe = len(address) <= 200 and address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if safe else ""
