"""Forms that a phone kept while it had no network, and how a page answers them; static/look/offline.js is the other
half, docs/offline.md says how both work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

Thing = TypeVar("Thing")
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

#: Fields that say how a form came, not what was noted.
ABOUT = {"csrfmiddlewaretoken", "key", "age", "later"}


@dataclass(frozen=True)
class Sent:
    """A form as a phone kept it: its key, how many seconds ago by the phone's own clock, and what was typed."""

    key: str
    age: int
    fields: Mapping[str, str]


def comes_later(view: View) -> View:
    """A page whose forms may come back from a phone, several at once (house.pages.sync asks no other)."""
    view.comes_later = True  # type: ignore[attr-defined]
    return view


def came_later(request: HttpRequest) -> bool:
    """Whether a phone sends what it kept while there was no network."""
    return request.method == "POST" and request.POST.get("later") == "1"


def remember(request: HttpRequest) -> None:
    """From here on this request's forms come in one parcel, and share what they only look up."""
    request.parcel = {}  # type: ignore[attr-defined]


def remembered(request: HttpRequest, name: tuple[str, int], read: Callable[[], Thing]) -> Thing:
    """What a page reads of this name; once for all the forms of a parcel. Acts lock and read again what they change."""
    known: dict[tuple[str, int], Thing] | None = getattr(request, "parcel", None)
    if known is None:
        return read()
    if name not in known:
        known[name] = read()
    return known[name]


def by_script(request: HttpRequest) -> bool:
    """Whether the page's own script waits for a word rather than for a page."""
    return "application/json" in request.headers.get("Accept", "")


def sent(request: HttpRequest) -> Sent:
    """The form as the phone kept it; an age that cannot be read is none."""
    age = request.POST.get("age", "0")
    fields = {name: str(request.POST[name]) for name in request.POST if name not in ABOUT}
    readable = age.isascii() and age.isdecimal() and len(age) < 10
    return Sent(request.POST.get("key", "")[:64], int(age) if readable else 0, fields)


def done(request: HttpRequest, to: str, *arguments: Any) -> HttpResponse:
    """A redirection; the page's own script goes there by itself."""
    return JsonResponse({"state": "done"}) if by_script(request) else redirect(to, *arguments)


def answer(*, kept: bool) -> JsonResponse:
    """Written, now or before; or kept for a person to choose."""
    return JsonResponse({"state": "kept" if kept else "done"})


def unreadable() -> JsonResponse:
    """Nothing of it may be kept: the phone goes on keeping it."""
    return JsonResponse({"state": "unreadable"}, status=400)
