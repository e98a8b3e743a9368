"""Runs the portal on one computer: prepares it, keeps a web server and a worker, ends everything within ten seconds.

./run becomes this process. What it starts has a session of its own, so that Ctrl-C, a hang-up or a TERM to the whole
process group reach this process alone, which then ends the others. Should it be killed itself, they notice and end.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from kanazawa_exchange.lib.private_files import keep_private

GRACE = 8.0  # seconds from TERM to KILL
AGAIN = 2.0  # seconds until a worker that ended by itself is started again
SUPERVISOR = "PORTAL_SUPERVISOR"  # tells a process the id of the one that supervises it


def is_supervised() -> bool:
    return SUPERVISOR in os.environ


def end_with(parent: int, leave: Callable[[], object]) -> None:
    """From now on: calls `leave` when the parent of this process is no longer `parent`.

    The thread that watches takes no signals: one that the main thread keeps off for a while, as a child of a pool does while it
    holds the lock of a queue, would else end the process by way of this thread, and the lock would never be given back.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        leave()

    signals = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        threading.Thread(target=watch, daemon=True).start()  # it starts with the signals of whoever starts it
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)


def end_with_supervisor(leave: Callable[[], object]) -> None:
    """The same for a supervised process; what `leave` has not ended after the grace period is killed."""

    def leave_or_die() -> None:
        leave()
        time.sleep(GRACE)
        os.killpg(0, signal.SIGKILL)

    if is_supervised():
        end_with(int(os.environ[SUPERVISOR]), leave_or_die)


class Part:
    """One process of the portal, and all that it starts."""

    def __init__(self, *command: str, output: int | None = None) -> None:
        self.command = [sys.executable, *command]
        self.output = output
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {SUPERVISOR: str(os.getpid())}
        self.process = subprocess.Popen(  # noqa: S603
            self.command, env=environment, stdout=self.output, start_new_session=True
        )

    def exit_code(self) -> int | None:
        """None while it runs, or where it was never started; 128 and the number of the signal, as a shell says it."""
        code = self.process.poll() if self.process else None
        return code if code is None or code >= 0 else 128 - code

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def terminate(self) -> None:
        if self.process:
            self.process.terminate()

    def kill(self) -> None:
        """Whatever is left of it, children of a dead process included; at once, while its number is its own."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # nothing is left
            self.process.wait()
            self.process = None


class Supervisor:
    """Prepares, then keeps the worker and the web server until a signal comes or the web server ends."""

    def __init__(self, prepare: Part, web: Part, worker: Part, grace: float = GRACE, again: float = AGAIN) -> None:
        self.prepare, self.web, self.worker = prepare, web, worker
        self.grace, self.again = grace, again
        self.signals: list[int] = []

    def run(self) -> int:
        """The exit code of the signal, of the web server, or of a preparation that failed."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if (
                number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN
            ):  # who starts it with nohup means it
                signal.signal(number, lambda number, frame: self.signals.append(number))
        try:
            self.prepare.start()
            code = self._wait(self.prepare)
            self.prepare.kill()
            return code if code else self._serve()
        finally:
            self._end()

    def _serve(self) -> int:
        say("Starting the worker and the web server ...")
        self.worker.start()
        self.web.start()
        while (code := self._wait(self.worker, self.web)) is None:
            say(f"The worker ended ({self.worker.exit_code()}); starting it again.")
            self.worker.kill()  # its children may live
            if (code := self._wait(self.web, seconds=self.again)) is not None:
                break
            self.worker.start()
        return code

    def _wait(self, *parts: Part, seconds: float | None = None) -> int | None:
        """Until a signal comes, one of the parts ends, or so many seconds have passed.

        Returns the exit code of the signal or of the last part; None when neither is a reason to end.
        """
        end = None if seconds is None else time.monotonic() + seconds
        while not self.signals and all(part.is_running() for part in parts):
            if end and time.monotonic() > end:
                return None
            time.sleep(0.1)
        return 128 + self.signals[0] if self.signals else parts[-1].exit_code()

    def _end(self) -> None:
        parts = (self.prepare, self.web, self.worker)
        if any(part.is_running() for part in parts):
            say("Stopping ...")
        for part in parts:
            part.terminate()
        end = time.monotonic() + self.grace
        while time.monotonic() < end and any(part.is_running() for part in parts):
            time.sleep(0.05)
        for part in parts:
            part.kill()


def say(sentence: str) -> None:
    try:
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        pass  # the terminal has gone


def main(port: str) -> int:
    keep_private()
    prepare, web = Part("manage.py", "prepare"), Part("manage.py", "serve", port)
    worker = Part("-m", "kanazawa_exchange.worker", output=subprocess.DEVNULL)  # it logs to stderr
    return Supervisor(prepare, web, worker).run()
