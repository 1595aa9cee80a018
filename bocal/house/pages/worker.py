from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from bocal.directory.doors import for_everyone


@cache
def _script() -> bytes:
    return Path(__file__).with_suffix(".js").read_bytes()


@for_everyone
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps the pages which somebody took along: it may watch over what lies below it."""
    return HttpResponse(_script(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})
