"""With what this server seals."""

from django.conf import settings


def seal_keys() -> list[str]:
    """What is sealed with: the server's key, then those that it replaced."""
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
