# SPDX-License-Identifier: BSD-2-Clause
"""How fast the machine is just now, beside the one on which time limits and costs were measured:
the wall time of a fixed piece of work, taken again and again. Other programs that want the
processors make a machine slow like any other reason does."""

import threading
import time

# The work, and how long it takes on an idle machine of the kind that limits were made for.
ROUNDS = 3_000_000
SECONDS = 0.05
PAUSE = 3.0     # between two measurements
LAST = 4        # as many of them count, the slowest of them decides


def work():
    for _ in range(ROUNDS):
        pass


class Pace:
    def __init__(self):
        self.last = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.measure()
        self.thread.start()

    def measure(self):
        start = time.monotonic()
        work()
        self.last = [*self.last[1 - LAST:], (time.monotonic() - start) / SECONDS]

    def run(self):
        while not self.ended.wait(PAUSE):
            self.measure()

    def end(self):
        self.ended.set()
        self.thread.join()

    def slowness(self):
        """How many seconds a second's work takes; never less than 1."""
        return max(1.0, *self.last)


class Limit:
    """A time limit in seconds of the unloaded machine: time that others took away does not count.
    The pace may change while it runs."""

    def __init__(self, pace, seconds):
        self.pace = pace
        self.left = seconds
        self.then = time.monotonic()

    def is_over(self):
        now = time.monotonic()
        self.left -= (now - self.then) / self.pace.slowness()
        self.then = now
        return self.left <= 0
