"""Who and where, as choices: kinds of organisations and places, desks, profiles."""

from datetime import date, timedelta
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
#: Who works with the collective without being paid for it: those of its page of partners.
PARTNERS = (OrganisationKind.CENTRE, OrganisationKind.FOOD_AID, OrganisationKind.SHOP, OrganisationKind.PARTNER)
#: Who stands in the customers' pages: who buys, who is given, who sells jars and salt, who helps.
OTHERS = (
    OrganisationKind.HOUSEHOLD,
    OrganisationKind.RESTAURANT,
    OrganisationKind.CANTEEN,
    OrganisationKind.SHOP,
    OrganisationKind.CENTRE,
    OrganisationKind.FOOD_AID,
    OrganisationKind.SUPPLIER,
    OrganisationKind.PARTNER,
)
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
    FACILITATION = "facilitation"
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
#: Places that people open and close themselves; a sale opens its own shelf.
OPENED = (PlaceKind.STORE, PlaceKind.FRIDGE, PlaceKind.FREEZER, PlaceKind.TRUCK, PlaceKind.POINT)
#: Ways out that nobody may take with a lot that is not released.
GUARDED = frozenset({PlaceKind.CUSTOMER, PlaceKind.RECIPIENT})


class VatProfile(StrEnum):
    """How the collective stands towards VAT: which articles of the CGI, docs/money.md says.

    LIABLE pays it when it bills (on debits), RECEIPTS on its services when it is paid for them.
    """

    LIABLE = "liable"
    RECEIPTS = "receipts"
    FRANCHISE = "franchise"
    EXEMPT = "exempt"
    OUTSIDE = "outside"

    @property
    def bills_vat(self) -> bool:
        """Whether its invoices bear VAT."""
        return self in (VatProfile.LIABLE, VatProfile.RECEIPTS)


class FarmVat(StrEnum):
    """How a farm stands towards VAT, as far as an invoice in its name must know (docs/money.md)."""

    LIABLE = "liable"
    FRANCHISE = "franchise"
    FLAT = "flat"


class LinkPurpose(StrEnum):
    """What a personal link opens, and nothing else."""

    SURPLUS = "surplus"


class ConsentPurpose(StrEnum):
    """What a person agrees to."""

    PROFILE = "profile"
    PHOTO = "photo"
    CONTACT = "contact"


class ImportKind(StrEnum):
    """What a spreadsheet tells of."""

    PRODUCERS = "producers"
    CUSTOMERS = "customers"
    PRODUCTS = "products"


class ImportState(StrEnum):
    """How far a spreadsheet has come."""

    SHOWN = "shown"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Certificate(StrEnum):
    """How something that holds until a day stands today: an organic certificate, a habilitation, a convention."""

    NONE = "none"
    UNDATED = "undated"
    VALID = "valid"
    ENDING = "ending"
    ENDED = "ended"


#: How long before its end a certificate is announced, in days: time to ask the farm for the next one.
ENDING_DAYS = 60


def certificate(organic: bool, until: date | None, *, today: date) -> Certificate:
    """Where something stands that holds until a day, if it is there (`organic`); its last day still counts."""
    if not organic:
        return Certificate.NONE
    if until is None:
        return Certificate.UNDATED
    if until < today:
        return Certificate.ENDED
    return Certificate.ENDING if until <= today + timedelta(days=ENDING_DAYS) else Certificate.VALID


def organic_on(day: date, *, organic: bool, until: date | None) -> bool:
    """Whether a farm's certificate holds on `day`; one whose end nobody has typed is taken to hold."""
    return certificate(organic, until, today=day) not in (Certificate.NONE, Certificate.ENDED)


def lacks_habilitation(kind: OrganisationKind, number: str, until: date | None, *, today: date) -> bool:
    """Whether a food-aid partner should not be given food today, since whoever hands it out must hold the State's
    habilitation (docs/surplus.md). One whose end nobody typed is taken to hold."""
    standing = certificate(bool(number), until, today=today)
    return kind is OrganisationKind.FOOD_AID and standing in (Certificate.NONE, Certificate.ENDED)


def check_convention(gives: str, receives: str, *, signed_on: date, until: date | None, today: date) -> None:
    """A convention says what somebody gives, was signed, and ends after that. Raises Refused: convention_empty,
    convention_future, convention_backwards."""
    if not (gives.strip() or receives.strip()):
        raise Refused("convention_empty")
    if signed_on > today:
        raise Refused("convention_future")
    if until is not None and until < signed_on:
        raise Refused("convention_backwards")


def season_end(today: date) -> date:
    """The last day of the first season (the calendar year's end) that is at least 180 days away."""
    end = date(today.year, 12, 31)
    return end if end - today >= timedelta(days=180) else date(today.year + 1, 12, 31)


class Refused(Exception):
    """Something the directory must not write: a code that words.py says in French, with its details."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details
