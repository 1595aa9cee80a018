from django.urls import path

from bocal.impact.pages import home, paper, season, table

app_name = "impact"
urlpatterns = [
    path("", home.home, name="home"),
    path("page.pdf", paper.paper, name="paper"),
    path("gamme/", season.season, name="season"),
    path("tableau.csv", table.table, name="table"),
]
