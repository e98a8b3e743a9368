"""Requests that are held on their way until a test lets them go."""

import re
from typing import Any


class Held:
    """From now on what the page sends to this address is held."""

    def __init__(self, page: Any, address: re.Pattern[str]) -> None:
        self.page, self.holds = page, True
        self.routes: list[Any] = []
        page.route(address, self._meet)

    def _meet(self, route: Any) -> None:
        if self.holds:
            self.routes.append(route)
        else:
            route.continue_()

    def is_full(self) -> None:
        """Wait until one is on its way."""
        while not self.routes:
            self.page.wait_for_timeout(50)

    def holds_no_more(self) -> None:
        """What comes now passes; what is held stays held."""
        self.holds = False

    def goes(self) -> None:
        self.holds_no_more()
        for route in self.routes:
            route.continue_()
