from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.kitchen import acts, notices, reads
from bocal.kitchen.rules.deviations import Sealed


@enter(Desk.QUALITY, Desk.DIRECTION)
def seal_batch(request: Request, pk: int) -> HttpResponse:
    """Seal a batch record as it stands now."""
    file = reads.file_of(pk)
    if file is None:
        raise Http404
    if request.method == "POST":
        written = acts.seal(
            Sealed.BATCH,
            notices.whole_record(file),
            day=file.making.voucher.day,
            making=file.making,
            author=request.user,
            key=request.POST.get("key", "")[:64],
            now=timezone.now(),
        )
        messages.success(request, _("Dossier scellé."))
        return redirect("kitchen:seal", written.pk)
    return render(request, "kitchen/pages/seal_batch.html", {"file": file, "order": file.making.order})
