"""The app's part of the start: its sections of the menu, who keeps people's records, and the stays that have a direction."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import menu
from kanazawa_exchange.accounts.permissions import count_as_keeper
from partners.services.directions import count_as_directed

from . import permissions


class MobilityConfig(AppConfig):
    name = "mobility"

    def ready(self) -> None:
        from .services.directions import directed  # it needs the models, which are there only now

        count_as_directed(directed)
        count_as_keeper(permissions.may_register, permissions.may_edit_person)
        menu.add(
            menu.Section(30, _("Dispatch and acceptance"), "mobility:mobility_list", permissions.may_list_mobilities),
            menu.Section(40, _("My exchange"), "mobility:own_list", permissions.travels),
            menu.Section(50, _("People"), "mobility:person_list", permissions.may_list_people),
        )
