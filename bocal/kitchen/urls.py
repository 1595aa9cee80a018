from django.urls.resolvers import URLPattern

app_name = "kitchen"
urlpatterns: list[URLPattern] = []
