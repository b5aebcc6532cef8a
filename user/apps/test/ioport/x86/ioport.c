/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IO ports: fault messages, IO fpages mapped and revoked. The port used is the POST code register,
 * which takes any byte and does nothing.
 */
#include <l4/arch.h>

#include "exc_code.h"

#define PORT		0x80
#define PORT_RANGE	0x100	/* nobody's: for ranges */
#define IO_TAG		((L4_Word_t)L4_PROTO_IOFAULT << L4_PROTO_SHIFT | 6 << 16 | 2)
#define ALL_PORTS	L4_IoFpageLog2(0, 16)
/* Nothing, where a word has no more. */
#define ABOVE_BIT_31	(~(L4_Word_t)0 << 16 << 16)

helper_fn port_in8, port_in16, port_in32, port_out8, port_out32, port_outs, port_ins;
extern const char port_in8_ip[], port_in16_ip[], port_out32_ip[], port_outs_ip[];
extern const char port_failed[];

static void check_io_fault(struct helper *h, helper_fn *fn, L4_Word_t port, const char *ip,
			   L4_Fpage_t expected)
{
	if (!tap_check_eq(helper_run(h, fn, port, (L4_Word_t)page(0), 3), IO_FAULT))
		return;
	tap_check_eq(h->mr[0], IO_TAG | x_bit(h, NULL));
	tap_check_eq(h->mr[1], expected.raw);
	if (ip)
		tap_check_eq(h->mr[2], (L4_Word_t)ip);
}

static void abort_port(struct helper *h)
{
	struct exregs r = { .ip = (L4_Word_t)port_failed };

	exregs(h->id, L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP, &r);
	if (helper_finish(h) != DONE)
		tap_fail("a helper does not go on after an IO fault");
}

static bool can_use(struct helper *h, L4_Word_t port)
{
	enum outcome outcome = helper_run(h, port_in8, port, 0, 0);

	if (outcome == IO_FAULT)
		abort_port(h);
	else
		tap_check_eq(outcome, DONE);
	return outcome == DONE;
}

/* The main thread gets the ports from sigma0. */
static void own_ports(L4_Fpage_t ports)
{
	L4_Fpage_t got = L4_Sigma0_GetPage(L4_nilthread, ports);

	tap_check_msg(L4_IsIoFpage(got), "sigma0 gives %#lx for %#lx", got.raw, ports.raw);
}

static L4_Word_t item_of(L4_Fpage_t ports)
{
	return ports.raw | L4_ReadWriteOnly;
}

static enum outcome answer(struct helper *h, L4_Fpage_t ports)
{
	return helper_answer(h, L4_ITEM_MAP, item_of(ports));
}

static void give_ports(struct helper *h, L4_Fpage_t ports)
{
	L4_Fpage_t f = { .raw = item_of(ports) };

	give(h, f, 0, L4_CompleteAddressSpace);
}

TAP_TEST(ioport, in_byte, "IO-01 IN of a byte: tag, fpage of the port, IP")
{
	check_io_fault(helper_there(), port_in8, PORT, port_in8_ip, L4_IoFpageLog2(PORT, 0));
}

TAP_TEST(ioport, in_word, "IO-01 IN of a word: fpage of two ports")
{
	check_io_fault(helper_there(), port_in16, PORT, port_in16_ip, L4_IoFpageLog2(PORT, 1));
}

TAP_TEST(ioport, out_dword, "IO-02 OUT of a double word: fpage of four ports")
{
	check_io_fault(helper_there(), port_out32, PORT, port_out32_ip, L4_IoFpageLog2(PORT, 2));
}

TAP_TEST(ioport, unaligned, "IO-02 an unaligned word: the smallest fpage that covers its ports")
{
	check_io_fault(helper_there(), port_in16, PORT + 1, port_in16_ip, L4_IoFpageLog2(PORT, 2));
	check_io_fault(helper_there(), port_in16, PORT + 3, port_in16_ip, L4_IoFpageLog2(PORT, 3));
}

TAP_TEST(ioport, beyond, "IO-02 an access that reaches beyond the last port: exception 13")
{
	static const struct {
		helper_fn *fn;
		L4_Word_t port;
	} access[] = {
		{ port_in16, 0xffff }, { port_in32, 0xfffd }, { port_in32, 0xffff },
		{ port_out32, 0xfffe },
	};
	struct helper *h = handled(helper_there());
	unsigned int i;

	for (i = 0; i < sizeof(access) / sizeof(access[0]); i++) {
		tap_context("%u", i);
		tap_check_eq(helper_run(h, access[i].fn, access[i].port, 0, 0), EXCEPTION);
		tap_check_eq(h->mr[MR_VECTOR], VECTOR_PROTECTION);
		h->mr[MR_IP] = (L4_Word_t)port_failed;
		tap_check_eq(exc_reply(h, 1), DONE);
	}
}

TAP_TEST(ioport, completes, "IO-03 with the port mapped the instruction completes")
{
	struct helper *h = helper_there();

	own_ports(L4_IoFpageLog2(PORT, 0));
	tap_check_eq(helper_run(h, port_out8, PORT, 0x5a, 0), IO_FAULT);
	tap_check_eq(answer(h, L4_IoFpageLog2(PORT, 0)), DONE);
	tap_check(can_use(h, PORT));
	tap_check(!can_use(h, PORT + 1));
}

TAP_TEST(ioport, no_rights, "FIX-04 an IO item without rights gives full access")
{
	struct helper *h = helper_there();

	own_ports(L4_IoFpageLog2(PORT, 0));
	tap_check_eq(helper_run(h, port_in8, PORT, 0, 0), IO_FAULT);
	/* The word of the fault as it came. */
	tap_check_eq(helper_answer(h, L4_ITEM_MAP, h->mr[1]), DONE);
	tap_check_eq(helper_run(h, port_out8, PORT, 1, 0), DONE);
}

TAP_TEST(ioport, upper_bits, "FIX-04 bits 63 to 32 of an IO fpage are ignored, its send base too")
{
	struct helper *h = helper_there();

	own_ports(L4_IoFpageLog2(PORT, 0));
	tap_check_eq(helper_run(h, port_in8, PORT, 0, 0), IO_FAULT);
	tap_check_eq(helper_answer(h, 0x12345400 | L4_ITEM_MAP,
				   item_of(L4_IoFpageLog2(PORT, 0)) | ABOVE_BIT_31), DONE);
}

TAP_TEST(ioport, memory_answer, "FIX-15 a memory item as answer to an IO fault is message overflow")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_run(h, port_in8, PORT, 0, 0), IO_FAULT);
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 2 << L4_TAG_TYPED_SHIFT });
	L4_LoadMR(1, PLACE | L4_ITEM_MAP);
	L4_LoadMR(2, page_fpage(0, L4_FullyAccessible).raw);
	check_error(L4_Send_Timeout(h->id, L4_ZeroTime), SEND_OVERFLOW);
	tap_check_eq(helper_finish(h), IO_FAULT);
	abort_port(h);
	tap_check(!can_read(h, PLACE));
}

TAP_TEST(ioport, root, "IO-04 a port access of the root task is served by sigma0")
{
	tap_check_eq(port_out8(PORT, 1, 0), 0);
}

TAP_TEST(ioport, request, "IO-05 sigma0 gives a range of ports")
{
	L4_Fpage_t f = L4_IoFpageLog2(PORT_RANGE, 5), got = L4_Sigma0_GetPage(L4_nilthread, f);

	tap_check(L4_IsIoFpage(got));
	tap_check_eq(L4_IoFpagePort(got), PORT_RANGE);
	tap_check_eq(L4_IoFpageSizeLog2(got), 5);
}

TAP_TEST(ioport, request_any, "FIX-16 a request for any port is refused")
{
	L4_Fpage_t f = { .raw = ~(L4_Word_t)0xffff | L4_FPAGE_SIZE_IO << L4_FPAGE_SIZE_SHIFT };

	tap_check_eq(L4_Sigma0_GetPage(L4_nilthread, f).raw, 0);
}

static L4_Word_t work_ask_for_ports(L4_Word_t ports, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t sigma0 = L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
	L4_Fpage_t f = { .raw = ports };

	(void)b;
	(void)c;
	return L4_Sigma0_GetPage(sigma0, f).raw;
}

TAP_TEST(ioport, request_single, "FIX-16 a single port is given to every thread that asks")
{
	struct helper *a = helper_there(), *b = helper_there();
	L4_Fpage_t port = L4_IoFpageLog2(PORT, 0), got;

	own_ports(port);
	got.raw = helper_call(a, work_ask_for_ports, port.raw, 0, 0);
	tap_check(L4_IsIoFpage(got));
	got.raw = helper_call(b, work_ask_for_ports, port.raw, 0, 0);
	tap_check(L4_IsIoFpage(got));
	tap_check(can_use(a, PORT) && can_use(b, PORT));
}

TAP_TEST(ioport, unmap_chain, "IO-06 an unmap of ports reaches the whole chain")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Fpage_t ports = L4_IoFpageLog2(PORT_RANGE, 3);

	own_ports(ports);
	give_ports(b, ports);
	pass(b, c, L4_ITEM_MAP, item_of(ports), L4_CompleteAddressSpace);
	tap_check(can_use(b, PORT_RANGE + 7));
	tap_check(can_use(c, PORT_RANGE + 7));
	(void)L4_UnmapFpage(L4_FpageAddRights(ports, L4_FullyAccessible));
	tap_check(!can_use(b, PORT_RANGE + 7));
	tap_check(!can_use(c, PORT_RANGE + 7));
	(void)port_in8(PORT_RANGE + 7, 0, 0);
}

TAP_TEST(ioport, unmap_derived, "UNMAP-14 an unmap of ports takes them from derived spaces only")
{
	struct helper *b = helper_there(), *c = helper_there();
	L4_Fpage_t ports = L4_IoFpageLog2(PORT, 0);

	own_ports(ports);
	give_ports(b, ports);
	give_ports(c, ports);
	tap_check_eq(L4_UnmapFpage(L4_FpageAddRights(ports, L4_FullyAccessible)).raw, ports.raw);
	tap_check(!can_use(b, PORT));
	tap_check(!can_use(c, PORT));
}

TAP_TEST(ioport, unmap_part, "IO-06 an unmap of some ports of a range leaves the others")
{
	struct helper *h = helper_there();

	own_ports(L4_IoFpageLog2(PORT_RANGE, 4));
	give_ports(h, L4_IoFpageLog2(PORT_RANGE, 4));
	(void)L4_UnmapFpage(L4_FpageAddRights(L4_IoFpageLog2(PORT_RANGE + 4, 1),
					      L4_FullyAccessible));
	tap_check(can_use(h, PORT_RANGE + 3));
	tap_check(!can_use(h, PORT_RANGE + 4));
	tap_check(!can_use(h, PORT_RANGE + 5));
	tap_check(can_use(h, PORT_RANGE + 6));
}

TAP_TEST(ioport, other_space, "IO-07 the ports of one space are not those of another")
{
	struct helper *h = helper_there(), *other = helper_there();

	own_ports(L4_IoFpageLog2(PORT, 0));
	give_ports(h, L4_IoFpageLog2(PORT, 0));
	tap_check(can_use(h, PORT));
	tap_check(!can_use(other, PORT));
	tap_check(can_use(h, PORT));
	tap_check(can_use(helper_beside(h), PORT));
}

TAP_TEST(ioport, not_owned, "IO-07 ports that a space does not have cannot be mapped on")
{
	struct helper *b = helper_there(), *c = helper_there();

	pass(b, c, L4_ITEM_MAP, item_of(L4_IoFpageLog2(PORT, 0)), L4_CompleteAddressSpace);
	tap_check(!can_use(c, PORT));
}

TAP_TEST(ioport, no_window, "MAP-20 ports need a window too")
{
	struct helper *h = helper_there();

	own_ports(L4_IoFpageLog2(PORT, 0));
	check_error(item_send(h, L4_ITEM_MAP, item_of(L4_IoFpageLog2(PORT, 0)), L4_Nilpage),
		    SEND_OVERFLOW);
	check_helper_error(h, RECEIVE_OVERFLOW);
	tap_check(!can_use(h, PORT));
}

TAP_TEST(ioport, string, "IO-08 REP OUTS faults, then completes")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, L4_FullyAccessible), (L4_Word_t)page(0), L4_CompleteAddressSpace);
	own_ports(L4_IoFpageLog2(PORT, 0));
	check_io_fault(h, port_outs, PORT, port_outs_ip, L4_IoFpageLog2(PORT, 0));
	tap_check_eq(answer(h, L4_IoFpageLog2(PORT, 0)), DONE);
	tap_check_eq(h->value, 0);
}

TAP_TEST(ioport, string_in, "IO-08 REP INS faults, then completes")
{
	struct helper *h = helper_there();

	give(h, page_fpage(0, L4_FullyAccessible), (L4_Word_t)page(0), L4_CompleteAddressSpace);
	own_ports(L4_IoFpageLog2(PORT_RANGE, 0));
	check_io_fault(h, port_ins, PORT_RANGE, NULL, L4_IoFpageLog2(PORT_RANGE, 0));
	tap_check_eq(answer(h, L4_IoFpageLog2(PORT_RANGE, 0)), DONE);
	tap_check_eq(h->value, 0);
}

TAP_TEST(ioport, grant, "MAP-14 granted ports leave the granter")
{
	struct helper *b = helper_there(), *c = helper_there();

	own_ports(L4_IoFpageLog2(PORT, 0));
	give_ports(b, L4_IoFpageLog2(PORT, 0));
	pass(b, c, L4_ITEM_GRANT, item_of(L4_IoFpageLog2(PORT, 0)), L4_CompleteAddressSpace);
	tap_check(!can_use(b, PORT));
	tap_check(can_use(c, PORT));
}

TAP_TEST(ioport, all, "IO-03 all 65536 ports can be mapped at once")
{
	struct helper *h = helper_there();

	/* Only those that the main thread has can appear. */
	own_ports(L4_IoFpageLog2(PORT, 0));
	give_ports(h, ALL_PORTS);
	tap_check(can_use(h, PORT));
	tap_check(!can_use(h, 0xfff0));
}

TAP_TEST(ioport, space_gone, "IO-10 with a space its ports and those derived from it are gone")
{
	struct helper *b = helper_there(), *c = helper_there();

	own_ports(L4_IoFpageLog2(PORT, 0));
	give_ports(b, L4_IoFpageLog2(PORT, 0));
	pass(b, c, L4_ITEM_MAP, item_of(L4_IoFpageLog2(PORT, 0)), L4_CompleteAddressSpace);
	helper_forget(b);
	tap_check(!can_use(c, PORT));
	tap_check(!can_use(helper_there(), PORT));
}
