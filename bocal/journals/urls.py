from django.urls import path

from bocal.journals.pages import (
    correct,
    decide,
    lot,
    lots,
    money,
    move,
    recall,
    register,
    stock,
    take_back,
    trace,
    voucher,
)

app_name = "journals"
urlpatterns = [
    path("", register.register, name="register"),
    path("gestes/<int:pk>/", voucher.voucher, name="voucher"),
    path("gestes/<int:pk>/reprendre/", take_back.take_back, name="take_back"),
    path("comptes/", money.money, name="money"),
    path("stock/", stock.stock, name="stock"),
    path("stock/<str:code>/corriger/", correct.correct, name="correct"),
    path("stock/<str:code>/deplacer/", move.move, name="move"),
    path("lots/", lots.lots, name="lots"),
    path("lots/<str:code>/", lot.lot, name="lot"),
    path("lots/<str:code>/decider/", decide.decide, name="decide"),
    path("lots/<str:code>/chemin/", trace.trace, name="trace"),
    path("lots/<str:code>/rappel/", recall.recall, name="recall"),
    path("lots/<str:code>/rappel.csv", recall.recall_csv, name="recall_csv"),
]
