# SPDX-License-Identifier: BSD-2-Clause
"""Commands about threads and what they wait for: l4-threads, l4-thread, l4-queues."""

import gdb

from l4kernel import (Command, enum_name, find_thread, is_32bit_space, is_32bit_thread, is_idle,
                      microseconds, name_of, processor, processors, running, runs_32bit_code,
                      runs_user_code, state_name)
from l4machine import machine, threads
from l4values import container, list_items


def address_of(tcb):
    """The instruction pointer, with a mark if the space has 32-bit words."""
    address = machine().user_ip(tcb, is_32bit_space(tcb["space"]))
    return f"32:{address:#010x}" if is_32bit_space(tcb["space"]) else f"{address:#x}"


def print_row(tcb, is_running):
    mark = "*" if is_running else "q" if tcb["is_queued"] else " "
    print(f"{mark} {name_of(tcb):>14} {state_name(tcb):9} {int(tcb['prio']):4} "
          f"{int(tcb['space']):#18x} {name_of(tcb['partner']):>14} "
          f"{address_of(tcb):>18}  {int(tcb):#x}")


class Threads(Command):
    """List all threads: * runs, q is in a ready queue, 32: is of a 32-bit space.

Usage: l4-threads"""

    name = "l4-threads"

    def run(self, words_given):
        current = int(running())
        print(f"  {'id':>14} {'state':9} {'prio':>4} {'space':>18} {'partner':>14} "
              f"{'user ip':>18}  address")
        for cpu in processors():
            print_row(cpu["idle"], int(cpu["idle"]) == current)
        count = 0
        for thread in threads():
            print_row(thread["tcb"].address, int(thread) == current)
            count += 1
        print(f"{count} threads")


class Thread(Command):
    """Show one thread: identity, IPC, time, user registers.

Usage: l4-thread [ID | NUMBER | ADDRESS]     (default: the running one)"""

    name = "l4-thread"

    def run(self, words_given):
        thread = find_thread(" ".join(words_given))
        tcb = thread["tcb"]
        print(f"thread {name_of(tcb.address)}, local {int(tcb['local_id']):#x}, "
              f"struct thread at {int(thread):#x}, UTCB at {int(tcb['utcb']):#x}"
              f"{', 32-bit' if is_32bit_thread(thread) else ''}")
        print(f"  {state_name(tcb)}, priority {int(tcb['prio'])}, "
              f"{'in a ready queue' if tcb['is_queued'] else 'in no ready queue'}, "
              f"attention {int(tcb['no_attention']) ^ 0xff:#x}")
        print(f"  slice {microseconds(tcb['slice'])}, left {microseconds(tcb['slice_left'])}, "
              f"waits until {self.deadline(tcb)}")
        print(f"  space {int(tcb['space']):#x}, partner {name_of(tcb['partner'])}, "
              f"expects {int(tcb['expect']):#x}")
        if not is_idle(thread):
            self.print_api_part(thread)
        print("  senders:", self.senders(tcb) or "none")
        self.print_registers(thread)

    @staticmethod
    def print_registers(thread):
        """In the width of the code that the thread runs."""
        for name, contents, digits in machine().registers(
                thread["tcb"], runs_user_code(thread), runs_32bit_code(thread)):
            print(f"    {name:8} {contents:#0{digits + 2}x}")

    @staticmethod
    def print_api_part(thread):
        continuation = enum_name("continuation", "CONTINUE_", thread["tcb"]["continuation"])
        print(f"  scheduler {int(thread['scheduler']):#x}, "
              f"UTCB location {int(thread['utcb_location']):#x}, "
              f"continues with {continuation}")

    @staticmethod
    def deadline(tcb):
        timer = tcb["timer"]
        return microseconds(timer["deadline"]) if int(timer["rank"]) else "no time"

    @staticmethod
    def senders(tcb):
        first = tcb["send_queue"]
        names = []
        sender = first
        while int(sender):
            names.append(name_of(sender))
            sender = container(sender["send_link"]["next"], "struct tcb", "send_link")
            if int(sender) == int(first):
                break
        return " ".join(names)


class Queues(Command):
    """Show what will run: the running thread, ready queues by priority, the timer queue.

Usage: l4-queues"""

    name = "l4-queues"

    def run(self, words_given):
        cpu = processor()
        print(f"running: {name_of(running()['tcb'].address)}, slice ends at "
              f"{microseconds(cpu['slice_end'])}, timer at {microseconds(cpu['programmed'])}")
        queued = 0
        if int(cpu["urgent"]):
            queued += 1
            print(f"at hand:   {name_of(cpu['urgent'])}")
        for prio in range(255, -1, -1):
            first = cpu["ready"][prio]
            if not int(first):
                continue
            names = [name_of(first)]
            head = first["ready"]
            names += [name_of(t) for t in list_items(head, "struct tcb", "ready")]
            queued += len(names)
            print(f"ready {prio:3}: {' '.join(names)}")
        print(f"{queued} ready threads")
        timers = sorted(self.timers(cpu["timers"]["root"]), key=lambda t: int(t["deadline"]))
        for timer in timers:
            tcb = container(timer, "struct tcb", "timer")
            print(f"timer {microseconds(timer['deadline']):>14}: {name_of(tcb)}")
        print(f"{len(timers)} timers")

    def timers(self, root):
        """The heap below root, which may be NULL."""
        waiting = [root]
        while waiting:
            timer = waiting.pop()
            if int(timer):
                yield timer
                waiting += [timer["left"], timer["right"]]


def register():
    for command in (Threads, Thread, Queues):
        command()
