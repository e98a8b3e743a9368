"""The two addresses of the front of the house; they have no namespace."""

from django.urls import path

from .views import public

urlpatterns = [
    path("", public.home, name="home"),
    path("about/", public.about, name="about"),
]
