"""Sessions and who comes to them."""

from bocal.workshops.models.badges import Award, Badge, BadgeKey, BadgeLink
from bocal.workshops.models.noting import Added, HeadCount, Tablet, Unresolved
from bocal.workshops.models.people import Attendance, Profile, SheetPhoto, Taste
from bocal.workshops.models.season import SchoolHolidays, SeasonSettings
from bocal.workshops.models.sessions import CrewLeft, CrewMember, Dish, Packed, Session, SessionVoucher
from bocal.workshops.models.spots import KitItem, Spot

__all__ = [
    "Added",
    "Attendance",
    "Award",
    "Badge",
    "BadgeKey",
    "BadgeLink",
    "CrewLeft",
    "CrewMember",
    "Dish",
    "HeadCount",
    "KitItem",
    "Packed",
    "Profile",
    "SchoolHolidays",
    "SeasonSettings",
    "Session",
    "SessionVoucher",
    "SheetPhoto",
    "Spot",
    "Tablet",
    "Taste",
    "Unresolved",
]
