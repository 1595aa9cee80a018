from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "bocal.house"
    label = "house"
