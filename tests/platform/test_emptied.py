"""On PostgreSQL the tables are emptied after a test although a browser's last request still reads from them."""

import threading
from collections.abc import Iterator

import psycopg2
import pytest
from django.db import OperationalError, connection
from django.db.backends.base.operations import BaseDatabaseOperations

from .processes import until

pytestmark = pytest.mark.servers
EMPTY = ["TRUNCATE emptied_first", "TRUNCATE emptied_second"]
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'emptied_second'::regclass"


@pytest.fixture
def tables(transactional_db: None) -> Iterator[None]:
    """Two tables; what empties them notices within three seconds that it stands in the way of somebody else."""
    if connection.vendor != "postgresql":
        pytest.skip("not run: needs the servers of ./run test --parity")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE emptied_first (); CREATE TABLE emptied_second (); SET deadlock_timeout = '3s'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE emptied_first, emptied_second; RESET deadlock_timeout")


class Reader(threading.Thread):
    """Reads the second table, and the first one when somebody waits for the second: in the other order."""

    def __init__(self) -> None:
        super().__init__()
        params = connection.get_connection_params()
        self.own = psycopg2.connect(
            **{key: params[key] for key in params if key in {"dbname", "user", "password", "host", "port"}}
        )
        self.own.cursor().execute("SET deadlock_timeout = '60s'; LOCK emptied_second IN ACCESS SHARE MODE")

    def run(self) -> None:
        with self.own.cursor() as cursor:
            until(lambda: cursor.execute(WAITING) or cursor.fetchone()[0], what="the one who empties")
            cursor.execute("LOCK emptied_first IN ACCESS SHARE MODE")
        self.own.commit()
        self.own.close()


def test_a_reader_in_the_way_is_survived(tables: None) -> None:
    reader = Reader()
    reader.start()
    connection.ops.execute_sql_flush(EMPTY)
    reader.join(60)
    assert not reader.is_alive()


def test_without_the_second_attempt_the_reader_wins(tables: None) -> None:
    reader = Reader()
    reader.start()
    with pytest.raises(OperationalError, match="deadlock"):
        BaseDatabaseOperations.execute_sql_flush(connection.ops, EMPTY)
    reader.join(60)
    assert not reader.is_alive()
