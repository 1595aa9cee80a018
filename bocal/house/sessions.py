"""Django's sessions in the database, read in one plain query: every page of whoever is signed in begins with it."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
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
