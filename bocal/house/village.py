"""The server's own pages, outside any collective: which ones live here, and opening a new one. No database is open."""

from django.urls import include, path

from bocal.house.pages import found, village

urlpatterns = [
    path("", village.village, name="village"),
    path("nouveau/", found.found, name="found"),
    path("langue/", include("django.conf.urls.i18n")),
]
