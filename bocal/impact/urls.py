from django.urls import path

from bocal.impact.pages import home, paper, table

app_name = "impact"
urlpatterns = [
    path("", home.home, name="home"),
    path("page.pdf", paper.paper, name="paper"),
    path("tableau.csv", table.table, name="table"),
]
