from django.urls import path
from django.views.generic import RedirectView

from bocal.directory.doors import for_members
from bocal.kitchen.pages import (
    check,
    cook,
    make,
    new_order,
    order,
    orders,
    recipe,
    recipes,
    record,
    release,
    rename,
    schedule,
    version,
    waiting,
    write_recipe,
)

app_name = "kitchen"
urlpatterns = [
    path("", for_members(RedirectView.as_view(pattern_name="kitchen:orders")), name="home"),
    path("ordres/", orders.orders, name="orders"),
    path("ordres/nouveau/", new_order.new_order, name="new_order"),
    path("ordres/<int:pk>/", order.order, name="order"),
    path("ordres/<int:pk>/faire/", make.make, name="make"),
    path("ordres/<int:pk>/cuisson/", cook.cook, name="cook"),
    path("ordres/<int:pk>/controles/", check.check, name="check"),
    path("ordres/<int:pk>/dossier.pdf", record.record, name="record"),
    path("liberer/", waiting.waiting, name="waiting"),
    path("liberer/<int:pk>/", release.release, name="release"),
    path("recettes/", recipes.recipes, name="recipes"),
    path("recettes/nouvelle/", write_recipe.write_recipe, name="write_recipe"),
    path("recettes/<int:pk>/", recipe.recipe, name="recipe"),
    path("recettes/<int:pk>/nom/", rename.rename, name="rename"),
    path("recettes/versions/<int:pk>/", version.version, name="version"),
    path("recettes/versions/<int:pk>/bareme/<int:jar>/", schedule.schedule, name="schedule"),
]
