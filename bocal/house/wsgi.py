"""The door of the server: it chooses the collective before Django sees the request."""

from collections.abc import Callable, Iterable
from typing import Any

# First: what follows needs Django to be ready.
from bocal.house.start import application as django_application  # isort: skip
from bocal.house import collectives, served

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


def choose(environ: Environ) -> served.Entry | None:
    """The collective that a request is for, by host name or first part of the path; None for the server's own pages."""
    host = environ.get("HTTP_HOST", "").partition(":")[0].lower()
    first = environ.get("PATH_INFO", "/").split("/", 2)[1]
    for found in served.every():
        if found.host and found.host == host:
            return found
        if not found.host and found.slug == first:
            return found
    return None


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Step into the chosen collective, take its prefix off the path, and let Django answer."""
    found = choose(environ)
    environ["bocal.collective"] = found
    if found is None:
        collectives.step_out()
    else:
        collectives.step_into(found.slug)
        if not found.host:
            path = environ["PATH_INFO"].removeprefix(f"/{found.slug}")
            if not path:
                start_response("308 Permanent Redirect", [("Location", f"/{found.slug}/")])
                return [b""]
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{found.slug}"
            environ["PATH_INFO"] = path
    return django_application(environ, start_response)
