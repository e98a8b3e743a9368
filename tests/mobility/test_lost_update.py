"""Many editors on few records: each saved word is there at the end, or its editor was told."""

import threading
import time
from collections import Counter

import pytest
from django.db import OperationalError, connection

from kanazawa_exchange.accounts.services.editing import StaleEdit
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock
from mobility.models import Mobility
from mobility.services import mobilities
from tests.markup import compact

from .paths import registered

EDITORS, RECORDS, EDITS = 10, 4, 3


def edit_at_once(stays, user, *, check: bool):
    """Every editor adds words to the notes of the records; returns (words saved, conflicts told)."""
    saved: list[str] = []
    conflicts: Counter[str] = Counter()
    gate = threading.Barrier(EDITORS)

    def work(number):
        try:
            gate.wait(120)
            for turn in range(EDITS):
                _add_word(f"e{number}t{turn};", stays[(number + turn) % RECORDS])
        finally:
            connection.close()

    def _add_word(word, stay):
        for _try in range(200):
            read = Mobility.objects.get(pk=stay.pk)
            time.sleep(0.002)  # somebody types
            version = read.version if check else None
            try:
                mobilities.edit(read, {"note": read.note + word}, by=user, version=version)
            except StaleEdit:
                conflicts[word] += 1
                continue
            saved.append(word)
            return

    threads = [threading.Thread(target=work, args=(number,)) for number in range(EDITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    return saved, conflicts


def kept(stays, saved):
    notes = "".join(Mobility.objects.filter(pk__in=[stay.pk for stay in stays]).values_list("note", flat=True))
    return [word for word in saved if word in notes]


@pytest.fixture
def stays(transactional_db, request):
    world = request.getfixturevalue("world")
    user = request.getfixturevalue("sato")
    return [registered(world, user) for _ in range(RECORDS)], user


def test_no_edit_is_lost_and_every_conflict_is_told(stays):
    records, user = stays
    saved, conflicts = edit_at_once(records, user, check=True)
    assert len(saved) == EDITORS * EDITS
    assert kept(records, saved) == saved
    assert conflicts  # somebody was in the way of somebody, or this proves nothing
    assert sum(Mobility.objects.values_list("version", flat=True)) == RECORDS + EDITORS * EDITS


def test_without_the_version_edits_are_lost(stays):
    """The control: the same editors without the comparison of versions overwrite each other."""
    records, user = stays
    saved, _conflicts = edit_at_once(records, user, check=False)
    assert len(kept(records, saved)) < len(saved)


def test_two_editors_in_a_browser_both_keep_their_words(world, sato, admin, sign_in):
    stay = registered(world, sato)
    first, second = sign_in(sato), sign_in(admin)
    address = f"/en/mobility-records/{stay.uid}/edit/"
    assert first.get(address).status_code == second.get(address).status_code == 200
    form = {
        "version": stay.version,
        "run": str(world.outbound.uid),
        "category": "student",
        "level": "bachelor",
        "activity": "studies",
        "mode": "in_person",
        "planned_starts_on": "2018-08-20",
        "legs-TOTAL_FORMS": "0",
        "legs-INITIAL_FORMS": "0",
        "fundings-TOTAL_FORMS": "0",
        "fundings-INITIAL_FORMS": "0",
    }
    assert first.post(address, form | {"note": "Called the host"}).status_code == 302
    answer = second.post(address, form | {"note": "Wrote to the family", "level": "master"})
    assert answer.status_code == 409
    for words in ("Called the host", "Wrote to the family", f'value="{stay.version + 1}"'):
        assert words in answer.text
    stay.refresh_from_db()
    assert stay.note == "Called the host"
    again = second.post(address, form | {"note": "Called; wrote to the family", "version": stay.version})
    assert again.status_code == 302


def test_a_move_on_top_of_somebody_elses_edit_is_shown_once_more(world, sato, sign_in):
    stay = registered(world, sato)
    mobilities.edit(stay, {"note": "x"}, by=sato, version=stay.version)
    answer = sign_in(sato).post(
        f"/en/mobility-records/{stay.uid}/moves/make_ready/", {"on": "2018-08-01", "version": stay.version}
    )
    assert answer.status_code == 409
    assert 'value="2018-08-01"' in answer.text
    assert "<ins>x</ins>" in compact(answer.text), "what the other one wrote"
    stay.refresh_from_db()
    assert stay.status == "planned"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("failures", "calls"), [(1, 2), (2, 3), (3, 3)])
def test_a_deadlock_is_tried_again_up_to_three_times(failures, calls):
    seen = []

    class Deadlock(Exception):
        pgcode = "40P01"

    @retried
    def service():
        seen.append(clock.now())
        if len(seen) <= failures:
            raise OperationalError("deadlock detected") from Deadlock()
        return "done"

    if failures < 3:
        assert service() == "done"
    else:
        with pytest.raises(OperationalError):
            service()
    assert len(seen) == calls


@pytest.mark.django_db(transaction=True)
def test_another_error_is_not_tried_again():
    seen = []

    @retried
    def service():
        seen.append(1)
        raise OperationalError("disk is full")

    with pytest.raises(OperationalError):
        service()
    assert seen == [1]
