"""The screens on which a record is registered: first the run, then who travels, then what this run needs of the stay."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kanazawa_exchange.accounts.entrance import requires
from kanazawa_exchange.accounts.forms.people import PersonForm
from kanazawa_exchange.accounts.models import Person
from kanazawa_exchange.accounts.queries.names import shown_names
from kanazawa_exchange.accounts.services import people
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.accounts.views.saving import (
    SignedInRequest,
    as_typed,
    bound,
    overruled,
    saved,
    typed,
)
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.languages import active_language
from kanazawa_exchange.lib.refusals import Doubted
from programs.models import ProgramRun
from programs.queries.labels import run_label

from .. import permissions
from ..forms.blocks import focus_first
from ..forms.mobilities import RegisterForm, runs_for
from ..forms.new_person import NewPerson, new_person
from ..forms.record_forms import RecordForms
from ..models import Mobility, Status
from ..queries import headcounts, people_visible_to
from ..queries.known_people import known_elsewhere
from ..queries.prefill import prefilled
from ..queries.run_choice import run_choices
from ..services import looks, mobilities
from ..services.looks import Look
from ..services.refusals import CannotRegister
from .mobilities import chosen_person
from .people import found_people

KEPT = (
    "run", "sending", "receiving", "category", "level", "activity", "mode", "agreement",
    "planned_starts_on", "planned_ends_on", "actual_starts_on", "actual_ends_on",
)  # fmt: skip
"""What the next person of a run has in common with the one before; an address may fill in any of it."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(permissions.may_register)
def mobility_create(request: SignedInRequest) -> HttpResponse:
    """An address without a run asks which, one without a person asks who."""
    sent = typed(request)
    named = request.POST if request.method == "POST" else request.GET
    run = _chosen_run(request, named if sent is None else sent)
    if sent is not None:
        return _registered(request, run, named.get("person", "new"), sent)
    if run is None:
        years = run_choices(runs_for(request.user), clock.today())
        return render(request, "mobility/mobility_choose_run.html", {"years": years})
    if "person" not in named:
        kept = [(name, named[name]) for name in KEPT if name in named]
        context = {**vars(found_people(request)), "run": run.uid, "run_words": run_label(run), "kept": kept}
        return render(request, "mobility/mobility_choose_person.html", context)
    return _registered(request, run, named["person"], None)


def _registered(request: SignedInRequest, run: ProgramRun | None, who: str, sent: Any) -> HttpResponse:
    """The form, empty or with what was `sent`; or a new person and the record written together or not at all."""
    person = chosen_person(request, who)
    new = None if person else bound(PersonForm, request)
    form = bound(RegisterForm, request, initial=_initial(request, run), user=request.user, run=run)
    forms = RecordForms(form, sent, person=new, further=lambda: _looked_over(request, person, forms, form).faults)
    as_typed(request, forms.legs, forms.fundings)
    context = _around(person, new, run)
    focus_first(form, _in_order(context["new"], form))
    return saved(
        request,
        forms,
        lambda: _write(request, person, forms, form),
        message=lambda stay: _done(stay) + (_so_far(stay) if "next" in request.POST else ""),
        redirect_to=lambda stay: _onward(request, stay),
        template="mobility/mobility_create.html",
        context=context,
    )


def _around(person: Person | None, new: PersonForm | None, run: ProgramRun | None) -> dict[str, Any]:
    """What stands around the boxes of the stay."""
    return {
        "person_form": new,
        "new": new and new_person(new, run),
        "doubts": new.doubts if new else (),
        "person": person,
        "name": person and shown_names([person.pk])[person.pk],
        "run": run,
        "run_words": run and run_label(run),
    }


def _in_order(new: NewPerson | None, form: RegisterForm) -> Iterator[BoundField]:
    """The boxes that every stay needs, as they stand on the page."""
    if new is not None:
        yield from (box for row in new.first for _words, box in row[2])
    days = "actual" if form.is_late else "planned"
    yield from (form[name] for name in ("sending", "receiving", "level", f"{days}_starts_on", f"{days}_ends_on"))


def _chosen_run(request: HttpRequest, named: Mapping[str, str]) -> ProgramRun | None:
    """The run named by an address or a form, when this user may register in it."""
    try:
        uid = UUID(named.get("run", "")[:40])
    except ValueError:
        return None
    return runs_for(request.user).filter(uid=uid).first()


def _initial(request: HttpRequest, run: ProgramRun | None) -> dict[str, object]:
    """What the run says of a stay in it; what the address says goes before."""
    known = prefilled(run, request.user, clock.today()) if run is not None else {}
    before = {"day_before": request.GET.get("actual_starts_on", "")}
    return {**known, **before, **{name: request.GET[name] for name in KEPT if name in request.GET}}


def _looked_over(request: SignedInRequest, person: Person | None, forms: RecordForms, form: RegisterForm) -> Look:
    """What the rules say of a stay as far as it could be read, a run above all."""
    if "run" not in form.cleaned_data:
        return Look({}, ())
    facts = (form.read_places(), forms.typed_facts(), form.confirmed())
    return looks.look_over(*facts, person or Person(), by=request.user, now=clock.now())


@retried
def _write(request: SignedInRequest, person: Person | None, forms: RecordForms, form: RegisterForm) -> Mobility:
    """A new person and the record together, or neither."""
    with transaction.atomic():
        if forms.person is not None:
            person = _new_person(request, forms, forms.person, form)
        assert person is not None  # noqa: S101 one of the two is there
        return mobilities.register(
            person,
            form.places(),
            forms.typed_facts(),
            form.confirmed(),
            by=request.user,
            now=clock.now(),
            overruled=overruled(request),
        )


def _new_person(request: SignedInRequest, forms: RecordForms, new: PersonForm, form: RegisterForm) -> Person:
    """What the stay is refused for goes before the questions about its person; doubts about either are asked together."""
    stay = _looked_over(request, None, forms, form)
    if stay.faults:
        raise CannotRegister(stay.faults)
    answered = overruled(request)
    try:
        return people.register(
            new.newcomer(form.places().sending.pk),
            by=request.user,
            among=people_visible_to(request.user),
            elsewhere=known_elsewhere(request.user),
            overruled=answered | new.answers(),
        )
    except Doubted as letters:
        raise Doubted([*letters.doubts, *(doubt for doubt in stay.doubts if doubt.code not in answered)]) from None


def _onward(request: HttpRequest, stay: Mobility) -> str:
    """To the record, or to the next person with all that these two have in common."""
    if "next" not in request.POST:
        return reverse("mobility:mobility_detail", args=[stay.uid])
    kept = QueryDict(mutable=True)
    kept.update({name: request.POST[name] for name in KEPT if request.POST.get(name)})
    return f"{reverse('mobility:mobility_create')}?{kept.urlencode()}"


def _done(stay: Mobility) -> str:
    name = shown_names([stay.person_id], reading=False)[stay.person_id].text
    if stay.status == Status.PLANNED:
        return _("The planned stay of %(name)s is registered.") % {"name": name}
    if stay.status == Status.INTERRUPTED:
        return _("The stay of %(name)s is registered as ended early.") % {"name": name}
    return _("The stay of %(name)s is registered, with its arrival confirmed. It counts from now on.") % {"name": name}


def _so_far(stay: Mobility) -> str:
    """For whoever goes on to the next person: how many stand in this run by now."""
    count = headcounts.of_runs([stay.run_id])[stay.run_id].registered
    words = ngettext("%(number)s record in this run so far.", "%(number)s records in this run so far.", count)
    return (" " if active_language() != "ja" else "") + words % {"number": formats.number(count)}
