/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Console devices that lie in memory. Before the kernel has page tables it reaches what lies below
 * 4 GiB, so that the first messages are seen, which may be its last ones. No address is believed
 * where memory is, or the registers of interrupt controllers.
 */
#include <glue/console_memory.h>

#include <api/kip.h>
#include <api/loader_record.h>
#include <arch/console.h>
#include <arch/cpureg.h>
#include <arch/pc/fb.h>
#include <arch/pc/pci_uart.h>
#include <arch/pc/vga.h>
#include <arch/space.h>
#include <generic/console_ring.h>
#include <generic/printf.h>
#include <glue/firmware.h>
#include <glue/glue.h>

#ifdef CONFIG_CONSOLE_RING
#define RING_START	((paddr_t)CONFIG_CONSOLE_RING_ADDRESS)
#define RING_BYTES	((size_t)CONFIG_CONSOLE_RING_KB << 10)

STATIC_ASSERT(IS_ALIGNED(RING_START, ARCH_PAGE_SIZE), "the ring begins with a page");
#else
#define RING_START	((paddr_t)0)
#define RING_BYTES	((size_t)0)
#endif

#define LAST_LINE	60	/* characters of the former run's last line that are shown */

static struct place { paddr_t start, end; } ring, screen, uart;	/* end 0: there is none */

static bool overlaps(const struct place *r, paddr_t start, paddr_t end)
{
	return r->start < end && r->end > start;
}

/* Why a device's registers or pixels cannot be there, NULL if they can. */
static const char *device_objection(paddr_t start, paddr_t last)
{
	const char *why = registers_objection(start, last);

	if (why == NULL && start < ARCH_CHIPSET_END && last >= ARCH_CHIPSET_START)
		why = "where interrupt controllers are";
	return why;
}

/* --- the ring --- */

/* An image of the first programs, or what else the interface page names in these two words. */
static bool is_in_image(const struct place *r, unsigned int low, unsigned int high)
{
	return overlaps(r, kip_read(low), kip_read(high));
}

static const char *ring_objection(const struct place *r)
{
	bool is_ram = false;

	for (unsigned int i = 0; i < kip_memory_count(); i++) {
		struct kip_memory m = kip_memory(i);

		if (!memory_is_described(&m) || !overlaps(r, m.start, m.end))
			continue;
		if (m.type != L4_MEMORY_CONVENTIONAL)
			return "is taken";
		is_ram |= m.start <= r->start && m.end >= r->end;
	}
	if (!is_ram)
		return "is no memory";
	if (is_in_image(r, L4_KIP_WORD_SIGMA0_LOW, L4_KIP_WORD_SIGMA0_HIGH) ||
	    is_in_image(r, L4_KIP_WORD_SIGMA1_LOW, L4_KIP_WORD_SIGMA1_HIGH) ||
	    is_in_image(r, L4_KIP_WORD_ROOT_LOW, L4_KIP_WORD_ROOT_HIGH))
		return "is where a program is";
	return arch_phys_is_mapped(r->start, r->end - r->start) ? NULL : "is too far away";
}

/* The last line of the former run that says anything. */
static void report_former(void)
{
	char line[LAST_LINE + 1];
	u32 n = console_ring_length(true), end, start;

	for (end = n; end > 0 && console_ring_char(true, end - 1) <= ' '; end--)
		;
	for (start = end; start > 0 && end - start < LAST_LINE &&
	     console_ring_char(true, start - 1) != '\n'; start--)
		;
	for (u32 i = start; i < end; i++)
		line[i - start] = (char)console_ring_char(true, i);
	line[end - start] = '\0';
	kprintf("the former run left %u characters%s, the last line: %s\n", n,
		console_ring_former() == CONSOLE_RING_DAMAGED ? ", damaged" : "", line);
}

/* No input, and nobody waits for it: it may come last. */
static void add_device(struct console_dev *dev)
{
	struct console_dev **end = &arch_console_devs;

	while (*end != NULL)
		end = &(*end)->next;
	*end = dev;
}

static void begin_ring(void)
{
	struct place r = { RING_START, RING_START + RING_BYTES };
	const char *why = ring_objection(&r);

	if (why != NULL) {
		kprintf("console in memory at %#lx: that %s\n", r.start, why);
		return;
	}
	ring = r;
	console_ring_begin(paddr_to_kv(r.start), RING_BYTES);
	add_device(console_ring());
	if (console_ring_former() != CONSOLE_RING_NONE)
		report_former();
}

/* A reset loses what is in caches alone: from now on nothing is. */
static void map_ring(void)
{
	void *at;

	if (ring.end == 0)
		return;
	at = arch_device_map(ring.start, RING_BYTES, MEMORY_WRITE_THROUGH);
	if (at == NULL)
		return;
	write_back_caches();
	console_ring_move(at);
}

/* --- the framebuffer --- */

static void begin_screen(void)
{
	const struct fb_mode *mode = &loader_record.mode;
	const char *why;
	struct place r;

	if (loader_record.framebuffer == 0)
		return;
	r.start = loader_record.framebuffer;
	why = fb_text_objection(mode);
	if (why == NULL) {
		r.end = r.start + fb_text_bytes(mode);
		why = r.end < r.start ? "where addresses have ended" :
					device_objection(r.start, r.end - 1);
	}
	if (why != NULL) {
		kprintf("the framebuffer at %#lx: %s\n", r.start, why);
		return;
	}
	screen = r;
	fb_begin(r.start, mode);
	if (IS_ENABLED(CONFIG_CONSOLE_VGA))
		vga_map(NULL);
	if (arch_phys_is_mapped(r.start, r.end - r.start))
		fb_map(paddr_to_kv(r.start));
}

static void map_screen(void)
{
	void *at;

	if (screen.end == 0)
		return;
	at = arch_device_map(screen.start, screen.end - screen.start, MEMORY_WRITE_COMBINING);
	if (at != NULL)
		fb_map(at);
}

/* --- registers of a PCI card --- */

static void begin_uart(void)
{
	const char *why = pci_uart_objection();
	paddr_t start = pci_uart_memory();

	if (why == NULL && start != 0)
		why = device_objection(start, start + PCI_UART_BYTES - 1);
	if (why != NULL)
		kprintf("PCI serial port: %s\n", why);
	else if (start != 0)
		uart = (struct place){ start, start + PCI_UART_BYTES };
}

static void map_uart(void)
{
	void *at;

	if (uart.end == 0)
		return;
	at = arch_device_map(uart.start, PCI_UART_BYTES, MEMORY_UNCACHEABLE);
	if (at == NULL || !pci_uart_map((volatile void __iomem __force *)at))
		kprintf("PCI serial port: at %#lx is none\n", uart.start);
}

void console_memory_begin(void)
{
	kip_check_loader();
	loader_record_read();
	if (IS_ENABLED(CONFIG_CONSOLE_RING))
		begin_ring();
	if (IS_ENABLED(CONFIG_CONSOLE_FB))
		begin_screen();
	if (IS_ENABLED(CONFIG_CONSOLE_PCI_UART))
		begin_uart();
}

void console_memory_map(void)
{
	if (IS_ENABLED(CONFIG_CONSOLE_RING))
		map_ring();
	if (IS_ENABLED(CONFIG_CONSOLE_FB))
		map_screen();
	if (IS_ENABLED(CONFIG_CONSOLE_PCI_UART))
		map_uart();
}

void console_memory_describe(void)
{
	if (ring.end != 0)
		memory_reserve(ring.start, ring.end);
	/* As the firmware's own: sigma0 gives it to the root task, and to nobody else. */
	if (screen.end != 0)
		memory_describe(screen.start, screen.end, L4_MEMORY_ARCH);
}
