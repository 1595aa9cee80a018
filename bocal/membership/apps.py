from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "bocal.membership"
    label = "membership"
