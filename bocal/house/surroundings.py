"""What every template may show: the collective, its own words, the rooms a person may enter, the page's file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bocal.directory import reads, words
from bocal.directory.doors import collective as collective_of
from bocal.directory.doors import held
from bocal.directory.models import Collective
from bocal.directory.rules import TEAM, Desk, Profile
from bocal.house import collectives, served

D = Desk
P = Profile
#: Profiles whose people cook.
COOKS = frozenset({P.CANNERY, P.TRUCK})

#: Profiles whose customers give a hand.
SHARES = frozenset({P.PRODUCERS_GROUP, P.GROCERY, P.TRUCK})
#: Profiles whose rounds sell farms' goods.
STALLS = frozenset({P.PRODUCERS_GROUP, P.GROCERY, P.TRUCK})
#: Profiles that deliver to restaurants, canteens and shops.
DELIVERS = frozenset({P.CANNERY, P.PRODUCERS_GROUP})


@dataclass(frozen=True)
class Room:
    """A line of the navigation: where it leads, whose desks see it, in which collectives."""

    route: str
    label: object
    icon: str
    desks: frozenset[Desk]
    profiles: frozenset[Profile] = frozenset(Profile)
    # Shown only where the collective takes members.
    members: bool = False
    # The heading it stands under, where there are many; "": it stands with what comes before.
    group: object = ""


#: Profiles whose people cook together in the open.
MEETS = frozenset({P.TRUCK, P.GROCERY})

#: Who gives a hand, or asks for some.
_HANDS = frozenset({D.CUSTOMER, D.PRODUCER, D.POINT, D.SALES, D.DIRECTION})

_FOOD, _SALES, _DESK = _("Nourriture"), _("Ventes"), _("Gestion")
#: From so many rooms on, they stand under headings.
MANY = 12

#: In the order of the goods' way through the house; people see only what they use.
ROOMS: tuple[Room, ...] = (
    Room("orders:my_stalls", _("Mon étal"), "basket", frozenset({D.PRODUCER}), STALLS),
    Room("billing:my_account", _("Mes règlements"), "receipt", frozenset({D.PRODUCER}), STALLS - {P.GROCERY}),
    Room("supply:my_offers", _("Mes surplus"), "seedling", frozenset({D.PRODUCER})),
    Room("directory:my_crops", _("Mes cultures"), "calendar", frozenset({D.PRODUCER})),
    Room(
        "supply:offers",
        _("Arrivages"),
        "carrot",
        frozenset({D.RECEPTION, D.PRODUCTION, D.PRODUCTS, D.DIRECTION}),
        group=_FOOD,
    ),
    Room("kitchen:orders", _("Cuisine"), "pot", frozenset({D.PRODUCTION, D.QUALITY, D.DIRECTION}), COOKS),
    Room("kitchen:labels", _("Étiquettes"), "tag", frozenset({D.PRODUCTS}), COOKS),
    Room("impact:season", _("Gamme"), "snow", frozenset({D.PRODUCTION, D.PRODUCTS, D.SALES, D.DIRECTION}), COOKS),
    Room("journals:stock", _("Stock"), "jar", TEAM - {D.ACCOUNTS, D.POINT}),
    Room(
        "workshops:programme",
        _("Ateliers"),
        "chef",
        frozenset({D.FACILITATION, D.PRODUCTION, D.DIRECTION}),
        MEETS,
        group=_("Ateliers"),
    ),
    Room("supply:partners", _("Partenaires"), "hand", frozenset({D.FACILITATION}), frozenset({P.TRUCK})),
    Room(
        "orders:rounds",
        _("Ventes"),
        "basket",
        frozenset({D.SALES, D.DIRECTION}),
        frozenset(P) - {P.TRUCK},
        group=_SALES,
    ),
    Room(
        "orders:rounds",
        _("Groupement d’achat"),
        "basket",
        frozenset({D.SALES, D.DIRECTION}),
        frozenset({P.TRUCK}),
        group=_SALES,
    ),
    Room("orders:deliveries", _("Livraisons"), "truck", frozenset({D.SALES, D.POINT, D.DIRECTION}), DELIVERS),
    Room("orders:counters", _("Remise"), "hand", frozenset({D.POINT, D.SALES, D.DIRECTION})),
    Room("orders:pro", _("Mes livraisons"), "truck", frozenset({D.CUSTOMER}), DELIVERS),
    Room("workshops:near", _("Près de chez moi"), "pin", frozenset({D.CUSTOMER}), frozenset({P.TRUCK})),
    Room("orders:mine", _("Mes commandes"), "basket", frozenset({D.CUSTOMER})),
    Room("shifts:shifts", _("Coups de main"), "hand", _HANDS, SHARES),
    Room("membership:mine", _("Mon adhésion"), "people", frozenset({D.CUSTOMER}), members=True),
    Room("membership:members", _("Adhésions"), "people", frozenset({D.SALES, D.DIRECTION}), members=True),
    Room("billing:invoices", _("Factures"), "receipt", frozenset({D.ACCOUNTS, D.DIRECTION}), group=_DESK),
    Room("billing:mine", _("Mes factures"), "receipt", frozenset({D.CUSTOMER})),
    Room("directory:farms", _("Annuaire"), "people", frozenset({D.PRODUCTS, D.DIRECTION})),
    Room("directory:customers", _("Clients"), "people", frozenset({D.SALES, D.ACCOUNTS})),
    Room("catalog:items", _("Catalogue"), "tag", frozenset({D.PRODUCTS, D.DIRECTION})),
    Room("journals:register", _("Registres"), "book", frozenset({D.ACCOUNTS, D.DIRECTION})),
    Room("funding:projects", _("Projets"), "file", frozenset({D.ACCOUNTS, D.DIRECTION})),
    Room(
        "impact:flower",
        _("Fleur"),
        "flower",
        frozenset({D.FACILITATION, D.DIRECTION}),
        frozenset({P.TRUCK}),
        group=_("Impact"),
    ),
    Room("impact:home", _("Impact"), "chart", TEAM),
)


_MAKERS = frozenset({D.PRODUCTION, D.QUALITY, D.DIRECTION})

#: The safety of food is one thing for whoever works here, though the plan is one room and what is found another.
SAFETY: tuple[Room, ...] = (
    Room("kitchen:controls", _("Contrôles du jour"), "", _MAKERS | {D.RECEPTION}),
    Room("kitchen:deviations", _("Écarts"), "", _MAKERS),
    Room("kitchen:ovens", _("Étuves"), "", _MAKERS),
    Room("safety:equipment", _("Appareils"), "", _MAKERS),
    Room("safety:trainings", _("Formations"), "", _MAKERS),
    Room("safety:plan", _("Plan"), "", _MAKERS),
    Room("kitchen:seals", _("Dossiers scellés"), "", frozenset({D.QUALITY, D.DIRECTION})),
)


@dataclass(frozen=True)
class Shown:
    """A room as the navigation of this very page shows it."""

    url: str
    label: object
    icon: str
    current: bool
    heading: object = ""


def surroundings(request: HttpRequest) -> dict[str, object]:
    """Lazily: a page that shows none of it asks the database nothing."""
    if getattr(request, "urlconf", None) == "bocal.house.village":
        return {"village": True, "home_url": "/"}
    collective = SimpleLazyObject(lambda: collective_of(request))
    return {
        "collective": collective,
        "says": SimpleLazyObject(lambda: _sayings(collective)),
        "rooms": SimpleLazyObject(lambda: _rooms(request, collective)),
        "safety_tabs": SimpleLazyObject(lambda: _shown(request, SAFETY)),
        "desks": SimpleLazyObject(lambda: held(request)),
        "demo": is_demo(),
        "demo_people": SimpleLazyObject(reads.one_a_desk),
        "home_url": reverse("home"),
        "page_file": _page_file(request) if settings.DEBUG else "",
    }


def _sayings(collective: "Collective | SimpleLazyObject[Collective | None]") -> dict[str, object]:
    profile = Profile(collective.profile) if collective else Profile.CANNERY
    return {key: by_profile[profile] for key, by_profile in words.SAYINGS.items()}


def _rooms(request: HttpRequest, collective: "Collective | SimpleLazyObject[Collective | None]") -> list[Shown]:
    mine = held(request)
    if not mine.roles or not collective:
        return []
    profile = Profile(collective.profile)
    takes = collective.takes_members
    return _shown(request, [room for room in ROOMS if profile in room.profiles and (takes or not room.members)])


def _shown(request: HttpRequest, rooms: Sequence[Room]) -> list[Shown]:
    """Those of these that the visitor may enter, and which one this page is in."""
    mine = held(request)
    entered = [room for room in rooms if mine.any_of(room.desks)]
    urls = [reverse(room.route) for room in entered]
    # The longest address that begins this page's is where we are.
    here = max((url for url in urls if request.path.startswith(url)), key=len, default="")
    many = len(entered) >= MANY
    return [
        Shown(url, room.label, room.icon, current=url == here, heading=room.group if many else "")
        for room, url in zip(entered, urls, strict=True)
    ]


def _page_file(request: HttpRequest) -> str:
    view = request.resolver_match.func if request.resolver_match else None
    return f"{view.__module__.replace('.', '/')}.py" if view else ""


def is_demo() -> bool:
    """Whether the demo's own server shows one of the demo's own collectives: only there is sign-in one click."""
    found = collectives.current()
    return settings.DEMO and found is not None and found.slug in served.demo()
