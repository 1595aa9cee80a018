"""What the log must not keep: the addresses that open a door by themselves."""

import logging
import re

#: A farm's personal link, the founder's pass, a new password's link: what follows is the key.
_KEY = re.compile(r"(/(?:offre|bienvenue|reset/key)/)[^/\s?]+")


class WithoutKeys(logging.Filter):
    """Django names the path of each refused or failed request; a personal link works for a whole season."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line, without the key in it."""
        record.msg, record.args = _KEY.sub(r"\1…", record.getMessage()), ()
        return True
