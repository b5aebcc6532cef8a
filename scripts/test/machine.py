# SPDX-License-Identifier: BSD-2-Clause
"""Runs commands for the test runner: with time limits that follow the machine's pace, and so that
nothing of them is left when it ends."""

import os
import signal
import subprocess
import threading

import submake
from pace import Limit

QEMU = "scripts/boot/qemu.sh"
# In seconds of the unloaded machine.
TARGET_LIMIT = 60
# The emulator's own limit comes first, as it says more.
GRACE = 20


def has_line(path, pattern):
    with open(path, encoding="utf-8", errors="replace") as log:
        return pattern.search(log.read()) is not None


class Machine:
    """Runs commands with time limits that follow the machine's pace; keeps their output as logs in
    the folder `tests` of the output folder."""

    def __init__(self, out, pace):
        self.out = out
        self.work = os.path.join(out, "tests")
        self.pace = pace
        self.here = threading.local()       # .cpu: seconds that the thread's commands took
        self.running = set()
        self.env = submake.environment()
        os.makedirs(self.work, exist_ok=True)

    def log_path(self, name):
        return os.path.join(self.work, name.replace("/", "-").replace(" ", "-") + ".log")

    def command(self, name, words, seconds, until=None):
        """Runs a command in a process group of its own, or until this appears in its output;
        returns status (None: time-out), output."""
        path = self.log_path(name)
        # Limits of their own that suites have, are multiplied by this.
        env = self.env | {"TEST_SLOWNESS": str(int(2 * self.pace.slowness()))}
        with open(path, "wb") as log:
            child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log,
                                     stderr=subprocess.STDOUT, env=env, start_new_session=True)
            self.running.add(child.pid)
            status = self.wait(child, seconds, path, until)
            self.running.discard(child.pid)
        with open(path, encoding="utf-8", errors="replace", newline="") as log:
            return status, log.read().replace("\r", "")

    def wait(self, child, seconds, path, until):
        ended = threading.Event()
        late = []

        def watch():
            limit = Limit(self.pace, seconds)
            while not ended.wait(0.2 if until else 1):
                if until and has_line(path, until):
                    self.kill(child.pid)
                    return
                if limit.is_over():
                    late.append(True)
                    self.kill(child.pid)
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        _, status, usage = os.wait4(child.pid, 0)
        ended.set()
        watcher.join()
        child.returncode = os.waitstatus_to_exitcode(status)
        self.here.cpu = getattr(self.here, "cpu", 0) + usage.ru_utime + usage.ru_stime
        return None if late else child.returncode

    @staticmethod
    def kill(pid):
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def kill_all(self):
        for pid in list(self.running):
            self.kill(pid)

    def qemu(self, name, options, out=None, icount=1, until=None, limit=TARGET_LIMIT):
        """Boots an output folder; the script multiplies its limit by TEST_SLOWNESS."""
        words = [QEMU, f"--timeout={limit}", f"--icount={icount}", *options,
                 out or self.out]
        return self.command(name, words, 2 * limit + GRACE, until)
