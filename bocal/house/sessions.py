"""Django's sessions in the database, read in one plain query: every page of whoever is signed in begins with it."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Built through the ORM, this query took four times as long (docs/bench.md)."""

    def load(self) -> dict[str, Any]:
        """What is kept under this key, nothing when it is unknown or too old: another key is then made."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError where the session was ended meanwhile, and OperationalError where the database fell:
        Django calls both UpdateError, and so answers to the second that the browser's request was bad (400)."""
        try:
            super().save(must_create)
        except UpdateError as gone:
            if isinstance(gone.__context__, OperationalError):
                raise gone.__context__ from None
            raise
