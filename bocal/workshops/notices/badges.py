"""What is sent and printed of badges: the letter to whoever was given one, the certificate."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.look import codes, pdf
from bocal.look.templatetags.look import day, lang
from bocal.workshops.models import Award
from bocal.workshops.rules.badge_picture import bake_png, bake_svg, picture
from bocal.workshops.rules.badges import Emblem


def address(token: str) -> str:
    """Where a person finds their badges."""
    return str(import_string(settings.ORIGIN)() + reverse("workshops:my_badges", args=[token]))


def tell_given(award: Award, *, token: str, now: datetime) -> None:
    """To whoever was given a badge, if we can write to them: what it is, and where it is theirs to take or to erase."""
    person = award.person
    if person is None or not person.email:
        return
    collective = directory.collective()
    name = collective.name if collective else "Bocal"
    with override(person.language):
        body = _(
            "Bonjour,\n\n{name} reconnaît un de vos savoir-faire : {badge}.\n\n"
            "Votre badge vous attend ici, sans compte ni mot de passe :\n{page}\n\n"
            "Vous seul décidez d’en faire quelque chose : le garder, le montrer, l’effacer. "
            "Personne ne le voit sans vous. Ce lien est personnel : qui l’a peut décider à votre place.\n\n{name}\n"
        ).format(name=name, badge=award.badge.name, page=address(token))
        subject = _("Votre badge : {badge}").format(badge=award.badge.name)
    directory_acts.write_letter(
        email=person.email, subject=subject[:200], body=body, person=person, secret=True, now=now
    )


def baked_svg(award: Award) -> str:
    """The badge's picture with the signed badge in it."""
    return bake_svg(_picture(award), award.credential)


def baked_png(award: Award) -> bytes:
    """The same as PNG."""
    return bake_png(pdf.drawn(_picture(award)), award.credential)


def _picture(award: Award) -> str:
    collective = directory.collective()
    return picture(Emblem(award.badge.emblem), award.badge.name, collective.name if collective else "Bocal")


def certificate(award: Award, *, check: str) -> bytes:
    """The PDF that a person prints: their name, the skill, what they showed. `check` is where its QR code leads."""
    collective = directory.collective()
    name = collective.name if collective else "Bocal"
    badge, person = award.badge, award.person
    assert person is not None
    said = {
        "lang": lang(),
        "title": _("Certificat"),
        "collective": name,
        "day": day(award.given_at),
        "note": _("Badge {number}").format(number=award.uuid),
        "picture": _picture(award),
        "who": person.name,
        "what": badge.name,
        "said": _("{name} reconnaît ce savoir-faire à {who}.").format(name=name, who=person.name),
        "description": badge.description,
        "criteria_title": _("Ce qu’il a fallu montrer"),
        "criteria": badge.criteria.splitlines(),
        "given": _("Donné le {day} par {by}.").format(day=day(award.given_at), by=award.given_by.name),
        "qr": codes.qr_svg(check),
        "check": check,
        "check_said": _("Pour vérifier, visez ce carré avec un téléphone ou ouvrez cette adresse."),
    }
    return pdf.render("workshops/pages/badge_certificate.typ", said)
