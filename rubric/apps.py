"""The app's part of the start."""

from django.apps import AppConfig


class RubricConfig(AppConfig):
    name = "rubric"
