"""The app's part of the start: its sections of the menu, who keeps people's records, and the stays that have a direction."""

from collections.abc import Iterable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kanazawa_exchange import menu, today
from kanazawa_exchange.accounts.permissions import count_as_inviting, count_as_keeper, shut_letters
from kanazawa_exchange.lib import imports, jobs, mails
from partners.services.directions import count_as_directed
from programs.permissions import tell_who_takes_part
from programs.queries.headcounts import count_stays

from . import permissions
from .activity_report_permissions import moderates_activity_reports


class MobilityConfig(AppConfig):
    name = "mobility"

    def ready(self) -> None:
        from kanazawa_exchange.accounts.queries import translations
        from kanazawa_exchange.accounts.queries.addresses import suggest_by
        from kanazawa_exchange.accounts.queries.authority import tell_places
        from kanazawa_exchange.accounts.queries.pictures import show_by
        from kanazawa_exchange.accounts.services import references
        from kanazawa_exchange.accounts.services.kept_forms import keep_none_of
        from programs.queries.call_doors import tell_door

        from .letters import LETTERS
        from .queries.activity_reports.photos import shows
        from .queries.applications.doors import door  # these need the models, which are there only now
        from .queries.headcounts import of_runs
        from .queries.known_people import institutions_of
        from .queries.nominations.invitations import invited_at, invites_nominee
        from .queries.shelves import SHELVES
        from .queries.shut_letters import shut_letters as letters_shut
        from .services import merging
        from .services.activity_reports import translating
        from .services.applications.kept import waits_for_partner
        from .services.directions import directed
        from .services.import_nominations import NOMINATIONS
        from .services.import_people import PEOPLE
        from .services.import_stays import STAYS
        from .services.imports import long

        references.register("mobility", merging.KNOWLEDGE)
        count_as_directed(directed)
        count_stays(of_runs)
        tell_door(door)
        keep_none_of(waits_for_partner)
        _tell_who_may()
        count_as_inviting(invites_nominee)
        suggest_by(invited_at)
        shut_letters(letters_shut)
        tell_places(institutions_of)
        show_by(shows)
        translations.add(translating.KIND)
        for kind in (STAYS, PEOPLE, NOMINATIONS):
            imports.register(kind)
        jobs.register(long.KIND)
        for order, parts in SHELVES:
            today.add(order, parts)
        _register_letters(LETTERS)
        _fill_menu()


def _register_letters(letters: Iterable[mails.MailKind]) -> None:
    for letter in letters:
        mails.register(letter)


def _tell_who_may() -> None:
    tell_who_takes_part(permissions.takes_part_in)
    count_as_keeper(permissions.may_register, permissions.may_edit_person)
    count_as_keeper(permissions.may_nominate, permissions.edits_nobody)


def _fill_menu() -> None:
    menu.add(
        menu.Section(10, _("Records"), "mobility:mobility_list", permissions.may_list_mobilities),
        menu.Section(
            5, _("My exchange"), "mobility:own_list", permissions.travels, also=("mobility-records/", "consents/")
        ),
        menu.Section(
            6,
            _("My applications"),
            "mobility:own_application_list",
            permissions.applies,
            also=("applications/",),
        ),
        menu.Section(7, _("My Activity Reports"), "mobility:own_report_list", permissions.travels),
        menu.Section(12, _("Nominations"), "mobility:nomination_list", permissions.may_list_nominations),
        menu.Section(20, _("People"), "mobility:person_list", permissions.may_list_people),
        menu.Section(22, _("Imports"), "mobility:import_list", permissions.imports_records),
        menu.Section(
            65,
            pgettext_lazy("heading", "Activity Reports"),
            "mobility:activity_report_list",
            kept_at=("mobility:activity_report_review_list", moderates_activity_reports),
            for_visitors=30,
        ),
    )
