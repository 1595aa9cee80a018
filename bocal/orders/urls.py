from django.urls.resolvers import URLPattern

app_name = "orders"
urlpatterns: list[URLPattern] = []
