"""Questions about sessions: when, where, by whom, and who came."""

from bocal.workshops.reads.people import anonymous_heads, came, held, present
from bocal.workshops.reads.profiles import asked, profile_keys, profiles_of
from bocal.workshops.reads.sessions import on_list, programme, session

__all__ = [
    "anonymous_heads",
    "asked",
    "came",
    "held",
    "on_list",
    "present",
    "profile_keys",
    "profiles_of",
    "programme",
    "session",
]
