# SPDX-License-Identifier: BSD-2-Clause
# A root task with two threads: one asks, the other one answers.
obj-y := main.o
libs-y := l4 rt plat
