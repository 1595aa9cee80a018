from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "bocal.safety"
    label = "safety"
