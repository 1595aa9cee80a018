"""The pages of one collective. The server's own pages, outside any collective, are in village.py."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from bocal.house.pages import (
    around,
    bring_back,
    enter_as,
    feed,
    home,
    join_for,
    language,
    personal_data,
    settle_round,
    sync,
    to_cook,
    welcome,
    worker,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("ateliers/seances/<int:pk>/cueillette", bring_back.bring_back, name="bring_back"),
    path("annuaire/carte", around.around, name="around"),
    path("cuisine/ordres/a-cuisiner/", to_cook.to_cook, name="to_cook"),
    path("commandes/ventes/<int:pk>/reglement/", settle_round.settle_round, name="settle_round"),
    path("adhesions/adherents/<int:pk>/adherer/", join_for.join_for, name="join_for"),
    path("bienvenue/<str:token>/", welcome.welcome, name="welcome"),
    path("entrer-comme/<int:pk>/", enter_as.enter_as, name="enter_as"),
    path("annuaire/moi/donnees/", personal_data.my_data, name="my_data"),
    path("annuaire/moi/donnees.json", personal_data.my_data_file, name="my_data_file"),
    path("annuaire/personnes/<int:pk>/donnees/", personal_data.personal_data, name="personal_data"),
    path("annuaire/personnes/<int:pk>/donnees.json", personal_data.personal_data_file, name="personal_data_file"),
    # At the collective's root: where it stands is what it may watch over.
    path("hors-reseau.js", worker.worker, name="worker"),
    path("hors-reseau/envoi", sync.sync, name="sync"),
    path("langue/", language.language, name="set_language"),
    path("compte/", include("allauth.urls")),
    path("annuaire/", include("bocal.directory.urls")),
    path("catalogue/", include("bocal.catalog.urls")),
    path("registres/", include("bocal.journals.urls")),
    path("securite/", include("bocal.safety.urls")),
    path("cuisine/", include("bocal.kitchen.urls")),
    path("factures/", include("bocal.billing.urls")),
    path("creneaux/", include("bocal.shifts.urls")),
    path("adhesions/", include("bocal.membership.urls")),
    path("appro/", include("bocal.supply.urls")),
    path("commandes/agenda/<str:token>.ics", feed.feed, name="feed"),
    path("commandes/", include("bocal.orders.urls")),
    path("ateliers/", include("bocal.workshops.urls")),
    path("projets/", include("bocal.funding.urls")),
    path("impact/", include("bocal.impact.urls")),
]
