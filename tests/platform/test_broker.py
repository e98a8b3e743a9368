"""The file broker loses nothing, keeps the order and survives what it cannot read."""

import multiprocessing
import os
import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.transport import filesystem

from kanazawa_exchange import broker

WRITERS, EACH = 3, 400


def channel(folder: Path, transport: str = "kanazawa_exchange.broker:Transport"):
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder / "control"),
        "processed_folder": str(folder / "processed"),
    }
    return Connection(transport=transport, transport_options=options).channel()


def write(folder: str, writer: int) -> None:
    mine = channel(Path(folder))
    for number in range(EACH):
        mine._put("celery", {"body": [writer, number]})


def test_three_writers_at_once_lose_nothing_and_keep_their_order(tmp_path):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write, args=(str(tmp_path), n)) for n in range(WRITERS)]
    for process in writers:
        process.start()
    reader, got = channel(tmp_path), []
    while len(got) < WRITERS * EACH:
        try:
            got.append(tuple(reader._get("celery")["body"]))
        except Empty:
            if not any(process.is_alive() for process in writers):
                break
    for process in writers:
        process.join(20)
    while True:
        try:
            got.append(tuple(reader._get("celery")["body"]))
        except Empty:
            break
    for writer in range(WRITERS):
        assert [number for who, number in got if who == writer] == list(range(EACH))
    assert len(got) == WRITERS * EACH
    assert list(tmp_path.glob("*.msg")) == []


def test_messages_come_in_the_order_of_sending(tmp_path):
    sender = channel(tmp_path)
    for number in range(20):
        sender._put("celery", number)
    assert [channel(tmp_path)._get("celery") for _ in range(20)] == list(range(20))


def test_two_readers_never_get_the_same_message(tmp_path):
    sender = channel(tmp_path)
    for number in range(300):
        sender._put("celery", number)
    got: list[int] = []

    def read() -> None:
        mine = channel(tmp_path)
        while True:
            try:
                got.append(mine._get("celery"))
            except Empty:
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(30)
    assert sorted(got) == list(range(300))


@pytest.mark.parametrize("content", [b"", b'{"body": ', b"\xff\xfe"])
def test_an_unreadable_message_is_set_aside_and_the_next_one_comes(tmp_path, content):
    (tmp_path / "00000000000000000001_x.celery.msg").write_bytes(content)
    mine = channel(tmp_path)
    mine._put("celery", "next")
    assert mine._get("celery") == "next"
    assert len(list(tmp_path.glob(".*.bad"))) == 1


def test_control_the_stock_transport_breaks_on_a_message_half_written(tmp_path):
    (tmp_path / "processed").mkdir()
    (tmp_path / "1_x.celery.msg").write_bytes(b'{"body": ')
    stock = channel(tmp_path, "kombu.transport.filesystem:Transport")
    assert type(stock) is filesystem.Channel
    with pytest.raises(ValueError):
        stock._get("celery")


def test_a_message_being_written_is_not_seen(tmp_path, monkeypatch):
    seen = []
    mine = channel(tmp_path)
    real = Path.rename

    def look_first(self, target):
        with pytest.raises(Empty):
            channel(tmp_path)._get("celery")
        seen.append(self.name)
        return real(self, target)

    monkeypatch.setattr(Path, "rename", look_first)
    mine._put("celery", "whole")
    monkeypatch.undo()
    assert len(seen) == 1
    assert mine._get("celery") == "whole"


def test_claims_of_a_dead_worker_come_back_and_old_parts_go(tmp_path):
    mine = channel(tmp_path)
    mine._put("celery", "claimed")
    [message] = tmp_path.glob("*.msg")
    message.rename(tmp_path / f".{message.name}.taken")
    part = tmp_path / ".1_x.celery.msg.part"
    part.touch()
    os.utime(part, (0, 0))
    assert broker.tidy(tmp_path) == 1
    assert not part.exists()
    assert mine._get("celery") == "claimed"
