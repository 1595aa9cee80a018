from django.urls import path
from django.urls.resolvers import URLPattern

from bocal.workshops.pages import attend, come, coming, programme, session

app_name = "workshops"
urlpatterns: list[URLPattern] = [
    path("", programme.programme, name="programme"),
    path("seances/<int:pk>", session.session, name="session"),
    path("seances/<int:pk>/presents", attend.attend, name="attend"),
    path("venir/<int:pk>", come.come, name="come"),
    path("venir/lien/<str:token>", coming.coming, name="coming"),
    path("venir/lien/<str:token>/agenda.ics", coming.coming_ics, name="coming_ics"),
]
