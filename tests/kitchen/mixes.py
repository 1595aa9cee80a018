"""A kitchen whose recipe may vary: more or less tomatoes and courgettes, celery instead of some of the courgettes."""

from decimal import Decimal
from uuid import uuid4

from bocal.kitchen import acts
from bocal.kitchen.rules.recipes import LineRole, Part
from bocal.kitchen.rules.stands import Stand
from tests.kitchen import kitchens
from tests.world import KG, NOW, TODAY


def draft(world) -> acts.Draft:
    """Of 1 kg in the pot, 800 g of tomatoes (between 70 and 85 %), 190 g of courgettes (15 to 29 %), 10 g of salt.

    Celery may replace up to 30 % of the courgettes; a tenth of it is peeled.
    """
    items = world.items
    celery = Stand(items["Céleri"].pk, 3_000, 1_000)
    parts = (
        Part(items["Tomates"].pk, LineRole.RAW, 800_000, 0, 7_000, 8_500),
        Part(items["Courgettes"].pk, LineRole.RAW, 190_000, 0, 1_500, 2_900, (celery,)),
        Part(items["Sel"].pk, LineRole.ADDITIVE, 10_000),
    )
    return acts.Draft(parts=parts, ph_highest=Decimal("4.30"))


class Mixes:
    """The cast, lots of each, and a pot of 20 kg by its grams."""

    def __init__(self, *, celery: bool = True):
        self.kitchen = kitchens.build(with_schedule=False)
        world = self.world = self.kitchen.world
        self.kitchen.version = self.version = acts.write_recipe(
            name="Sauce", products=[self.kitchen.product], draft=draft(world), author=world.products, now=NOW
        )
        self.schedule = kitchens.schedule(world, self.version)
        self.courgettes = world.receive("Courgettes", kg=30)
        self.celery = world.receive("Céleri", kg=30) if celery else None

    def order(self, *lots, wished: int | None = 30):
        chosen = lots or (self.kitchen.tomatoes, self.courgettes, self.celery, self.kitchen.salt)
        return self.kitchen.order(*chosen, wished=wished)

    def taken(self, tomatoes: float = 16, courgettes: float = 3.8, celery: float = 0) -> list[acts.Taken]:
        """Kilos of each, trimmed, and 200 g of salt."""
        place = self.world.store.pk
        rows = [(self.kitchen.tomatoes, tomatoes), (self.courgettes, courgettes), (self.kitchen.salt, 0.2)]
        found = [acts.Taken(lot.pk, place, round(kg * KG)) for lot, kg in rows if kg]
        return [*found, acts.Taken(self.celery.pk, place, round(celery * KG))] if celery else found

    def make(self, order, *, reason: str = "", jars: int = 29, taken=None, key: str = "", author=None):
        return acts.make(
            order,
            taken=taken or self.taken(),
            outcome=acts.Outcome(jars_filled=jars),
            day=TODAY,
            author=author or self.world.cook,
            key=key or uuid4().hex,
            now=NOW,
            mix_reason=reason,
        )


__all__ = ["Mixes", "draft"]
