"""Questions about sessions and who comes to them."""

from bocal.workshops.reads.people import anonymous_heads, came, held, present
from bocal.workshops.reads.profiles import asked, profile_keys, profiles_of

__all__ = [
    "anonymous_heads",
    "asked",
    "came",
    "held",
    "present",
    "profile_keys",
    "profiles_of",
]
