from django.urls import path
from django.urls.resolvers import URLPattern

from bocal.directory.pages import (
    customer_edit,
    customers,
    farm,
    farm_edit,
    farm_link,
    farms,
    import_farms,
    import_sheet,
    letter,
    letters,
    me,
    model_sheet,
    people,
    person_edit,
    place_edit,
    places,
    settings,
)

app_name = "directory"
urlpatterns: list[URLPattern] = [
    path("", farms.farms, name="farms"),
    path("fermes/nouvelle", farm_edit.farm_edit, name="farm_edit"),
    path("fermes/importer", import_farms.import_farms, name="import_farms"),
    path("fermes/importer/<int:pk>", import_sheet.import_sheet, name="import_sheet"),
    path("fermes/modele.csv", model_sheet.model_sheet, name="model_sheet"),
    path("fermes/<int:pk>", farm.farm, name="farm"),
    path("fermes/<int:pk>/modifier", farm_edit.farm_edit, name="farm_edit"),
    path("fermes/<int:pk>/lien", farm_link.farm_link, name="farm_link"),
    path("clients", customers.customers, name="customers"),
    path("clients/nouveau", customer_edit.customer_edit, name="customer_edit"),
    path("clients/<int:pk>", customer_edit.customer_edit, name="customer_edit"),
    path("lieux", places.places, name="places"),
    path("lieux/nouveau", place_edit.place_edit, name="place_edit"),
    path("lieux/<int:pk>", place_edit.place_edit, name="place_edit"),
    path("reglages", settings.settings, name="settings"),
    path("personnes", people.people, name="people"),
    path("personnes/nouvelle", person_edit.person_edit, name="person_edit"),
    path("personnes/<int:pk>", person_edit.person_edit, name="person_edit"),
    path("lettres", letters.letters, name="letters"),
    path("lettres/<int:pk>", letter.letter, name="letter"),
    path("moi", me.me, name="me"),
]
