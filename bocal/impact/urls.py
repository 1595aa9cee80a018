from django.urls import path

from bocal.impact.pages import home, table

app_name = "impact"
urlpatterns = [
    path("", home.home, name="home"),
    path("tableau.csv", table.table, name="table"),
]
