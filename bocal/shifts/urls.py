from django.urls import path
from django.urls.resolvers import URLPattern

from bocal.shifts.pages import planned, shift, shift_edit, shifts

app_name = "shifts"
urlpatterns: list[URLPattern] = [
    path("", shifts.shifts, name="shifts"),
    path("prevus/", planned.planned, name="planned"),
    path("prevus/nouveau", shift_edit.new_shift, name="new_shift"),
    path("prevus/<int:pk>", shift.shift, name="shift"),
    path("prevus/<int:pk>/modifier", shift_edit.shift_edit, name="shift_edit"),
]
