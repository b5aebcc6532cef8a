/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The corner of whichever screen the machine has.
 */
#include <arch/console.h>

#include <arch/pc/fb.h>
#include <arch/pc/vga.h>

void arch_console_corner(unsigned int row, unsigned int column, char c)
{
	if (IS_ENABLED(CONFIG_CONSOLE_FB))
		fb_corner(row, column, c);
	if (IS_ENABLED(CONFIG_CONSOLE_VGA))
		vga_corner(row, column, c);
}
