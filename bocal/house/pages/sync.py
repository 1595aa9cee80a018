"""A phone is back: what it noted without network comes in one parcel, each form to its own page."""

import json
import logging
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.urls import get_script_prefix, resolve
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, for_members, held
from bocal.look import offline

#: So many forms at once; a phone that has more sends them in turn.
MOST = 100

log = logging.getLogger(__name__)


@for_members
@require_POST
def sync(request: Request) -> HttpResponse:
    """Each form goes through the very page that it was filled on, with its door, its rules and its key; what one of
    them says is no concern of the others. {"notes": [{key, url, age, body}]} → {"states": {key: state}}."""
    try:
        notes = json.loads(request.body)["notes"][:MOST]
        parcels = [(str(one["key"]), str(one["url"]), _fields(one)) for one in notes]
    except (ValueError, KeyError, TypeError, RecursionError):
        return offline.unreadable()
    # Read once for the whole parcel: who asks, and what its pages remember (look.offline.remembered).
    held(request)
    offline.remember(request)
    return JsonResponse({"states": {key: _ask(request, url, fields) for key, url, fields in parcels}})


def _fields(note: dict[str, Any]) -> QueryDict:
    fields = QueryDict(mutable=True)
    for name, value in note["body"]:
        # No keyboard types it, and PostgreSQL keeps no text with it.
        fields.appendlist(str(name), str(value).replace("\x00", ""))
    fields.update({"key": str(note["key"]), "later": "1", "age": str(note["age"])})
    return fields


def _ask(request: Request, url: str, fields: QueryDict) -> str:
    """What the page says: done, kept; or gone, refused, unreadable, trouble: the phone keeps it then."""
    home = get_script_prefix()
    try:
        match = resolve("/" + url.removeprefix(home) if url.startswith(home) else "")
        if not getattr(match.func, "comes_later", False):
            return "gone"
        asked = copy(request)
        asked.method, asked.path, asked.path_info = "POST", url, "/" + url.removeprefix(home)
        asked.GET, asked.POST, asked._files = QueryDict(), fields, MultiValueDict()  # type: ignore[attr-defined,assignment]
        answer = match.func(asked, *match.args, **match.kwargs)
    except Http404:
        return "gone"
    except PermissionDenied:
        return "refused"
    except Exception:
        # One form that fails must not hold the others back; its name and no content goes to the log.
        log.exception("a form noted without network failed: %s", getattr(match, "view_name", ""))
        return "trouble"
    if not isinstance(answer, JsonResponse):
        return "refused"
    return str(json.loads(answer.content)["state"])
