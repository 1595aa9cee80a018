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
    # A path may be anything: empty, or the "*" of OPTIONS.
    first = environ.get("PATH_INFO", "").removeprefix("/").partition("/")[0]
    # The host first: at one collective's own name, no page is another's, whatever the other's slug.
    at_home = (found for found in served.every() if found.host and found.host == host)
    by_path = (found for found in served.every() if not found.host and found.slug == first)
    return next(at_home, None) or next(by_path, None)


def nearest(cookies: str) -> str:
    """A Cookie header with each name once. The nearest path's comes first (RFC 6265 §5.4), but Django keeps the last:
    the language chosen on the server's own page would win over the one chosen in a collective."""
    parts = [part.strip() for part in cookies.split(";")]
    return "; ".join(reversed({part.partition("=")[0]: part for part in reversed(parts)}.values()))


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Step into the chosen collective, take its prefix off the path, and let Django answer."""
    found = choose(environ)
    environ["bocal.collective"] = found
    if "HTTP_COOKIE" in environ:
        environ["HTTP_COOKIE"] = nearest(environ["HTTP_COOKIE"])
    if found is None:
        collectives.step_out()
    else:
        collectives.step_into(found.slug)
        if not found.host:
            path = environ["PATH_INFO"].removeprefix("/").removeprefix(found.slug)
            if not path:
                start_response("308 Permanent Redirect", [("Location", f"/{found.slug}/")])
                return [b""]
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{found.slug}"
            environ["PATH_INFO"] = path
    return django_application(environ, start_response)
