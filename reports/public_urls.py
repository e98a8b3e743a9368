"""The addresses of the first page and of the page about the project; they have no namespace."""

from django.urls import path

from .views import public

urlpatterns = [
    path("", public.home, name="home"),
    path("welcome/", public.welcome, name="welcome"),
    path("about/", public.about, name="about"),
]
