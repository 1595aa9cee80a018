from django.urls import path
from django.urls.resolvers import URLPattern

from bocal.workshops.pages import programme, session

app_name = "workshops"
urlpatterns: list[URLPattern] = [
    path("", programme.programme, name="programme"),
    path("seances/<int:pk>", session.session, name="session"),
]
