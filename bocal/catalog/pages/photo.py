from django.http import Http404, HttpRequest, HttpResponse

from bocal.catalog import reads
from bocal.directory.doors import for_everyone

#: Its address is what it holds: it never changes.
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@for_everyone
def photo(request: HttpRequest, digest: str) -> HttpResponse:
    """A photo of a good, as the shop shows it."""
    found = reads.photo(digest)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="image/jpeg", headers=FOR_EVER)
