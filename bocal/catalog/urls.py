from django.urls import path
from django.urls.resolvers import URLPattern

from bocal.catalog.pages import (
    food,
    foods,
    import_items,
    import_items_sheet,
    item_edit,
    item_food,
    item_photo,
    items,
    jar_format_edit,
    jar_formats,
    photo,
    price_list_edit,
    price_lists,
    prices,
    prices_in,
    prices_out,
    vat,
)

app_name = "catalog"
urlpatterns: list[URLPattern] = [
    path("", items.items, name="items"),
    path("nouveau/<str:kind>", item_edit.item_edit, name="item_edit"),
    path("<int:pk>", item_edit.item_edit, name="item_edit"),
    path("<int:pk>/composition", item_food.item_food, name="item_food"),
    path("<int:pk>/photo", item_photo.item_photo, name="item_photo"),
    path("photos/<str:digest>.jpg", photo.photo, name="photo"),
    path("importer", import_items.import_items, name="import_items"),
    path("importer/<int:pk>", import_items_sheet.import_items_sheet, name="import_items_sheet"),
    path("tarifs", price_lists.price_lists, name="price_lists"),
    path("tarifs/nouveau", price_list_edit.price_list_edit, name="price_list_edit"),
    path("tarifs/<int:pk>", prices.prices, name="prices"),
    path("tarifs/<int:pk>/modifier", price_list_edit.price_list_edit, name="price_list_edit"),
    path("tarifs/<int:pk>/importer", prices_in.prices_in, name="prices_in"),
    path("tarifs/<int:pk>/tarif.<str:kind>", prices_out.prices_out, name="prices_out"),
    path("tva", vat.vat, name="vat"),
    path("composition", foods.foods, name="foods"),
    path("composition/<str:code>", food.food, name="food"),
    path("formats", jar_formats.jar_formats, name="jar_formats"),
    path("formats/nouveau", jar_format_edit.jar_format_edit, name="jar_format_edit"),
    path("formats/<int:pk>", jar_format_edit.jar_format_edit, name="jar_format_edit"),
]
