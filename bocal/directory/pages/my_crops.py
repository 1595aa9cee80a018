from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.directory import reads
from bocal.directory.doors import enter, held
from bocal.directory.pages import growing
from bocal.directory.rules import Desk, OrganisationKind


@enter(Desk.PRODUCER)
def my_crops(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A farmer touches the months in which the farm has each thing; with several farms, the first unless named."""
    farms = reads.known(OrganisationKind.PRODUCER).filter(pk__in=held(request).organisations(Desk.PRODUCER))
    farm = (farms.filter(pk=pk) if pk else farms).first()
    if farm is None:
        raise Http404
    form = growing.crops_form(request, farm)
    if request.method == "POST" and growing.keep(form, farm):
        messages.success(request, _("Merci, c’est noté. L’équipe voit vos mois."))
        return redirect("directory:my_crops", farm.pk)
    return render(request, "directory/pages/my_crops.html", {"farm": farm, "farms": farms, "form": form})
