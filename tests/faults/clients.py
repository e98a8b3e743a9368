"""Coordinators at their browsers: each registers stays, and tries again what was not acknowledged."""

import threading
import time
from collections.abc import Callable
from typing import Any

from .supervisor import Browser, title

PAGE = "/en/mobility-records/register/"


def fields(world: dict[str, Any], person: str) -> dict[str, str]:
    """The form of a past stay, filled in."""
    formsets = {f"{prefix}-{key}": "0" for prefix in ("legs", "fundings") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return formsets | {
        "person": person,
        "run": world["run"],
        "sending": world["sending"],
        "receiving": world["receiving"],
        "category": "student",
        "level": "bachelor",
        "activity": "studies",
        "mode": "in_person",
        "actual_starts_on": "2018-08-01",
        "actual_ends_on": "2018-08-10",
    }


class Crowd:
    """Several browsers register one stay for each person; a person is done when the portal has said so."""

    def __init__(self, address: str, world: dict[str, Any], persons: list[str], browsers: int = 4) -> None:
        self.address, self.world, self.count = address, world, browsers
        self.open, self.acknowledged = list(persons), []
        self.tries, self.refused, self.unexpected = 0, 0, []
        self.guard, self.over = threading.Lock(), threading.Event()
        self.threads: list[threading.Thread] = []

    def start(self, pause: float = 0.0) -> "Crowd":
        sessions = self.world["sessions"]
        self.threads = [
            threading.Thread(target=self._work, args=(sessions[n % len(sessions)], pause), daemon=True)
            for n in range(self.count)
        ]
        for thread in self.threads:
            thread.start()
        return self

    def wait(self, until: Callable[["Crowd"], bool], seconds: float = 300) -> None:
        """Until the question is answered with yes."""
        end = time.monotonic() + seconds
        while not until(self):
            assert time.monotonic() < end, f"{len(self.acknowledged)} of {len(self.open)} left; {self.unexpected[:3]}"
            time.sleep(0.005)

    def finish(self, seconds: float = 300) -> None:
        for thread in self.threads:
            thread.join(seconds)
        assert not self.open, f"{len(self.open)} were never acknowledged; {self.unexpected[:3]}"

    def _work(self, session: str, pause: float) -> None:
        browser = Browser(self.address, session)
        while not self.over.is_set():
            with self.guard:
                if not self.open:
                    break
                person = self.open.pop()
            if not self._register(browser, person):
                with self.guard:
                    self.open.insert(0, person)
                time.sleep(0.1)
            time.sleep(pause)
        browser.close()

    def _register(self, browser: Browser, person: str) -> bool:
        self.tries += 1
        status, headers, page = browser.post(PAGE, **fields(self.world, person))
        if status == 302 and "/mobility-records/" in headers.get("Location", ""):
            with self.guard:
                self.acknowledged.append(person)
            return True
        if status == 200 and "on another stay then" in page:  # it was stored, and the answer was lost on its way
            with self.guard:
                self.acknowledged.append(person)
                self.refused += 1
            return True
        if status not in {0, 500, 502, 503}:
            self.unexpected.append((status, headers.get("Location", ""), title(page)))
        return False
