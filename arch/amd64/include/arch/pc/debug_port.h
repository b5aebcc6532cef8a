/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The port by which emulators take text: QEMU's device isa-debugcon, Bochs with port_e9_hack.
 */
#ifndef L4_ARCH_PC_DEBUG_PORT_H
#define L4_ARCH_PC_DEBUG_PORT_H

#include <arch/console.h>

/* NULL: there is no such port. */
struct console_dev *debug_port_init(void);

#endif
