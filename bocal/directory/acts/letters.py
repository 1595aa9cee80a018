"""Letters kept, and queued to be sent."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bocal.directory import notices
from bocal.directory.models import Letter, Organisation, Person

#: Letters that one statement keeps: attachments make some of them heavy.
FEW_HUNDRED = 200


@transaction.atomic
def write_letter(
    *,
    email: str,
    subject: str,
    body: str,
    now: datetime,
    person: Person | None = None,
    organisation: Organisation | None = None,
    secret: bool = False,
    attachment: tuple[str, bytes] | None = None,
) -> Letter:
    """Keep a letter and queue its sending in the same transaction: a gesture that fails tells nobody."""
    name, data = attachment or ("", None)
    letter = Letter.objects.create(
        email=email,
        subject=subject,
        body=body,
        person=person,
        organisation=organisation,
        secret=secret,
        attachment_name=name,
        attachment=data,
        written_at=now,
    )
    notices.send.enqueue(letter.pk)
    return letter


@transaction.atomic
def write_letters(letters: Sequence[Letter]) -> None:
    """Keep many letters, not saved yet, and queue the sending of each: two statements for every few hundred of them,
    where a closing that wrote its thousand one by one took seconds."""
    notices.queue(letter.pk for letter in Letter.objects.bulk_create(letters, batch_size=FEW_HUNDRED))
