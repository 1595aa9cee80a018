import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from bocal.directory.doors import by_link
from bocal.workshops.models import Award
from bocal.workshops.notices import badges as notices
from bocal.workshops.reads import badges as reads


def _held(token: str, uuid: UUID) -> Award:
    person = reads.person_of(token)
    award = reads.held_by(person, uuid) if person else None
    if award is None or award.revoked_at is not None:
        raise Http404
    return award


def _file(data: str | bytes, kind: str, award: Award, suffix: str) -> HttpResponse:
    name = {"Content-Disposition": f'attachment; filename="badge-{str(award.uuid)[:8]}.{suffix}"'}
    return HttpResponse(data, content_type=kind, headers=name)


@by_link
@never_cache
def badge_file(request: HttpRequest, token: str, uuid: UUID, kind: str) -> HttpResponse:
    """The signed badge: in a picture (svg, png), alone (jwt), or in an envelope of JSON (VC 2.0 §4.13)."""
    award = _held(token, uuid)
    if kind == "svg":
        return _file(notices.baked_svg(award), "image/svg+xml", award, kind)
    if kind == "png":
        return _file(notices.baked_png(award), "image/png", award, kind)
    if kind == "jwt":
        return _file(award.credential, "application/vc+jwt", award, kind)
    if kind == "json":
        said = json.dumps(reads.envelope(award), ensure_ascii=False, indent=1)
        return _file(said, "application/vc", award, kind)
    raise Http404


@by_link
@never_cache
def badge_certificate(request: HttpRequest, token: str, uuid: UUID) -> HttpResponse:
    """The certificate to print; its QR code leads to the badge if its person shows it, else to where one checks."""
    award = _held(token, uuid)
    shown = award.shown_at
    page = reverse("workshops:badge_shown", args=[shown]) if shown else reverse("workshops:verify_badge")
    address = request.build_absolute_uri(page)
    return _file(notices.certificate(award, check=address), "application/pdf", award, "pdf")
