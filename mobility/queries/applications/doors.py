"""By which button a reader of the public page of a call goes on: to the own application, to a new one, to the list, to a nomination."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.lib.viewer import Viewer, member
from programs.models import Call, Direction
from programs.permissions import may_keep_call
from programs.queries.call_doors import Door
from programs.queries.partner_first import is_partner_first

from ...application_states import ApplicationStatus
from ...models import Application
from ...permissions import may_nominate
from .intake import home_of, partner_before
from .meant_for import not_for_partners, not_meant_for


def door(call: Call, user: Viewer, now: datetime) -> Door | None:
    """Two queries for somebody who has applied; of an inbound call some more, to know whose student reads."""
    account = member(user)
    person = Person.objects.get(pk=account.person_id) if account else None
    own = Application.objects.filter(call=call, person=person).first() if person else None
    if own is not None:
        return _to_own(own)
    if not call.is_open(now):
        return None
    if may_keep_call(user, call):
        label = _("The applications of this call")
        return Door(label=label, address=reverse("mobility:application_list", args=[call.uid]))
    if sentence := not_for_partners(call, user):
        return Door(sentence)
    return _of_inbound(call, user, person) or Door(label=pgettext("call", "Apply"), address=_form_of(call))


def _form_of(call: Call) -> str:
    return reverse("mobility:application_create", args=[call.uid])


def _to_own(own: Application) -> Door:
    said = {
        ApplicationStatus.WITHDRAWN: _("You have withdrawn your application. You cannot apply to this call again."),
        ApplicationStatus.CANCELLED: _(
            "The office has cancelled your application. You cannot apply to this call again."
        ),
    }.get(ApplicationStatus(own.status), "")
    return Door(said, _("See your application"), reverse("mobility:own_application", args=[own.uid]))


def _of_inbound(call: Call, user: Viewer, person: Person | None) -> Door | None:
    """Students of partners whose own university comes first are told so before the button; their university nominates."""
    if call.run.direction != Direction.INBOUND:
        return None
    if may_nominate(user):
        address = f"{reverse('mobility:nomination_create')}?{urlencode({'run': call.run.uid})}"
        return Door(_("Your institution nominates students for this call."), _("Nominate a student"), address)
    if person is not None and (sentence := not_meant_for(call, person)):
        return Door(sentence)
    if not is_partner_first(call) or (person is not None and _is_free(person)):
        return None
    said = _(
        "Students of partner universities: the international office of your university nominates you first. After that you"
        " complete your application here; if you have no account yet, you are invited by email."
    )
    if person is not None:
        return Door(said, asks_office=True)
    return Door(said, _("I was nominated: sign in"), _form_of(call), asks_office=True)


def _is_free(person: Person) -> bool:
    """Whether nobody has to come before this person, whose home is known."""
    return home_of(person) is not None and partner_before(person) is None
