from django.urls import path
from django.urls.resolvers import URLPattern

from bocal.supply.pages import (
    answer,
    calendar,
    donor,
    gifts,
    labels,
    link_name,
    my_gifts,
    my_name,
    my_offer,
    my_offers,
    offer,
    offered,
    offers,
    receive,
    reception,
    receptions,
    slip,
    tax_receipt,
    tax_receipt_pdf,
)

app_name = "supply"
urlpatterns: list[URLPattern] = [
    path("", offers.offers, name="offers"),
    path("annonces/<int:pk>", answer.answer, name="answer"),
    path("offre/<str:token>", offer.offer, name="offer"),
    path("offre/<str:token>/<int:pk>", offered.offered, name="offered"),
    path("offre/<str:token>/nom", link_name.link_name, name="link_name"),
    path("offre/<str:token>/dons", my_gifts.my_gifts, name="my_gifts"),
    path("dons", gifts.gifts, name="gifts"),
    path("dons/<int:pk>", donor.donor, name="donor"),
    path("recus/<int:pk>", tax_receipt.tax_receipt, name="tax_receipt"),
    path("recus/<int:pk>/recu.pdf", tax_receipt_pdf.tax_receipt_pdf, name="tax_receipt_pdf"),
    path("mon-nom", my_name.my_name, name="my_name"),
    path("mon-nom/<int:pk>", my_name.my_name, name="my_name"),
    path("mes-annonces", my_offers.my_offers, name="my_offers"),
    path("mes-annonces/nouvelle", my_offer.my_offer, name="my_offer"),
    path("calendrier", calendar.calendar, name="calendar"),
    path("recevoir", receive.receive, name="receive"),
    path("receptions", receptions.receptions, name="receptions"),
    path("receptions/<int:pk>", reception.reception, name="reception"),
    path("receptions/<int:pk>/etiquettes.pdf", labels.labels, name="labels"),
    path("receptions/<int:pk>/bon.pdf", slip.slip, name="slip"),
]
