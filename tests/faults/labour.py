"""What the processes of a fault run do inside Django: build a small world, register stays, count what is stored."""

import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection, transaction
from django.db.models import Count

from kanazawa_exchange.accounts.models import Person, Transition, User
from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.lib import clock
from mobility.facts import Confirmed, Facts, Places
from mobility.models import Mobility
from mobility.services import mobilities
from partners.models import Institution
from programs.models import ProgramRun
from tests import factories

FIRST = date(2018, 8, 1)
TEN_DAYS = Confirmed(FIRST, FIRST + timedelta(days=9))
BOTH_ENDS = ("kanazawa-university", "kazan-federal-university")


def session_of(user: User) -> str:
    """A browser in which this user has signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def world(people: int, coordinators: int) -> dict[str, Any]:
    """Places, coordinators with sessions, and people who have not travelled yet."""
    places = factories.World.build()
    with transaction.atomic():
        users = [places.user(f"sato{n}", role="coordinator") for n in range(coordinators)]
        persons = [factories.PersonFactory() for _ in range(people)]
    return {
        "sessions": [session_of(user) for user in users],
        "persons": [str(person.uid) for person in persons],
        "run": str(places.outbound.uid),
        "sending": str(places.kanazawa.uid),
        "receiving": str(places.kazan.uid),
    }


def register(persons: list[str], threads: int) -> dict[str, int]:
    """Each person once, from several threads at the same time; how many were written and how many found a lock."""
    run = ProgramRun.objects.select_related("program").get(direction="outbound", program__code="cultural")
    by = User.objects.get(email="sato0@example.org")
    places = Places(*(Institution.objects.get(slug=slug) for slug in BOTH_ENDS))
    facts = Facts(run=run, level="bachelor")
    outcome = {"written": 0, "locked": 0}
    guard = threading.Lock()

    def work(mine: list[str]) -> None:
        for uid in mine:
            kind = "written"
            try:
                mobilities.register(Person.objects.get(uid=uid), places, facts, TEN_DAYS, by=by, now=clock.now())
            except OperationalError as error:
                if "locked" not in str(error):
                    raise
                kind = "locked"
            with guard:
                outcome[kind] += 1
        connection.close()

    workers = [threading.Thread(target=work, args=(persons[n::threads],)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return outcome


def at_once(act: Callable[[int], None], threads: int) -> None:
    """The same act from several threads; the first error of any of them is raised here."""
    gate, errors = threading.Barrier(threads), []

    def work(number: int) -> None:
        try:
            gate.wait()
            act(number)
        except Exception as error:  # the test must hear of it
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if errors:
        raise errors[0]


def same_person(person: str, threads: int) -> dict[str, int]:
    """Everybody registers the same stay of one person at the same moment."""
    outcome = {"written": 0, "refused": 0}
    users = list(User.objects.filter(email__startswith="sato"))
    run = ProgramRun.objects.select_related("program").get(direction="outbound", program__code="cultural")
    places = Places(*(Institution.objects.get(slug=slug) for slug in BOTH_ENDS))
    facts = Facts(run=run, level="bachelor")

    def act(number: int) -> None:
        kind = "written"
        try:
            mobilities.register(
                Person.objects.get(uid=person), places, facts, TEN_DAYS, by=users[number % len(users)], now=clock.now()
            )
        except mobilities.CannotRegister:
            kind = "refused"
        outcome[kind] += 1

    at_once(act, threads)
    return outcome


def edit_everything(threads: int, each: int, careless: bool) -> dict[str, Any]:
    """Everybody adds a word to the note of one record after another, reading again after each conflict.

    `careless` takes the comparison of versions away: the control.
    """
    users = list(User.objects.filter(email__startswith="sato"))
    stays = list(Mobility.objects.order_by("pk").values_list("pk", flat=True))
    outcome = {"saved": 0, "conflicts": 0}
    if careless:
        honest = mobilities.lock_for_edit
        mobilities.lock_for_edit = lambda queryset, pk, version: honest(queryset, pk, None)
    guard = threading.Lock()

    def act(number: int) -> None:
        for turn in range(each):
            pk, word = stays[(number * 7 + turn * 3) % len(stays)], f"w{number}-{turn};"
            while True:
                stay = Mobility.objects.select_related("run", "sending__city", "receiving__city").get(pk=pk)
                time.sleep(0.01)  # a person reads before typing
                try:
                    mobilities.edit(
                        stay, {"note": stay.note + word}, by=users[number % len(users)], version=stay.version
                    )
                except StaleEdit:
                    with guard:
                        outcome["conflicts"] += 1
                    continue
                with guard:
                    outcome["saved"] += 1
                break

    at_once(act, threads)
    return outcome | {"records": edits()}


def backups(folder: str, seconds: float) -> int:
    """Copies the SQLite database again and again while others write, at least twice; how many copies were whole."""
    import sqlite3

    whole, end = 0, time.monotonic() + seconds
    while time.monotonic() < end or whole < 2:
        source = sqlite3.connect(connection.settings_dict["NAME"])
        target = sqlite3.connect(f"{folder}/copy{whole}.sqlite3")
        source.backup(target)
        assert target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not target.execute("PRAGMA foreign_key_check").fetchall()
        source.close()
        target.close()
        whole += 1
        time.sleep(0.2)
    return whole


def tally() -> dict[str, Any]:
    """What is stored: records, people with two, moves and lines of history that do not fit, and the file's health."""
    stays = Mobility.objects.all()
    moves = dict(Transition.objects.values_list("record_id").annotate(n=Count("pk")))
    history = Mobility.history.model  # type: ignore[attr-defined]
    lines = dict(history.objects.values_list("id").annotate(n=Count("pk")))
    health = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            health = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    return {
        "records": stays.count(),
        "persons": [str(uid) for uid in stays.values_list("person__uid", flat=True)],
        "twice": stays.values("person").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "without_moves": [pk for pk in stays.values_list("pk", flat=True) if moves.get(pk, 0) != 2],
        "without_history": [pk for pk in stays.values_list("pk", flat=True) if lines.get(pk, 0) < 1],
        "moves_of_nothing": sorted(set(moves) - set(stays.values_list("pk", flat=True))),
        "health": health,
    }


def edits() -> dict[str, Any]:
    """How often each record was edited, by its version and by its lines of history."""
    history = Mobility.history.model  # type: ignore[attr-defined]
    lines = dict(history.objects.values_list("id").annotate(n=Count("pk")))
    return {
        str(stay.uid): {"version": stay.version, "lines": lines[stay.pk], "note": stay.note}
        for stay in Mobility.objects.all()
    }


def forget_notes() -> int:
    """Empties every note, so that the next run begins at nothing."""
    by = User.objects.get(email="sato0@example.org")
    stays = list(Mobility.objects.all())
    for stay in stays:
        mobilities.edit(stay, {"note": ""}, by=by, version=stay.version)
    return len(stays)


def say(result: Any) -> None:
    """The last line is what the test reads."""
    json.dump(result, sys.stdout)
    print()
