"""Verbs on items, jar formats, VAT classes, foods and prices."""

from bocal.catalog.acts.foods import SEED_YEAR, Brought, bring_foods, link_food
from bocal.catalog.acts.imports import apply_items, bring_items, confirm_items, keep_item_sheet
from bocal.catalog.acts.items import STANDING_VAT, furnish, save_format, save_item
from bocal.catalog.acts.photos import drop_photo, show_photo
from bocal.catalog.acts.prices import save_list, set_prices

__all__ = [
    "SEED_YEAR",
    "STANDING_VAT",
    "Brought",
    "apply_items",
    "bring_foods",
    "bring_items",
    "confirm_items",
    "drop_photo",
    "furnish",
    "keep_item_sheet",
    "link_food",
    "save_format",
    "save_item",
    "save_list",
    "set_prices",
    "show_photo",
]
