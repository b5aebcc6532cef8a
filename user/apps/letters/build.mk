# SPDX-License-Identifier: BSD-2-Clause
# Strings, receive buffers and map items between two threads.
obj-y := main.o
libs-y := l4 rt plat
