from django.urls.resolvers import URLPattern

app_name = "supply"
urlpatterns: list[URLPattern] = []
