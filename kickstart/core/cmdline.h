/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader's own command line.
 */
#ifndef L4_KICKSTART_CMDLINE_H
#define L4_KICKSTART_CMDLINE_H

#include "problem.h"

struct options {
	u64 maxmem;		/* use no memory from here on; 0 = no limit */
	u64 kmem;		/* bytes for the kernel */
	u32 maxcpus;		/* start no more processors than this; 0 = no limit */
	bool bootinfo;		/* build boot information */
	bool mbi;		/* keep a copy of the multiboot structure */
	bool decode_all;	/* load every module that is an ELF file */
	bool enter;		/* the kernel begins with its debugger */
	bool attended;		/* somebody is there to use it: at a break-in key, at a panic */
};

/*
 * Take the options from text. An option is found wherever `name=` occurs first, or as a word of its
 * own if it has no value; the rest of the line is nobody's business. Errors: PROBLEM_OPTION for a
 * value that is none.
 */
__must_check bool cmdline_parse(const char *text, struct options *opt, struct problem *why);

#endif
