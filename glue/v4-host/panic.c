/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A broken invariant ends the process; a halted thread is reported on the console.
 */
#include <base/assert.h>

#include <api/port.h>
#include <arch/console.h>
#include <arch/hosted.h>
#include <generic/console.h>
#include <generic/printf.h>

void panic(const char *fmt, ...)
{
	va_list ap;

	arch_console_init();
	(void)console_defer(NULL);
	kprintf("kernel panic: ");
	va_start(ap, fmt);
	kvprintf(fmt, ap);
	va_end(ap);
	kprintf("\n");
	hosted_abort();
}

void port_report_halt(struct tcb *t, const char *why)
{
	kprintf("thread %#lx halted at %#lx: %s\n", t->id, t->frame.ip, why);
}
