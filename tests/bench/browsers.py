"""People at their browsers, whose requests the proxy of production has passed on: cookies, hidden boxes, and its four headers."""

import http.client
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

HOST = "portal.example.org"
PATIENCE = 120
PASSWORD = "a-long-bench-password"
LOGIN = "/ja/accounts/login/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took. `sent_at`: as the proxy stamped it, in seconds since 1970; status 0: nothing came."""

    status: int
    location: str
    text: str
    sent_at: float
    seconds: float


class Browser:
    """One person's: every request has a connection of its own, as behind a proxy that keeps none."""

    def __init__(self, port: int, number: int) -> None:
        self.port = port
        self.address = f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
        self.cookies: dict[str, str] = {}
        self._guard = threading.Lock()

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
        body = None if form is None else urlencode(form)
        sent_at, began = time.time(), time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, self._headers(path, sent_at, is_form=form is not None))
            found = connection.getresponse()
            text = found.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as fault:
            return Answer(0, "", repr(fault), sent_at, time.perf_counter() - began)
        finally:
            connection.close()
        self._remember(found.headers.get_all("Set-Cookie") or [])
        location = found.headers.get("Location", "")
        return Answer(found.status, location, text, sent_at, time.perf_counter() - began)

    def _headers(self, path: str, sent_at: float, *, is_form: bool) -> dict[str, str]:
        """Those of a browser, and those that deploy/nginx.conf sets."""
        with self._guard:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {
            "Host": HOST,
            "Accept-Language": "ja",
            "Cookie": cookies,
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
            "X-Request-Start": f"t={int(sent_at)}.{int(sent_at % 1 * 1000):03}",
        }
        if is_form:
            origin = {"Origin": f"https://{HOST}", "Referer": f"https://{HOST}{path}"}
            headers |= {"Content-Type": "application/x-www-form-urlencoded", **origin}
        return headers

    def _remember(self, lines: list[str]) -> None:
        with self._guard:
            for line in lines:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value

    def form(self, path: str) -> dict[str, str]:
        """The hidden boxes of a page: token, mark and version."""
        page = self.ask("GET", path)
        if page.status != 200:
            raise RuntimeError(f"{path} answered {page.status}: {page.text[:500]}")
        return dict(HIDDEN.findall(page.text))

    def sign_in(self, email: str) -> None:
        answer = self.ask("POST", LOGIN, {**self.form(LOGIN), "login": email, "password": PASSWORD})
        if answer.status != 302:
            raise RuntimeError(f"{email} could not sign in: {answer.status} {answer.text[:500]}")
