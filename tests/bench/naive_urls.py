"""The portal with one view written without thinking: it looks whether the application was sent, and then writes and tells.

Nothing is locked, the form that arrives twice is not known again, and what counts is when its turn came.
"""

import uuid
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect

from kanazawa_exchange.accounts.services import outbox
from kanazawa_exchange.accounts.views.saving import SignedInRequest
from kanazawa_exchange.lib import clock
from kanazawa_exchange.urls import *  # noqa: F403
from mobility.application_states import ApplicationStatus
from mobility.mail_kinds import APPLICATION_RECEIVED
from mobility.models import Application
from mobility.queries.applications.boxes import Boxes
from mobility.queries.applications.lacks import lacks
from mobility.queries.applications.letters import told_of
from mobility.views import own_applications


def sent_naively(request: SignedInRequest, application: Application, _received: datetime) -> HttpResponse:
    """What stands in for the view of the portal; it checks what that checks."""
    now = clock.now()
    is_new = application.status == ApplicationStatus.DRAFT
    if is_new and application.call.is_open(now) and not lacks(Boxes(application)):
        application.status, application.submitted_at = ApplicationStatus.SUBMITTED, now
        application.save()
        values = {name: value for name, value in told_of(application).items() if name in APPLICATION_RECEIVED.names}
        ref = f"{application.uid} {uuid.uuid4()}"
        outbox.write(APPLICATION_RECEIVED, to=request.user, ref=ref, values=values, by=request.user, now=now)
    return redirect("mobility:own_application", uid=application.uid)


own_applications._sent = sent_naively
