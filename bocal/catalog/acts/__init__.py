"""Verbs on items, jar formats, VAT classes, foods and prices."""

from bocal.catalog.acts.foods import SEED_YEAR, Brought, bring_foods, link_food
from bocal.catalog.acts.items import STANDING_VAT, furnish, save_format, save_item

__all__ = ["SEED_YEAR", "STANDING_VAT", "Brought", "bring_foods", "furnish", "link_food", "save_format", "save_item"]
