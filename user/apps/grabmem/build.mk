# SPDX-License-Identifier: BSD-2-Clause
# Takes all memory that sigma0 gives, largest blocks first, and prints the totals.
obj-y := main.o
libs-y := l4 rt plat
