"""The history of a lot as EPCIS 2.0 JSON-LD, for a customer's or an authority's system."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.journals import reads
from bocal.journals.pages.finding import find


@enter(Desk.QUALITY, Desk.DIRECTION)
def epcis(request: HttpRequest, code: str) -> HttpResponse:
    """Its identifiers stand under this collective's own address."""
    lot = find(code)
    base = request.build_absolute_uri(reverse("home"))
    text = json.dumps(reads.epcis(lot, base=base, now=timezone.now()), ensure_ascii=False, indent=1)
    name = f'attachment; filename="{lot.code}.epcis.jsonld"'
    return HttpResponse(text, content_type="application/ld+json", headers={"Content-Disposition": name})
