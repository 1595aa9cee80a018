"""To who is on a session's list: it is elsewhere, at another hour, or not at all. Who has no e-mail is called."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.models import Letter, Person
from bocal.look.templatetags.look import day, hour
from bocal.workshops import reads
from bocal.workshops.models import Session


def tell_cancelled(session: Session, *, why: str, now: datetime) -> None:
    """To who was to come, the crew too: do not."""

    def said() -> tuple[str, str]:
        facts = _facts(session)
        return (
            _("Annulé : {title}, {day}").format(**facts),
            _("« {title} », {day} à {start}, {spot}, est annulé. {why}").format(**facts, why=why),
        )

    _write(session, said, now)


def tell_moved(session: Session, *, now: datetime) -> None:
    """To who comes, the crew too: the hours or the spot are others."""

    def said() -> tuple[str, str]:
        facts = _facts(session)
        return (
            _("Changé : {title}, {day}").format(**facts),
            _("« {title} » est maintenant {day}, de {start} à {end}, ici : {spot}.").format(**facts),
        )

    _write(session, said, now)


def _facts(session: Session) -> dict[str, str]:
    spot = session.spot
    return {
        "title": session.title,
        "day": day(session.starts_at),
        "start": hour(session.starts_at),
        "end": hour(session.ends_at),
        "spot": ", ".join(filter(None, (spot.name, spot.address, spot.town))),
    }


def _write(session: Session, said: Callable[[], tuple[str, str]], now: datetime) -> None:
    collective = directory.collective()
    name = collective.name if collective else "Bocal"
    told: dict[int, Person] = {person.pk: person for person in reads.on_list(session)}
    told |= {member.person_id: member.person for member in session.crew.select_related("person")}
    letters = []
    for person in told.values():
        if not person.email:
            continue
        with override(person.language):
            subject, sentence = said()
            body = _("Bonjour {who},\n\n{told}\n\nÀ bientôt,\n\n{name}\n").format(
                who=person.name, told=sentence, name=name
            )
        letters.append(Letter(email=person.email, subject=subject[:200], body=body, person=person, written_at=now))
    directory_acts.write_letters(letters)
