/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unit tests: the loader's command line, and how long a problem's text gets.
 */
#include "unit.h"

static struct options opt;
static struct problem why;

TEST(problem_bounded, "text: a problem's text has numbers of both lengths, and is cut at its size")
{
	static char word[2 * PROBLEM_TEXT];

	CHECK(!problem(&why, PROBLEM_ELF, "%s %u %#x %llu %#llx", "at", 7u, 0u, ~0ull, ~0ull));
	CHECK_TEXT(why.text, "at 7 0x0 18446744073709551615 0xffffffffffffffff");
	memset(word, 'z', sizeof(word) - 1);
	problem(&why, PROBLEM_ELF, "%s", word);
	CHECK_EQUAL(strlen(why.text), PROBLEM_TEXT - 1);
}

TEST(options_default, "options: defaults are maxmem off, kmem 16M, bootinfo, mbi, no decode-all")
{
	CHECK(cmdline_parse("", &opt, &why));
	CHECK_EQUAL(opt.maxmem, 0);
	CHECK_EQUAL(opt.kmem, 16 * MIB);
	CHECK_EQUAL(opt.maxcpus, 0);
	CHECK(opt.bootinfo && opt.mbi && !opt.decode_all);
}

TEST(options_sizes, "options: sizes are decimal with suffix K, M, G or none")
{
	CHECK(cmdline_parse("/boot/kickstart maxmem=3G kmem=4096K", &opt, &why));
	CHECK_EQUAL(opt.maxmem, 3 * GIB);
	CHECK_EQUAL(opt.kmem, 4 * MIB);
	CHECK(cmdline_parse("kmem=65536 maxmem=64M", &opt, &why));
	CHECK_EQUAL(opt.kmem, 65536);
	CHECK_EQUAL(opt.maxmem, 64 * MIB);
}

TEST(options_small_suffix, "LDR-06 options: the suffix may be a small letter")
{
	CHECK(cmdline_parse("kmem=8m maxmem=1g", &opt, &why));
	CHECK_EQUAL(opt.kmem, 8 * MIB);
	CHECK_EQUAL(opt.maxmem, GIB);
	CHECK(cmdline_parse("kmem=2048k", &opt, &why));
	CHECK_EQUAL(opt.kmem, 2 * MIB);
}

TEST(options_maxcpus, "options: maxcpus is a number from 1 to 32 bits' end")
{
	CHECK(cmdline_parse("kickstart maxcpus=1 kmem=8M", &opt, &why));
	CHECK_EQUAL(opt.maxcpus, 1);
	CHECK(cmdline_parse("maxcpus=4294967295", &opt, &why));
	CHECK_EQUAL(opt.maxcpus, 0xffffffff);
}

TEST(options_substring, "options: the first `name=` anywhere in the line counts")
{
	CHECK(cmdline_parse("a,kmem=2M kmem=4M", &opt, &why));
	CHECK_EQUAL(opt.kmem, 2 * MIB);
	CHECK(cmdline_parse("kmem bootinfo mbi=x", &opt, &why) == false);
}

TEST(options_booleans, "options: yes, on, enable and no, off, disable")
{
	CHECK(cmdline_parse("bootinfo=no mbi=off decode-all=yes", &opt, &why));
	CHECK(!opt.bootinfo && !opt.mbi && opt.decode_all);
	CHECK(cmdline_parse("bootinfo=disable mbi=on decode-all=enable", &opt, &why));
	CHECK(!opt.bootinfo && opt.mbi && opt.decode_all);
	CHECK(cmdline_parse("bootinfo=yes mbi=disable decode-all=on", &opt, &why));
	CHECK(opt.bootinfo && !opt.mbi && opt.decode_all);
}

TEST(options_enter, "options: enter is a word of its own")
{
	static const char *const without[] = {
		"", "/boot/enter", "center", "entering", "enter=yes", "a,enter", "kmem=8M reenter",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(without); i++) {
		CHECK(cmdline_parse(without[i], &opt, &why));
		CHECK(!opt.enter);
	}
	CHECK(cmdline_parse("enter", &opt, &why) && opt.enter);
	CHECK(cmdline_parse("/boot/kickstart enter kmem=8M", &opt, &why) && opt.enter);
	CHECK(cmdline_parse("entering center enter", &opt, &why) && opt.enter);
}

static void check_bad(const char *cmdline, const char *part)
{
	why = (struct problem){ .kind = PROBLEM_NONE };
	CHECK(!cmdline_parse(cmdline, &opt, &why));
	CHECK_EQUAL(why.kind, PROBLEM_OPTION);
	if (!strstr(why.text, part))
		test_failed(__FILE__, __LINE__, cmdline);
}

TEST(options_not_a_number, "error: a size that is no number is refused by name")
{
	check_bad("kmem=", "option kmem=: not a number");
	check_bad("maxmem=lots", "option maxmem=lots: not a number");
	check_bad("kmem=-1", "not a number");
	check_bad("kmem=16MB", "option kmem=16MB: not a number with an optional");
	check_bad("kmem=0x100000", "not a number with an optional");
}

TEST(options_bad_maxcpus, "error: no processors, no number, a unit, more than 32 bits hold")
{
	check_bad("maxcpus=0", "option maxcpus=0: at least one is needed");
	check_bad("maxcpus=", "option maxcpus=: not a number");
	check_bad("maxcpus=all", "option maxcpus=all: not a number");
	check_bad("maxcpus=-1", "option maxcpus=-1: not a number");
	check_bad("maxcpus=2K", "option maxcpus=2K: not a number");
	check_bad("maxcpus=4294967296", "number too large");
	check_bad("maxcpus=18446744073709551617", "number too large");
}

TEST(options_overflow, "error: a size beyond 64 bits is refused")
{
	check_bad("kmem=18446744073709551616", "number too large");
	check_bad("kmem=99999999999999999999999", "number too large");
	check_bad("maxmem=17179869184G", "number too large");
	CHECK(cmdline_parse("maxmem=17179869183G", &opt, &why));
	CHECK_EQUAL(opt.maxmem, 17179869183ull << 30);
}

TEST(options_bad_boolean, "error: a boolean that is neither yes nor no is refused")
{
	check_bad("mbi=maybe", "option mbi=maybe: neither yes");
	check_bad("bootinfo=yesterday", "option bootinfo=yesterday");
	check_bad("decode-all=", "option decode-all=");
	check_bad("mbi=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaa: neither");
}
