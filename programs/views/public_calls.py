"""The public pages of calls for applications."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kanazawa_exchange.accounts.queries.stale_texts import behind_for_reader
from kanazawa_exchange.accounts.views.lists import listed
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.chosen import chosen

from ..forms.calls import PublicCallFilter
from ..models import Call
from ..permissions import may_keep_call
from ..queries.call_doors import door_of
from ..queries.calls import call_page
from ..queries.public_calls import public_calls


@require_safe
@login_not_required
@listed
def call_list(request: HttpRequest) -> HttpResponse:
    announced = Call.objects.announced()
    form = PublicCallFilter(request.GET, calls=announced)
    found = public_calls(announced.filter(form.condition), clock.now())
    return render(request, "programs/call_list.html", {"calls": found, "form": form, "chosen": chosen(form)})


@require_safe
@login_not_required
def call_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was announced; a draft is seen in its preview only."""
    call = get_object_or_404(Call.objects.announced().select_related("run__program"), uid=uid)
    now = clock.now()
    page = call_page(call, now)
    context = {"call": call, "page": page, "page_languages": page.written_in, "door": door_of(call, request.user, now)}
    context["behind"] = behind_for_reader(call, page.written_in)
    context["may_keep"] = may_keep_call(request.user, call)
    return render(request, "programs/call_detail.html", context)
