"""What surrounds each request."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class VillageMiddleware:
    """A request that wsgi.py found to be outside any collective meets the server's own pages, and no others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The key is absent in tests, which know one collective only.
        if request.META.get("bocal.collective", self) is None:
            request.urlconf = "bocal.house.village"
        return self.get_response(request)
