/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What resets a PC without ACPI: the keyboard controller, and the reset register of chipsets.
 * (8042; Intel ICH9 datasheet, section 13.7.5)
 */
#ifndef L4_LIB_PC_RESET_H
#define L4_LIB_PC_RESET_H

/* Status when it is read, command when it is written. */
#define KBC_PORT	0x64
#define KBC_FULL	0x02	/* takes no command now */
#define KBC_ABSENT	0xff	/* what a port reads as that nobody has */
#define KBC_RESET	0xfe	/* command: pulse the reset line */

#define RESET_PORT	0xcf9
#define RESET_FIELDS	0x0e	/* what is written: how, and when */
#define RESET_HARD	0x02
#define RESET_NOW	0x04

#endif
