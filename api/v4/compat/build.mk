# SPDX-License-Identifier: BSD-2-Clause
# Programs with 32-bit words, with COMPAT32 only.
obj-y += kip.o
obj-y += space.o
obj-y += words.o
small-y += kip.o space.o
