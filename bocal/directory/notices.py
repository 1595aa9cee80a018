"""Letters on their way out."""

import mimetypes
from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

from bocal.directory.models import Letter


@task()  # type: ignore[untyped-decorator]
def send(letter_pk: int) -> None:
    """Send a letter once: safe to run twice, since a sent letter is left alone."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(pk=letter_pk, sent_at=None).first()
        if letter is None:
            return
        message = EmailMessage(letter.subject, letter.body, to=[letter.email])
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        if letter.attachment is not None:
            kind, _encoding = mimetypes.guess_type(letter.attachment_name)
            message.attach(letter.attachment_name, bytes(letter.attachment), kind or "application/octet-stream")
        message.send()
        letter.sent_at = timezone.now()
        if letter.secret:
            letter.body = ""
        letter.save(update_fields=["sent_at", "body"])


def queue(letters: Iterable[int]) -> None:
    """Queue the sending of each of these, as `send.enqueue` does of one."""
    DBTaskResult.objects.bulk_create(
        [
            DBTaskResult(
                args_kwargs={"args": [pk], "kwargs": {}},
                priority=send.priority,
                task_path=send.module_path,
                queue_name=send.queue_name,
                # What its own rows hold for “as soon as may be”.
                run_after=get_date_max(),
                backend_name=send.backend,
            )
            for pk in letters
        ],
        batch_size=500,
    )
