"""The settings that the type checker reads: without modeltranslation, which turns every manager into Any."""

from kanazawa_exchange.settings import *  # noqa: F403
from kanazawa_exchange.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [app for app in _APPS if app != "modeltranslation"]
