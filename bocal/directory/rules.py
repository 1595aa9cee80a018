"""Who and where, as choices: kinds of organisations and places, desks, profiles."""

from enum import StrEnum


class Profile(StrEnum):
    """What a collective is; it decides which rooms and words its people see."""

    CANNERY = "cannery"
    GROCERY = "grocery"
    TRUCK = "truck"
    PRODUCERS_GROUP = "producers_group"


class OrganisationKind(StrEnum):
    COLLECTIVE = "collective"
    PRODUCER = "producer"
    HOUSEHOLD = "household"
    RESTAURANT = "restaurant"
    CANTEEN = "canteen"
    SHOP = "shop"
    CENTRE = "centre"
    FOOD_AID = "food_aid"
    SUPPLIER = "supplier"
    PARTNER = "partner"


#: Who may be given goods without paying.
RECIPIENTS = frozenset({OrganisationKind.FOOD_AID, OrganisationKind.CENTRE, OrganisationKind.HOUSEHOLD})
#: Who orders and pays.
CUSTOMERS = frozenset(
    {
        OrganisationKind.HOUSEHOLD,
        OrganisationKind.RESTAURANT,
        OrganisationKind.CANTEEN,
        OrganisationKind.SHOP,
        OrganisationKind.CENTRE,
    }
)


class Desk(StrEnum):
    """What a person does at an organisation; each page names the desks that may enter it."""

    DIRECTION = "direction"
    PRODUCTS = "products"
    RECEPTION = "reception"
    PRODUCTION = "production"
    QUALITY = "quality"
    SALES = "sales"
    POINT = "point"
    ACCOUNTS = "accounts"
    PRODUCER = "producer"
    CUSTOMER = "customer"


#: The desks held at the collective itself: its team.
TEAM = frozenset(set(Desk) - {Desk.PRODUCER, Desk.CUSTOMER})


class PlaceKind(StrEnum):
    """Where a lot can be. Real places hold stock; the outside is a place too, so that nothing appears or vanishes."""

    STORE = "store"
    FRIDGE = "fridge"
    FREEZER = "freezer"
    TRUCK = "truck"
    POINT = "point"
    SHELF = "shelf"

    SUPPLIER = "supplier"
    DONOR = "donor"
    CUSTOMER = "customer"
    RECIPIENT = "recipient"
    TRANSFORM = "transform"
    WATER = "water"
    PEEL = "peel"
    EVAPORATION = "evaporation"
    SPILL = "spill"
    BREAKAGE = "breakage"
    TASTING = "tasting"
    WASTE = "waste"
    COUNT = "count"
    UNEXPLAINED = "unexplained"


#: Places that hold stock, which can never be negative there.
REAL = frozenset(
    {PlaceKind.STORE, PlaceKind.FRIDGE, PlaceKind.FREEZER, PlaceKind.TRUCK, PlaceKind.POINT, PlaceKind.SHELF}
)
#: Outside places: every collective has exactly one of each.
OUTSIDE = frozenset(set(PlaceKind) - REAL)
#: Losses that a manufacturing order records, after the mix.
LOSSES = (
    PlaceKind.PEEL,
    PlaceKind.EVAPORATION,
    PlaceKind.SPILL,
    PlaceKind.BREAKAGE,
    PlaceKind.TASTING,
    PlaceKind.WASTE,
)
#: Ways out that nobody may take with a lot that is not released.
GUARDED = frozenset({PlaceKind.CUSTOMER, PlaceKind.RECIPIENT})


class VatProfile(StrEnum):
    """How the collective stands towards VAT (CGI 261-7 exempt, 293 B franchise)."""

    LIABLE = "liable"
    FRANCHISE = "franchise"
    EXEMPT = "exempt"


class LinkPurpose(StrEnum):
    """What a personal link opens, and nothing else."""

    SURPLUS = "surplus"
