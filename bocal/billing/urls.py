from django.urls import path

from bocal.billing.pages import (
    bank,
    bank_line,
    batch,
    bill,
    books,
    invoice,
    invoices,
    mail,
    mine,
    overdue,
    paper,
    pay,
    producers,
    statement,
    statement_paper,
    take_back,
    to_bill,
)

app_name = "billing"
urlpatterns = [
    path("", invoices.invoices, name="invoices"),
    path("a-facturer/", to_bill.to_bill, name="to_bill"),
    path("a-facturer/<int:customer>/<str:basis>/", bill.bill, name="bill"),
    path("groupees/<int:pk>/", batch.batch, name="batch"),
    path("banque/", bank.bank, name="bank"),
    path("banque/<int:pk>/", bank_line.bank_line, name="bank_line"),
    path("comptabilite/", books.books, name="books"),
    path("comptabilite/fec/", books.fec, name="fec"),
    path("relances/", overdue.overdue, name="overdue"),
    path("les-miennes/", mine.mine, name="mine"),
    path("comptes/<int:customer>/", statement.statement, name="statement"),
    path("comptes/<int:customer>/pdf/", statement_paper.statement_paper, name="statement_paper"),
    path("producteurs/", producers.producers, name="producers"),
    path("paiements/<int:payment>/reprendre/", take_back.take_back, name="take_back"),
    path("<str:number>/", invoice.invoice, name="invoice"),
    path("<str:number>/pdf/", paper.paper, name="paper"),
    path("<str:number>/envoyer/", mail.mail, name="mail"),
    path("<str:number>/payer/", pay.pay, name="pay"),
]
