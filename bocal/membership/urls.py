from django.urls import path
from django.urls.resolvers import URLPattern

from bocal.membership.pages import member, members, members_out, mine, receipt, take_back, terms

app_name = "membership"
urlpatterns: list[URLPattern] = [
    path("", mine.mine, name="mine"),
    path("reglages/", terms.terms, name="terms"),
    path("adherents/", members.members, name="members"),
    path("adherents/adherents.<str:kind>", members_out.members_out, name="members_out"),
    path("adherents/<int:pk>/", member.member, name="member"),
    path("<int:pk>/recu.pdf", receipt.receipt, name="receipt"),
    path("<int:pk>/reprendre", take_back.take_back, name="take_back"),
]
