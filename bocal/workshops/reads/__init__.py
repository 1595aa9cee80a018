"""Questions about sessions: when, where, by whom, and who came."""

from bocal.workshops.reads import conflicts
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
from bocal.workshops.reads.sessions import on_list, programme, season_view, session
from bocal.workshops.reads.spots import (
    Choices,
    choices,
    holidays,
    holidays_between,
    holidays_row,
    hosts,
    kit,
    kit_line,
    likely_zone,
    season,
    spot,
    spots,
)

__all__ = [
    "Choices",
    "Guest",
    "anonymous_heads",
    "asked",
    "begun",
    "brought",
    "came",
    "choices",
    "conflicts",
    "guest",
    "guests",
    "held",
    "holidays",
    "holidays_between",
    "holidays_row",
    "hosts",
    "kit",
    "kit_line",
    "likely_zone",
    "link_of",
    "of_link",
    "on_list",
    "opens_to_strangers",
    "present",
    "profile_keys",
    "profiles_of",
    "programme",
    "propose",
    "season",
    "season_view",
    "session",
    "spot",
    "spots",
    "those",
]
