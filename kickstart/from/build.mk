# SPDX-License-Identifier: BSD-2-Clause
# Protocols of boot loaders: each file takes over what one of them tells.
obj-y += multiboot1.o
