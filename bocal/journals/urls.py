from django.urls.resolvers import URLPattern

app_name = "journals"
urlpatterns: list[URLPattern] = []
