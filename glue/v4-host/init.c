/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel starts inside a process: machine, interface page, initial servers.
 */
#include <glue/host.h>

#include <api/boot.h>
#include <api/kip.h>
#include <api/port.h>
#include <api/preemption.h>
#include <api/print.h>
#include <arch/machine.h>
#include <base/assert.h>
#include <generic/kmem.h>
#include <generic/sched.h>
#include <generic/string.h>

/* The page of the arena that users see as the kernel interface page. */
#define KIP_PAGE		(HOST_KERNEL_START - ARCH_PAGE_SIZE)
#define KIP32_PAGE		(KIP_PAGE - ARCH_PAGE_SIZE)

/* Initial servers have no code: their addresses are names. */
#define SERVER_LOW		0x100000ul
#define SERVER_HIGH		0x1ffffful
#define SERVER_IP		0x100000ul
#define SERVER_SP		0x200000ul

unsigned int host_servers32;

static void announce(unsigned int block, bool is_32bit)
{
	kip_write(block + L4_KIP_SERVER_LOW, SERVER_LOW);
	kip_write(block + L4_KIP_SERVER_HIGH, SERVER_HIGH);
	kip_write(block + L4_KIP_SERVER_IP, SERVER_IP);
	kip_write(block + L4_KIP_SERVER_SP,
		  SERVER_SP | (word_t)is_32bit << L4_KIP_SERVER_SP_32BIT_LOG2);
}

void host_machine_init(void)
{
	arch_memory_init();
	kmem_add(HOST_KERNEL_START, HOST_KERNEL_END);
}

void host_boot(void)
{
	struct tcb *idle;

	kip_check_loader();
	announce(L4_KIP_WORD_SIGMA0_SP, host_servers32 & HOST_SIGMA0);
	announce(L4_KIP_WORD_ROOT_SP, host_servers32 & HOST_ROOT);
	host_machine_init();
	arch_phys_close(KIP32_PAGE, KIP_PAGE + ARCH_PAGE_SIZE);
	boot_threads();
	idle = boot_idle_thread(this_cpu()->number);
	if (idle == NULL)
		panic("no memory for the idle thread");
	sched_init(this_cpu(), idle, &preemption_ops);
	if (IS_ENABLED(CONFIG_COMPAT32)) {
		kip32_make();
		kmemcpy(paddr_to_kv(KIP32_PAGE), kip32_page(), ARCH_PAGE_SIZE);
	}
	kmemcpy(paddr_to_kv(KIP_PAGE), kip_page(), ARCH_PAGE_SIZE);
	boot_servers();
	print_start();
	host_leave(host_current());
}

paddr_t port_kip_page(const struct space *s)
{
	return space_is_compat(s) ? KIP32_PAGE : KIP_PAGE;
}

/* The short path uses the one there is. */
void port_thread_table(void *table, size_t bytes)
{
	(void)table;
	(void)bytes;
}
