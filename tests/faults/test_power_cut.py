"""A power cut in the middle of the work: what was acknowledged is stored once, and all starts again by itself."""

import json
import os
import signal
import time

import pytest

from tests import trial_servers
from tests.platform import processes

from .clients import Crowd
from .supervisor import Portal, moments

PEOPLE, CUTS = 30, 3
WORLD = "from tests.faults import labour; labour.say(labour.world(int(sys.argv[1]), 4))"
TALLY = "from tests.faults import labour; labour.say(labour.tally())"


def sound(stored: dict) -> None:
    """Nothing twice, nothing without its moves and its line of history, the file whole."""
    assert (stored["twice"], stored["health"]) == (0, "ok")
    assert (stored["without_moves"], stored["without_history"], stored["moves_of_nothing"]) == ([], [], [])


def cut_and_recover(portal: Portal, cut, restore, share: float, world: dict, number: int) -> float:
    """One power cut after this share of the work; seconds until the pages answered again."""
    persons = world["persons"][number * PEOPLE : (number + 1) * PEOPLE]
    crowd = Crowd(portal.address, world, persons).start()
    crowd.wait(lambda c: len(c.acknowledged) >= share * PEOPLE)
    cut()
    crowd.over.set()
    for thread in crowd.threads:
        thread.join(120)
    acknowledged = list(crowd.acknowledged)
    assert 0 < len(acknowledged) < PEOPLE, "the cut must come in the middle of the work"
    began = time.monotonic()
    restore()
    back = time.monotonic() - began
    stored = portal.python(TALLY)
    assert set(acknowledged) <= set(stored["persons"]), "what was acknowledged is stored"
    sound(stored)
    rest = [person for person in persons if person not in acknowledged]
    again = Crowd(portal.address, world, rest).start()
    again.finish()
    assert not again.unexpected
    stored = portal.python(TALLY)
    sound(stored)
    assert stored["records"] == (number + 1) * PEOPLE
    return back


@pytest.mark.faults
def test_power_cuts_on_the_embedded_stack(tmp_path):
    with Portal(tmp_path / "portal").prepare() as portal:
        world = portal.python(WORLD, str(CUTS * PEOPLE))
        portal.start("web", "worker")
        for number, share in enumerate(moments(CUTS)):
            back = cut_and_recover(
                portal, portal.kill_everything, lambda: portal.start("web", "worker"), share, world, number
            )
            print(f"cut {number + 1} after {share:.0%}: pages back after {back:.1f} s")
        processes.until(lambda: processes.health(portal.port).get("code") == 200, what="health")


@pytest.mark.faults
def test_power_cuts_on_the_servers_of_production(tmp_path):
    with trial_servers.private_folder() as folder:
        try:
            servers = trial_servers.everything(folder)
            running = servers.__enter__()
        except trial_servers.CannotStart as reason:
            pytest.skip(f"not run: {reason}")
        try:
            with Portal(folder / "data", **running.environment, WEB_WORKERS="1").prepare() as portal:
                world = portal.python(WORLD, str(CUTS * PEOPLE))
                portal.start("gunicorn")

                def cut() -> None:
                    kill_postgres(running.postgres)
                    portal.kill_everything()

                def restore() -> None:
                    running.postgres.start()
                    portal.start("gunicorn")

                for number, share in enumerate(moments(CUTS, seed=2018)):
                    back = cut_and_recover(portal, cut, restore, share, world, number)
                    print(f"cut {number + 1} after {share:.0%}, database included: pages back after {back:.1f} s")
        finally:
            servers.__exit__(None, None, None)


def kill_postgres(server: trial_servers.Postgres) -> None:
    """kill -9 for the main process and every process of the database."""
    main = server.pid
    family = [main, *processes.children(main)]
    for pid in family:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # it had ended
    processes.until(lambda: not any(map(processes.is_alive, family)), what="the end of the database")


@pytest.mark.servers
def test_the_database_stops_at_once_while_stays_are_registered(tmp_path):
    if not os.environ.get("PORTAL_PARITY"):
        pytest.skip("not run: needs the servers of ./run test --parity")
    with trial_servers.private_folder() as folder, trial_servers.postgres(folder) as server:  # noqa: SIM117
        with Portal(folder / "data", DATABASE_URL=server.url, WEB_WORKERS="2").prepare() as portal:
            world = portal.python(WORLD, "80")
            persons = world["persons"]
            portal.start("gunicorn")
            crowd = Crowd(portal.address, world, persons, browsers=8).start()
            crowd.wait(lambda c: len(c.acknowledged) >= 25)
            os.kill(server.pid, signal.SIGQUIT)  # an immediate stop
            struck, main = len(crowd.acknowledged), server.pid
            processes.until(lambda: not processes.is_alive(main), what="the end of the database")
            time.sleep(0.5)
            server.start()
            began = time.monotonic()
            crowd.wait(lambda c: len(c.acknowledged) > struck + 5)
            print(f"the first answers after {time.monotonic() - began:.1f} s; {crowd.tries} tries for {len(persons)}")
            crowd.finish()
            stored = portal.python(TALLY)
    assert struck < len(persons), "the stop must come in the middle of the work"
    assert not crowd.unexpected, json.dumps(crowd.unexpected[:5])
    sound(stored)
    assert sorted(stored["persons"]) == sorted(crowd.acknowledged) == sorted(persons)
