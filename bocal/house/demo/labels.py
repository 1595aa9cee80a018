"""The words of the labels of the demonstration's jars."""

from datetime import timedelta

from bocal.catalog.models import Item
from bocal.catalog.rules import FOOD, ItemKind
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind
from bocal.directory.words import STORY_CONSENT
from bocal.house.demo.goods import DISHES
from bocal.house.demo.people import Peopled
from bocal.kitchen import acts as kitchen
from bocal.kitchen.rules.labels import Criterion

#: What each dish's name speaks of.
NAMED = {
    "Coulis de tomate": ("Tomates",),
    "Velouté de courge": ("Courges",),
    "Compote de pommes": ("Pommes",),
}


def labels(found: Peopled) -> None:
    """Every jar has the words of its label; two farms in three agree to be named in their jars' story."""
    for dish in DISHES:
        named = list(Item.objects.filter(name__in=NAMED.get(dish.name, ()), kind__in=sorted(FOOD)))
        for product in Item.objects.filter(kind=ItemKind.FINISHED, name__startswith=dish.name):
            kitchen.write_label(
                product,
                legal_name=dish.name,
                storage="À garder à l’abri de la lumière. Après ouverture, 3 jours au réfrigérateur.",
                use="Réchauffer doucement, sans laisser bouillir.",
                named=named,
                face_cm2=120 if "720" in product.name else 75,
            )
    kitchen.set_label_policy(
        certifier="",
        criteria=list(Criterion),
        glass_back="Rapportez ce bocal vide et rincé : sa consigne vous sera rendue.",
        traces=["celery", "mustard"],
        sorting="Sinon, bocal : bac à verre ; couvercle : bac de tri.",
        author=found.at(Desk.QUALITY),
        now=found.now,
    )
    farms = Organisation.objects.filter(kind=OrganisationKind.PRODUCER).order_by("pk").values_list("pk", flat=True)
    Organisation.objects.filter(pk__in=[pk for place, pk in enumerate(farms) if place % 3]).update(
        story_consent=True, story_consent_on=found.today - timedelta(days=90), story_consent_words=str(STORY_CONSENT)
    )
