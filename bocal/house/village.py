"""The server's own pages, outside any collective: which ones live here, and opening a new one. No database is open."""

from django.urls import path

from bocal.house.pages import village

urlpatterns = [
    path("", village.village, name="village"),
]
