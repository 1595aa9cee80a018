"""The sheet that people sign, in the order of the screen on which they are ticked."""

from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.look import pdf
from bocal.look.templatetags.look import day, hour, lang
from bocal.workshops import reads
from bocal.workshops.models import Session

#: Lines left empty for who comes without having signed up.
EMPTY = 12


def sheet_pdf(session: Session) -> bytes:
    """Names, a box, a place to sign; then empty lines."""
    us = directory.collective()
    told = _("{day}, de {start} à {end} · {spot}")
    when = told.format(
        day=day(session.starts_at), start=hour(session.starts_at), end=hour(session.ends_at), spot=session.spot.name
    )
    data = {
        "title": session.title,
        "collective": us.name if us else "",
        "day": when,
        "lang": lang(),
        "rows": [{"number": str(one.number), "name": one.person.name} for one in reads.guests(session)],
        "empty": EMPTY,
        "words": {
            "name": _("Prénom et nom"),
            "here": _("Là"),
            "sign": _("Signature"),
            "note": _(
                "Votre signature dit que vous êtes venu. Cette feuille est gardée par l’équipe et montrée à ceux qui "
                "financent l’atelier ; elle ne sert à rien d’autre."
            ),
        },
    }
    return pdf.render("workshops/pages/sheet.typ", data)
