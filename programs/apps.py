"""The app's part of the start: its sections of the menu, and the seats that make a user staff."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import menu
from kanazawa_exchange.accounts.permissions import count_as_staff

from . import permissions


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        count_as_staff(permissions.is_program_coordinator)
        menu.add(
            menu.Section(20, _("Plans"), "programs:plan_list", permissions.reads_plans_from_outside),
            menu.Section(60, _("Programmes"), "programs:program_list"),
            menu.Section(110, _("Programme records"), "programs:office", permissions.may_edit_programs),
        )
