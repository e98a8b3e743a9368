"""The guards of the suite have teeth."""

import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from django.conf import settings
from django.utils import timezone, translation

from tests import guards


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "2001:db8::1"])
def test_no_test_reaches_another_machine(host):
    with pytest.raises(guards.OutsideConnection):
        socket.create_connection((host, 80), timeout=0.1)
    guards.attempts.clear()


def test_a_datagram_does_not_leave_either():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, pytest.raises(guards.OutsideConnection):
        sender.sendto(b"x", ("192.0.2.1", 9))
    guards.attempts.clear()


def test_a_refusal_that_the_code_swallowed_is_remembered():
    try:
        urllib.request.urlopen("http://192.0.2.1/", timeout=0.1)
    except AssertionError:
        pass
    assert guards.attempts == ["192.0.2.1"]
    guards.attempts.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_can_be_reached(host):
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]) as client:
        assert client.getpeername()[0] == "127.0.0.1"
    assert guards.is_here((host, 80))


def test_control_without_the_guard_the_connection_is_tried(monkeypatch):
    tried = []
    monkeypatch.setitem(guards._real, "connect", lambda self, address: tried.append(address))
    guards.open_the_door()
    try:
        with socket.socket() as client:
            client.connect(("192.0.2.1", 80))
    finally:
        monkeypatch.undo()
        guards.close_the_door()
    assert tried == [("192.0.2.1", 80)]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_begins_in_the_first_language_whatever_another_one_left(turn):
    assert translation.get_language() == settings.LANGUAGE_CODE
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE
    translation.activate("ru")
    timezone.activate("Pacific/Kiritimati")


@pytest.mark.parametrize("is_mended", [True, False], ids=["mended", "control"])
def test_what_the_suite_starts_under_nohup_still_hears_a_hang_up(is_mended):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        if is_mended:
            guards.hear_hang_ups()
        code = "import os, signal; os.kill(os.getpid(), signal.SIGHUP)"
        done = subprocess.run([sys.executable, "-c", code], check=False)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert done.returncode == (-signal.SIGHUP if is_mended else 0)
