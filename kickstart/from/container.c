/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads containers of boot modules.
 */
#include "container.h"

static bool malformed(struct problem *why, const char *what)
{
	return problem(why, PROBLEM_CONTAINER, "malformed container of modules: %s", what);
}

/* The string at this offset of a container of `bytes`; NULL: it cannot be had. */
static const char *string_at(const struct phys *mem, paddr_t at, u64 bytes, u64 offset,
			     struct loader_info *told, struct problem *why)
{
	if (offset >= bytes) {
		malformed(why, "string outside");
		return NULL;
	}
	return loader_take_string(mem, at + offset, bytes - offset, told, why);
}

static bool read_module(const struct phys *mem, paddr_t at, u64 bytes, paddr_t entry,
			struct loader_info *told, struct module *m, struct problem *why)
{
	u64 offset = phys_get64(mem, entry), size = phys_get64(mem, entry + 8);
	const char *cmdline;

	*m = (struct module){ .cmdline = "" };
	cmdline = string_at(mem, at, bytes, phys_get64(mem, entry + 16), told, why);
	if (!cmdline)
		return false;
	m->cmdline = cmdline;
	if (offset > bytes || size > bytes - offset)
		return malformed(why, "file outside");
	if (!size)
		return problem(why, PROBLEM_TRUNCATED, "empty file");
	m->file = (struct range){ at + offset, at + offset + size };
	return true;
}

bool container_read(const struct phys *mem, paddr_t at, struct loader_info *told,
		    struct module *modules, struct problem *why)
{
	u64 bytes, count, options;

	why->module = NO_MODULE;
	told->cmdline = "";
	told->num_modules = 0;
	if (!phys_reaches(mem, at, CONTAINER_HEAD_BYTES) || phys_get64(mem, at) != CONTAINER_MAGIC)
		return malformed(why, "there is none");
	bytes = phys_get64(mem, at + 8);
	count = phys_get64(mem, at + 16);
	options = phys_get64(mem, at + 24);
	if (!phys_reaches(mem, at, bytes))
		return malformed(why, "it does not end in memory");
	if (count > MODULES_MAX)
		return problem(why, PROBLEM_SLOTS, "%llu modules, no kernel can be told about more "
			       "than %u", ull(count), MODULES_MAX);
	if (bytes < CONTAINER_HEAD_BYTES + count * CONTAINER_MODULE_BYTES)
		return malformed(why, "table outside");
	if (options) {
		const char *text = string_at(mem, at, bytes, options, told, why);

		if (!text)
			return false;
		told->cmdline = text;
	}
	for (u32 i = 0; i < count; i++) {
		why->module = (int)i;
		told->num_modules = i + 1;
		if (!read_module(mem, at, bytes,
				 at + CONTAINER_HEAD_BYTES + i * CONTAINER_MODULE_BYTES, told,
				 &modules[i], why))
			return false;
	}
	why->module = NO_MODULE;
	return true;
}
