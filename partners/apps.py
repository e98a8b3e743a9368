"""The app's part of the start: its sections of the menu."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import menu

from . import permissions


class PartnersConfig(AppConfig):
    name = "partners"

    def ready(self) -> None:
        menu.add(
            menu.Section(70, _("Partners"), "partners:partner_list"),
            menu.Section(90, _("Partner records"), "partners:office", permissions.may_enter_office),
            menu.Section(100, _("Agreements"), "partners:agreement_list", permissions.finds_agreements_in_the_menu),
        )
