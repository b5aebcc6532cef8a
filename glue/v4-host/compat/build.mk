# SPDX-License-Identifier: BSD-2-Clause
# 32-bit programs of the host port.
obj-y += frame.o
