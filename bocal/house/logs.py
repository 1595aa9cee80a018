"""What the log must not keep: the addresses that open a door by themselves."""

import logging
import re

#: A farm's personal link, a customer's answer to a recall, the founder's pass, a new password's link, a calendar's
#: address: the key follows. A test holds that no page behind a link is forgotten here.
_KEY = re.compile(r"(/(?:offre|registres/rappel|bienvenue|reset/key|commandes/agenda)/)[^/\s?]+")


class WithoutKeys(logging.Filter):
    """Django names the path of each refused or failed request; a personal link works for a whole season."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line, without the key in it."""
        record.msg, record.args = _KEY.sub(r"\1…", record.getMessage()), ()
        return True
