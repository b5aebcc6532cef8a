# SPDX-License-Identifier: BSD-2-Clause
# Protocols of boot loaders: each file takes over what one of them tells.
ifeq ($(kickstart-machine),pc)
obj-y += multiboot1.o multiboot2.o efi_map.o
else
obj-y += container.o openfirmware.o
endif
