"""What this room sends: a shift is cancelled, or its hours have changed."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.look.templatetags.look import day, hour
from bocal.shifts import reads
from bocal.shifts.models import Shift


def tell_cancelled(shift: Shift, *, why: str, now: datetime) -> None:
    """To who was to come: do not."""

    def said() -> tuple[str, str]:
        facts = {"title": shift.title, "day": day(shift.starts_at), "hour": hour(shift.starts_at)}
        return (
            _("Annulé : {title}, {day}").format(**facts),
            _("Le coup de main « {title} », {day} à {hour}, {place}, est annulé. {why}").format(
                **facts, place=shift.place.name, why=why
            ),
        )

    _write(shift, said, now)


def tell_moved(shift: Shift, *, now: datetime) -> None:
    """To who comes: the hours or the place are others."""

    def said() -> tuple[str, str]:
        facts = {"title": shift.title, "day": day(shift.starts_at)}
        return (
            _("Changé : {title}, {day}").format(**facts),
            _(
                "Le coup de main « {title} » est maintenant {day}, de {start} à {end}, {place}.\n\n"
                "Si cela ne vous va plus, dites-le sur la page des coups de main."
            ).format(**facts, start=hour(shift.starts_at), end=hour(shift.ends_at), place=shift.place.name),
        )

    _write(shift, said, now)


def _write(shift: Shift, said: Callable[[], tuple[str, str]], now: datetime) -> None:
    collective = directory.collective()
    name = collective.name if collective else "Bocal"
    for person in reads.who_comes(shift):
        if not person.email:
            continue
        with override(person.language):
            subject, told = said()
            body = _("Bonjour {who},\n\n{told}\n\nMerci d’avoir répondu présent.\n\n{name}\n").format(
                who=person.name, told=told, name=name
            )
        directory_acts.write_letter(email=person.email, subject=subject[:200], body=body, person=person, now=now)
