"""Who may enter a page: each page says it in one line above its function, and a page that says nothing stays shut.

    @enter(Desk.PRODUCTION, Desk.DIRECTION)
    def make(request): ...

`@for_everyone` opens a page to strangers, `@for_members` to whoever is signed in, `@by_link` to the holder of a link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from bocal.directory import reads, words
from bocal.directory.models import Collective, Person
from bocal.directory.rules import Desk

View = Callable[..., HttpResponseBase]

#: Views of libraries, which guard themselves.
TRUSTED = ("allauth.", "django.views.i18n", "django.contrib.staticfiles.", "django.views.static")


class Request(HttpRequest):
    """A request that has passed a door: someone is signed in, and their desks are known."""

    user: Person
    held: reads.Held


@dataclass(frozen=True)
class Door:
    """Who may enter: `desks`, or anyone signed in, or everyone, or whoever holds a link."""

    desks: frozenset[Desk] = frozenset()
    members: bool = False
    everyone: bool = False
    link: bool = False


def _hang(door: Door, view: View) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view


def enter(*desks: Desk) -> Callable[[View], View]:
    """Only people who hold one of these desks; a stranger is sent to the sign-in, anyone else gets a plain refusal."""

    def hang(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not held(request).any_of(desks):
                return refuse(request, desks)
            return view(request, *args, **kwargs)

        return _hang(Door(desks=frozenset(desks)), guarded)

    return hang


def for_members(view: View) -> View:
    """Anyone who is signed in; the page itself shows each their own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _hang(Door(members=True), guarded)


def for_everyone(view: View) -> View:
    """Strangers too: nothing here is anybody's secret."""
    return _hang(Door(everyone=True), view)


def by_link(view: View) -> View:
    """Whoever holds a personal link: the page looks the link up itself and shows only its organisation."""
    return _hang(Door(link=True), view)


def held(request: HttpRequest) -> reads.Held:
    """The signed-in person's desks, read once a request; none for a stranger."""
    if not hasattr(request, "held"):
        person = request.user
        request.held = reads.held_by(person) if isinstance(person, Person) else reads.Held(())  # type: ignore[attr-defined]
    found: reads.Held = request.held  # type: ignore[attr-defined]
    return found


def collective(request: HttpRequest) -> Collective | None:
    """This database's collective, read once a request, for the page and for what surrounds it."""
    if not hasattr(request, "collective"):
        request.collective = reads.collective()  # type: ignore[attr-defined]
    found: Collective | None = request.collective  # type: ignore[attr-defined]
    return found


def refuse(request: HttpRequest, desks: tuple[Desk, ...]) -> HttpResponse:
    """The page that says who may enter."""
    labels = dict(words.DESKS)
    return render(request, "403.html", {"who": ", ".join(str(labels[desk]) for desk in desks)}, status=403)


class DoorsMiddleware:
    """Denies by default: a view of ours without a door is refused, whoever asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if not hasattr(view, "door") and not view.__module__.startswith(TRUSTED):
            raise PermissionDenied(f"{view.__module__}.{view.__qualname__} has no door")
