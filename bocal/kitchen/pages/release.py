from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused, Status
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.look.charts import line_chart
from bocal.look.forms import KeyField, PlainForm


class DecideForm(PlainForm):
    """A decision and its reason."""

    reason = forms.CharField(required=False, max_length=300)
    key = KeyField()

    def __init__(self, *args: Any, wanted: str = "", **kwargs: Any) -> None:
        """`wanted`: the refusal that a decision without its reason meets; none where the reason may be left out."""
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = _("Pourquoi ?")
        if wanted:
            reason.required = True
            reason.error_messages["required"] = words.REFUSALS[wanted]


@enter(Desk.QUALITY, Desk.DIRECTION)
def release(request: Request, pk: int) -> HttpResponse:
    """Everything about one lot on one screen, and one button."""
    file = reads.file_of(pk)
    if file is None:
        raise Http404
    blocking = request.POST.get("what") == "block"
    freeing = request.POST.get("what") == "release"
    blocked = file.status == Status.BLOCKED
    free_form = DecideForm(
        request.POST if freeing else None, prefix="free", wanted="blocked_wants_reason" if blocked else ""
    )
    block_form = DecideForm(request.POST if blocking else None, prefix="block", wanted="block_wants_reason")
    form = block_form if blocking else free_form
    if (blocking or freeing) and form.is_valid():
        act = acts.block if blocking else acts.release
        try:
            voucher = act(
                file.making.order,
                reason=form.cleaned_data["reason"],
                author=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            at = "reason" if refused.code in ("blocked_wants_reason", "block_wants_reason") else None
            form.add_error(at, say(refused, words.REFUSALS))
        else:
            said = _("Lot %(lot)s libéré : il peut être vendu et donné.")
            if blocking:
                said = _("Lot %(lot)s bloqué.")
            elif file.lot.owner_id != reads.collective().organisation_id:
                said = _("Lot %(lot)s libéré : il peut repartir chez %(owner)s, à qui il est.")
            told = {"lot": file.lot.code, "owner": file.lot.owner}
            messages.success(request, said % told, extra_tags=f"undo:{voucher.pk}")
            return redirect("kitchen:waiting")
    drawn = reads.drawing(file.cook, file.verdict_due) if file.cook else None
    alone = request.user.pk in file.cooks and reads.collective().four_eyes
    return render(
        request,
        "kitchen/pages/release.html",
        {
            "file": file,
            "order": file.making.order,
            "kettle": reads.kettle(file.making.voucher, hours=False),
            "decisions": reads.decisions(file.lot),
            "asked": file.lines if file.weighed else [],
            "free_form": free_form,
            "block_form": block_form,
            "alone": alone,
            "others": reads.others_who_release(file.cooks) if alone else [],
            "chart": line_chart(drawn.panels, title=drawn.title, summary=drawn.summary, x_label=_("minutes"))
            if drawn
            else "",
        },
    )
