# SPDX-License-Identifier: BSD-2-Clause
# Register contracts, and what only this processor has: ports, its exceptions and interrupts.
obj-y += raw.o machine.o regs.o gs.o fpu.o ioport.o irq.o device.o fuzz.o
obj-y += exc.o exc_code.o exc_help.o exc_reply.o compat_code.o
obj-y += clock.o fastregs.o script.o
obj-y += segment.o segment_code.o instr.o instr_code.o isolate.o isolate_code.o window.o
cflags-y += -mgeneral-regs-only $(source-order)
