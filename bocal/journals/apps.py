from django.apps import AppConfig


class JournalsConfig(AppConfig):
    name = "bocal.journals"
    label = "journals"
