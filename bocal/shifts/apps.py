from django.apps import AppConfig


class ShiftsConfig(AppConfig):
    name = "bocal.shifts"
    label = "shifts"
