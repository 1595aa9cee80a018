"""The room's place in Django."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Base page, form pieces, paper, pictures."""

    name = "bocal.look"
    label = "look"
