"""What the collective says in public of its badges: which there are, its keys, which were withdrawn. Never of whom."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import for_everyone
from bocal.workshops.acts import badging
from bocal.workshops.reads import badges as reads
from bocal.workshops.rules import badges as rules
from bocal.workshops.rules import proof
from bocal.workshops.rules.badge_picture import picture
from bocal.workshops.rules.badges import Emblem

#: Programs of other sites read these in their own pages: nothing here is anybody's.
_OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


def _json(said: dict[str, Any], kind: str = "application/json") -> HttpResponse:
    return HttpResponse(json.dumps(said, ensure_ascii=False, indent=1), content_type=kind, headers=_OPEN)


@for_everyone
def issuer(request: HttpRequest) -> HttpResponse:
    """Who gives these badges, and which there are."""
    return render(request, "workshops/pages/issuer.html", {"badges": list(reads.public_badges())})


@for_everyone
def did(request: HttpRequest) -> HttpResponse:
    """The public keys, old ones too (did:web)."""
    keys = [(key.kid, proof.jwk(key.public)) for key in reads.all_keys()]
    return _json(rules.did_document(reads.issuer(), keys), "application/did+json")


@for_everyone
def profile(request: HttpRequest) -> HttpResponse:
    """The issuer, for programs (OB 3.0, Profile)."""
    return _json({"@context": list(rules.CONTEXT), **rules.profile(reads.issuer())}, "application/ld+json")


@for_everyone
def skill(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One badge: what it means to have it."""
    return render(request, "workshops/pages/skill.html", {"badge": _badge(uuid)})


@for_everyone
def skill_data(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same for programs (OB 3.0, Achievement)."""
    said = rules.achievement(reads.issuer(), reads.skill(_badge(uuid)))
    return _json({"@context": list(rules.CONTEXT), **said}, "application/ld+json")


@for_everyone
def skill_picture(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Its picture."""
    badge = _badge(uuid)
    drawn = picture(Emblem(badge.emblem), badge.name, reads.issuer().name)
    return HttpResponse(drawn, content_type="image/svg+xml", headers=_OPEN)


@for_everyone
def status(request: HttpRequest, which: int) -> HttpResponse:
    """Which badges of a list were withdrawn: a signed list of places, which names nobody."""
    signed = badging.signed_status(which, now=timezone.now())
    if signed is None:
        raise Http404
    return HttpResponse(signed, content_type="application/vc+jwt", headers=_OPEN)


def _badge(uuid: UUID) -> Any:
    found = reads.badge(uuid)
    if found is None:
        raise Http404
    return found
