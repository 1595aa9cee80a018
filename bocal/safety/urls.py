from django.urls import path

from bocal.safety.pages import (
    equipment,
    equipment_edit,
    equipment_one,
    plan,
    point,
    start_plan,
    training,
    trainings,
)

app_name = "safety"
urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/depart/", start_plan.start_plan, name="start_plan"),
    path("plan/ajouter/", point.point, name="new_point"),
    path("plan/<int:pk>/", point.point, name="point"),
    path("appareils/", equipment.equipment, name="equipment"),
    path("appareils/ajouter/", equipment_edit.equipment_edit, name="new_equipment"),
    path("appareils/<int:pk>/", equipment_one.equipment_one, name="equipment_one"),
    path("appareils/<int:pk>/changer/", equipment_edit.equipment_edit, name="equipment_edit"),
    path("formations/", trainings.trainings, name="trainings"),
    path("formations/ajouter/", training.training, name="training"),
]
