# SPDX-License-Identifier: BSD-2-Clause
# The X.2 library: nearly all of it is inline functions; crt0.o is linked first in every program.
obj-y := crt0.o init.o

# __L4_Init runs before anything is known about the stack or the FPU.
cflags-init.o := -mgeneral-regs-only
