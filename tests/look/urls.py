"""Stand-ins for the routes that the base page leads to: floor 1 knows no room above it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nowhere(request: HttpRequest, **_: object) -> HttpResponse:
    """Never called."""
    return HttpResponse(request.path)


urlpatterns = [
    path("", nowhere, name="home"),
    path("langue/", nowhere, name="set_language"),
    path("sortir/", nowhere, name="account_logout"),
    path("entrer/", nowhere, name="account_login"),
    path("registres/", include(([path("reprendre/<int:pk>/", nowhere, name="take_back")], "journals"))),
]
