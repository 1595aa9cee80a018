"""A jar's public story: where its QR code leads whoever holds the jar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import for_everyone
from bocal.kitchen import notices, reads


@for_everyone
def story(request: HttpRequest, gtin: str, code: str) -> HttpResponse:
    """The address has the form of a GS1 Digital Link: 01, the product's number, 10, the lot."""
    found = reads.story(code, gtin=gtin)
    if found is None:
        raise Http404
    context = {
        "story": found,
        "label": found.label,
        "said": notices.said(found.label),
    }
    return render(request, "kitchen/pages/story.html", context)
