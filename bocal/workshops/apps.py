from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "bocal.workshops"
    label = "workshops"
