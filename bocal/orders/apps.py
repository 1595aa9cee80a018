from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "bocal.orders"
    label = "orders"
