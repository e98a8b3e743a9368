"""Eight writers and a backup at once on the embedded database: nobody waits in vain, nothing is lost or twice."""

import pytest

from .supervisor import Portal

EACH = 12
WRITE = "from tests.faults import labour; labour.say(labour.register(json.loads(sys.argv[1]), 4))"
COPY = "from tests.faults import labour; labour.say(labour.backups(sys.argv[1], 3))"
TALLY = "from tests.faults import labour; labour.say(labour.tally())"
WORLD = "from tests.faults import labour; labour.say(labour.world(int(sys.argv[1]), int(sys.argv[2])))"
STOCK = (
    "from django.conf import settings; options = settings.DATABASES['default']['OPTIONS'];"
    "options.pop('transaction_mode'); options['timeout'] = 0.2;"
)


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    return Portal(tmp_path_factory.mktemp("writers") / "portal").prepare()


@pytest.fixture(scope="module")
def people(portal):
    return portal.python(WORLD, str(16 * EACH), "1")["persons"]


def write(portal: Portal, people: list[str], code: str) -> list[dict]:
    """Two processes with four threads each."""
    import json

    halves = [people[: len(people) // 2], people[len(people) // 2 :]]
    running = [portal.start_python(code, json.dumps(half)) for half in halves]
    outcomes = []
    for process in running:
        out, error = process.communicate(timeout=600)
        assert process.returncode == 0, error[-3000:]
        outcomes.append(json.loads(out.strip().splitlines()[-1]))
    return outcomes


def test_eight_writers_and_a_backup_never_meet_a_locked_database(portal, people, tmp_path):
    copies = portal.start_python(COPY, str(tmp_path))
    outcomes = write(portal, people[: 8 * EACH], WRITE)
    out, error = copies.communicate(timeout=600)
    assert copies.returncode == 0, error[-3000:]
    assert sum(one["locked"] for one in outcomes) == 0
    assert sum(one["written"] for one in outcomes) == 8 * EACH
    stored = portal.python(TALLY)
    assert (stored["records"], stored["twice"], stored["health"]) == (8 * EACH, 0, "ok")
    assert (stored["without_moves"], stored["without_history"], stored["moves_of_nothing"]) == ([], [], [])
    assert int(out.strip().splitlines()[-1]) >= 2


def test_control_with_the_stock_options_writers_do_meet_a_locked_database(portal, people):
    outcomes = write(portal, people[8 * EACH :], STOCK + WRITE)
    assert sum(one["locked"] for one in outcomes) > 0
