/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts whose threads, or whose handlers, are on another processor than the one that boots.
 */
#include "interrupts.h"
#include "processors.h"

static L4_ThreadId_t pit;
static L4_Word_t expected_flags;	/* of the message's tag */

static bool has_processors(void)
{
	pit = irq(PIT_LINE);
	if (machine_processors() > 1)
		return true;
	tap_skip_test("there is one processor");
	return false;
}

/* Edges of other tests are forgotten. */
static void drain(void)
{
	L4_ThreadId_t from;

	check_granted(L4_AssociateInterrupt(pit, main_thread));
	pulse_passes();
	while (!L4_IpcFailed(L4_Ipc(L4_nilthread, pit, NO_WAIT, &from)))
		check_ok(acknowledge(pit));
}

/* A handler on one processor of an interrupt on another one. */
static struct helper *begin(unsigned int of_handler, unsigned int of_interrupt)
{
	struct helper *h = helper_here();

	drain();
	place_at(h->id, of_handler);
	check_granted(L4_AssociateInterrupt(pit, h->id));
	place_at(pit, of_interrupt);
	expected_flags = of_handler != of_interrupt ? L4_TAG_XCPU : 0;
	return h;
}

static void end(void)
{
	place_at(pit, 0);
	check_granted(L4_DeassociateInterrupt(pit));
}

static void check_message_from_anywhere(struct helper *h)
{
	pulse_passes();
	check_helper_ok(h);
	tap_check_eq(h->ipc.tag.raw & ~(L4_Word_t)L4_TAG_XCPU, IRQ_TAG);
	tap_check_eq(h->ipc.sender.raw, pit.raw);
}

static void check_message(struct helper *h)
{
	check_message_from_anywhere(h);
	tap_check_eq(h->ipc.tag.raw, IRQ_TAG | expected_flags);
}

/* The handler acknowledges, and waits for the next one. */
static void acknowledge_by(struct helper *h)
{
	h->ipc.mr[0] = 0;
	helper_ipc(h, pit, pit, L4_Timeouts(L4_ZeroTime, L4_Never));
}

static void check_some(unsigned int of_handler, unsigned int of_interrupt)
{
	struct helper *h = begin(of_handler, of_interrupt);

	helper_receive(h, pit);
	for (unsigned int i = 0; i < 5; i++) {
		arm();
		check_message(h);
		acknowledge_by(h);
	}
	end();
}

TAP_TEST(irq, both_elsewhere, "IRQ-05 interrupts of a line and handler on another processor")
{
	if (has_processors())
		check_some(1, 1);
}

TAP_TEST(irq, handler_elsewhere, "IRQ-05 interrupts whose handler is on another processor")
{
	if (has_processors())
		check_some(1, 0);
}

TAP_TEST(irq, line_elsewhere, "IRQ-05 interrupts whose thread is on another processor")
{
	if (has_processors())
		check_some(0, 1);
}

TAP_TEST(irq, moves_masked, "IRQ-06 an edge before the acknowledgement, while the line moves")
{
	struct helper *h;

	if (!has_processors())
		return;
	h = begin(1, 1);
	helper_receive(h, pit);
	arm();
	check_message(h);
	arm();
	pulse_passes();
	place_at(pit, 0);
	expected_flags = L4_TAG_XCPU;
	acknowledge_by(h);
	check_message(h);
	/* And one that comes behind the move. */
	acknowledge_by(h);
	arm();
	check_message(h);
	end();
}

static void check_moves_waiting(unsigned int of_handler, unsigned int from, unsigned int to)
{
	struct helper *h = begin(of_handler, from);

	arm();
	pulse_passes();
	place_at(pit, to);
	expected_flags = of_handler != to ? L4_TAG_XCPU : 0;
	helper_receive(h, pit);
	check_message(h);
	acknowledge_by(h);
	arm();
	check_message(h);
	end();
}

TAP_TEST(irq, moves_waiting, "IRQ-03 an interrupt whose message waits moves, and the message comes")
{
	if (!has_processors())
		return;
	check_moves_waiting(0, 0, 1);
	check_moves_waiting(0, 1, 0);
	check_moves_waiting(1, 0, 1);
}

TAP_TEST(irq, moves_often, "IRQ-05 no interrupt is lost while the line moves again and again")
{
	struct helper *h;
	unsigned int i, k;

	if (!has_processors())
		return;
	h = begin(1, 0);
	helper_receive(h, pit);
	for (i = 0; i < 20; i++) {
		arm();
		for (k = 0; k < 5; k++)
			place_at(pit, k & 1);
		/* It may have come while the line was on the handler's processor. */
		check_message_from_anywhere(h);
		acknowledge_by(h);
	}
	/* The last place is the other one. */
	arm();
	check_message(h);
	end();
}
