"""What the log must not keep: the addresses that open a door by themselves."""

import logging
import re

#: A farm's personal link, a customer's answer to a recall, the founder's pass, a new password's link, a calendar's
#: address, a sign-up, somebody's badges, a consultation's questions: the key follows. A test holds that no page behind
#: a link is forgotten here.
_DOORS = (
    "offre",
    "registres/rappel",
    "bienvenue",
    "reset/key",
    "commandes/agenda",
    "ateliers/venir/lien",
    "ateliers/mes-badges",
    "ateliers/badge-montre",
    "impact/fleur/repondre",
)
_KEY = re.compile(rf"(/(?:{'|'.join(_DOORS)})/)[^/\s?]+")


class WithoutKeys(logging.Filter):
    """Django names the path of each refused or failed request; a personal link works for a whole season."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line, without the key in it."""
        record.msg, record.args = _KEY.sub(r"\1…", record.getMessage()), ()
        return True
