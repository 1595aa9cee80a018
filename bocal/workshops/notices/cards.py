"""The questions on paper, for who would rather write: a card a person, by its number on the sheet and never by name."""

from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.look import pdf
from bocal.look.templatetags.look import day, lang
from bocal.workshops import reads, words
from bocal.workshops.models import Session

#: Cards without a number, for who comes without having signed up.
BLANK = 6


def cards_pdf(session: Session) -> bytes:
    """One card for each person of the list who was not asked yet, then blank ones."""
    us = directory.collective()
    numbers = [str(one.number) for one in reads.guests(session) if not one.asked and not one.gone]
    data = {
        "collective": us.name if us else "",
        "day": f"{session.title}, {day(session.starts_at)}",
        "lang": lang(),
        "numbers": [*numbers, *[""] * BLANK],
        "questions": [
            [str(label), [str(said) for value, said in choices if value]] for label, choices in words.QUESTIONS.values()
        ],
        "words": {
            "title": _("Quelques questions"),
            "ask": _("Vous répondez à ce que vous voulez, ou à rien."),
            "number": _("n° de la feuille"),
            "free": _(
                "Ceux qui financent l’atelier veulent savoir qui y vient. Une fois recopiée, cette carte est détruite."
            ),
            "agrees": str(words.PROFILE_WORDS),
        },
    }
    return pdf.render("workshops/pages/cards.typ", data)
