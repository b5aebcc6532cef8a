# SPDX-License-Identifier: BSD-2-Clause
# What the loader does, without machine and protocol: plain C that host tests use as well.
obj-y += boot.o bootinfo.o cmdline.o elf.o kip.o loader_info.o mbi.o memory.o
obj-y += compressed.o phys.o problem.o rsdp.o run.o
