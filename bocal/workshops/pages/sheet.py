"""The sheet to sign: print it, photograph it once signed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look import pictures
from bocal.look.forms import PlainForm, UploadField
from bocal.workshops import acts, notices, reads

#: Points on the longer edge: names and signatures can be read.
EDGE = 1600


class SheetForm(PlainForm):
    """A photo of the signed sheet."""

    photo = UploadField(
        label=later("Photo de la feuille signée"),
        max_bytes=pictures.MAX_BYTES,
        extensions=("jpg", "jpeg", "png", "webp"),
        help_text=later("Prise avec un téléphone, elle convient. Le lieu où elle fut prise n’est pas gardé."),
    )

    def clean_photo(self) -> pictures.Picture:
        """The picture, written again by us."""
        sent: Any = self.cleaned_data["photo"]
        try:
            return pictures.shrink(sent.read(), edge=EDGE)
        except pictures.PictureRefused as refused:
            raise forms.ValidationError(str(refused), code="content") from None


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def sheet(request: Request, pk: int) -> HttpResponse:
    """Print, then photograph."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        acts.keep_sheet(session=found, picture=form.cleaned_data["photo"], by=request.user, now=timezone.now())
        messages.success(request, _("La photo de la feuille est gardée."))
        return redirect("workshops:sheet", pk)
    context = {"session": found, "form": form, "sheets": reads.sheets(found)}
    return render(request, "workshops/pages/sheet.html", context)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def sheet_print(request: Request, pk: int) -> HttpResponse:
    """The sheet as a PDF."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    return HttpResponse(notices.sheet_pdf(found), content_type="application/pdf")


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def sheet_photo(request: Request, pk: int, photo: int) -> HttpResponse:
    """A photo, for the team alone."""
    found = reads.sheet(pk, photo)
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.data), content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
