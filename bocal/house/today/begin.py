"""What a new collective does first, and what each desk often begins of its own accord."""

from dataclasses import dataclass

from django.db.models import Exists
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import reads as catalog
from bocal.catalog.rules import ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Collective
from bocal.directory.rules import Desk, PlaceKind, Profile
from bocal.funding.models import Project
from bocal.house.today.visit import Visit
from bocal.orders.models import SaleRound
from bocal.supply import reads as supply
from bocal.workshops.models import Session, Spot


@dataclass(frozen=True)
class Step:
    """One of the first things a new collective does."""

    title: str
    url: str
    done: bool


def first_steps(visit: Visit) -> list[Step]:
    """What the direction of a new collective does first; nothing once it has sold or closed a session, or for anyone
    else. A truck begins with its squares and its season. One query."""
    if Desk.DIRECTION not in visit.held:
        return []
    there = Collective.objects.values(
        "profile",
        sold=Exists(SaleRound.objects.all()),
        met=Exists(Session.objects.exclude(closed_at=None)),
        farms=Exists(directory.producers()),
        items=Exists(catalog.items(*ItemKind)),
        team=Exists(directory.people_at(Desk.SALES)),
        crew=Exists(directory.people_at(Desk.FACILITATION)),
        points=Exists(directory.places(PlaceKind.POINT)),
        receptions=Exists(supply.receptions()),
        truck=Exists(directory.places(PlaceKind.TRUCK)),
        spots=Exists(Spot.objects.all()),
        sessions=Exists(Session.objects.all()),
        projects=Exists(Project.objects.all()),
    ).get()
    if there["sold"] or there["met"]:
        return []
    farms = (_("Importer ou inscrire vos fermes"), reverse("directory:farms"), there["farms"])
    if there["profile"] == Profile.TRUCK:
        told = [
            (_("Ajouter l’équipe"), reverse("directory:people"), there["crew"]),
            farms,
            (_("Inscrire le camion parmi les lieux"), reverse("directory:place_edit"), there["truck"]),
            (_("Dire où le camion s’installe"), reverse("workshops:spots"), there["spots"]),
            (_("Planifier la saison"), reverse("workshops:plan_season"), there["sessions"]),
            (_("Ouvrir le projet et nommer ses financeurs"), reverse("funding:projects"), there["projects"]),
            (_("Tenir une première séance, puis la clore"), reverse("workshops:programme"), False),
        ]
    else:
        told = [
            farms,
            (_("Dire ce que vous recevez et fabriquez"), reverse("catalog:items"), there["items"]),
            (_("Ajouter l’équipe"), reverse("directory:people"), there["team"]),
            (_("Ouvrir un point de retrait"), reverse("directory:places"), there["points"]),
            (_("Recevoir vos premières cagettes"), reverse("supply:receive"), there["receptions"]),
            (_("Ouvrir une première vente"), reverse("orders:open_round"), False),
        ]
    return [Step(title, url, done) for title, url, done in told]


@dataclass(frozen=True)
class Gesture:
    """Something a desk often begins of its own accord."""

    icon: str
    title: str
    url: str


#: The gestures of each desk, in the order of the day.
BEGUN: tuple[tuple[frozenset[Desk], str, Promise, str], ...] = (
    (frozenset({Desk.RECEPTION, Desk.PRODUCTION}), "crate", later("Recevoir des cagettes"), "supply:receive"),
    (frozenset({Desk.PRODUCTION}), "pot", later("Lancer une fabrication"), "kitchen:new_order"),
    (frozenset({Desk.SALES}), "phone", later("Prendre une commande au téléphone"), "orders:phone"),
    (frozenset({Desk.SALES}), "basket", later("Préparer une vente"), "orders:open_round"),
    (frozenset({Desk.SALES}), "gift", later("Donner des bocaux"), "orders:give"),
    (frozenset({Desk.POINT, Desk.SALES}), "recycle", later("Reprendre des bocaux vides"), "orders:empties"),
    (frozenset({Desk.PRODUCTS}), "people", later("Inscrire une ferme"), "directory:farm_edit"),
    (frozenset({Desk.DIRECTION}), "person", later("Ajouter une personne"), "directory:person_edit"),
)


def gestures(visit: Visit) -> list[Gesture]:
    """What the visitor may begin."""
    return [
        Gesture(icon, str(title), reverse(route)) for desks, icon, title, route in BEGUN if visit.held.any_of(desks)
    ]
