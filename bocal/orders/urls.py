from django.urls import path

from bocal.orders.pages import (
    arrivals,
    bring,
    calendar,
    cancel,
    close_round,
    counters,
    edit_round,
    empties,
    give,
    hand_over,
    handing,
    home,
    lists,
    mine,
    offer,
    offer_goods,
    offer_jars,
    open_round,
    order,
    rounds,
    sale,
    shop,
    slots,
)

app_name = "orders"
urlpatterns = [
    # Who buys
    path("", home.home, name="home"),
    path("vente/<int:pk>/", shop.shop, name="shop"),
    path("mes-commandes/", mine.mine, name="mine"),
    path("mes-commandes/<int:pk>/", order.order, name="order"),
    path("mes-commandes/<int:pk>/annuler", cancel.cancel, name="cancel"),
    path("mes-commandes/<int:pk>/retrait.ics", calendar.calendar, name="calendar"),
    # Who sells
    path("ventes/", rounds.rounds, name="rounds"),
    path("ventes/nouvelle", open_round.open_round, name="open_round"),
    path("ventes/<int:pk>/", sale.sale, name="sale"),
    path("ventes/<int:pk>/modifier", edit_round.edit_round, name="edit_round"),
    path("ventes/<int:pk>/fermer", close_round.close_round, name="close_round"),
    path("ventes/<int:pk>/produit", offer_goods.offer_goods, name="offer_goods"),
    path("ventes/<int:pk>/bocaux", offer_jars.offer_jars, name="offer_jars"),
    path("ventes/<int:pk>/offres/<int:offer_pk>", offer.offer, name="offer"),
    path("ventes/<int:pk>/creneaux", slots.slots, name="slots"),
    path("ventes/<int:pk>/listes/<slug:kind>", lists.lists, name="lists"),
    path("ventes/<int:pk>/listes/<slug:kind>.pdf", lists.lists_pdf, name="lists_pdf"),
    # Who receives and hands over
    path("apports/<int:pk>/", arrivals.arrivals, name="arrivals"),
    path("apports/<int:pk>/<int:producer_pk>", bring.bring, name="bring"),
    path("remise/", counters.counters, name="counters"),
    path("remise/<int:pk>/<int:point_pk>/", handing.handing, name="handing"),
    path("remise/commande/<int:pk>", hand_over.hand_over, name="hand_over"),
    path("consignes/", empties.empties, name="empties"),
    path("donner/", give.give, name="give"),
]
