"""Questions about sessions: when, where, by whom, and who came."""

from bocal.workshops.reads.coming import (
    Guest,
    begun,
    brought,
    guest,
    guests,
    link_of,
    of_link,
    opens_to_strangers,
    propose,
    those,
)
from bocal.workshops.reads.people import anonymous_heads, came, held, present
from bocal.workshops.reads.profiles import asked, profile_keys, profiles_of
from bocal.workshops.reads.sessions import on_list, programme, session

__all__ = [
    "Guest",
    "anonymous_heads",
    "asked",
    "begun",
    "brought",
    "came",
    "guest",
    "guests",
    "held",
    "link_of",
    "of_link",
    "on_list",
    "opens_to_strangers",
    "present",
    "profile_keys",
    "profiles_of",
    "programme",
    "propose",
    "session",
    "those",
]
