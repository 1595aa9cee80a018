"""The connection that Django finds under this name (`ENGINE`)."""

import select
import time

from django.db.backends.postgresql import base

#: Seconds after which a connection is asked again whether it works; a server that vanished without a word is seen then.
TRUSTED = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks `SELECT 1` before each request's first query: in the closing rush, one statement in twelve."""

    _answered = 0.0

    def is_usable(self) -> bool:
        """Whether the connection works: asked once in a while and after a failure; in between, a socket with nothing
        to read is proof enough, as a server that stops or ends the session says so on it."""
        now = time.monotonic()
        if now - self._answered < TRUSTED and not self.errors_occurred and self._quiet():
            return True
        works: bool = super().is_usable()
        self._answered = now if works else 0.0
        return works

    def _quiet(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0)
