# SPDX-License-Identifier: BSD-2-Clause
# The smallest root task: says hello, shows the kernel interface page, ends the run.
obj-y := main.o
libs-y := l4 rt plat
