/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libFuzzer: an input is a sequence of system calls in a kernel on the host port. Whatever it is,
 * the kernel's data stay whole, and in the end every byte comes back.
 */
#include "sandbox.h"
#include "test.h"

#include <unistd.h>

#define MAX_STEPS	2000
#define CHECK_EVERY	64

#define WITHOUT_MEMORY	0x01	/* in the first byte: allocations fail now and then */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* A check that fails is a crash, so that the input is kept. */
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	/* What the kernel prints about halted threads is of no interest. */
	if (freopen("/dev/null", "w", stdout) == NULL)
		return 1;
	sandbox_begin();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_source s;
	bool without_memory;

	if (size == 0)
		return 0;
	without_memory = data[0] & WITHOUT_MEMORY;
	fuzz_source_bytes(&s, data + 1, size - 1);
	sandbox_fill(&s);
	for (unsigned int i = 0; i < MAX_STEPS && !fuzz_source_is_over(&s); i++) {
		if (without_memory && i % CHECK_EVERY == 0)
			alloc_fail_at(1 + fuzz_pick(&s, 60));
		sandbox_step();
		if (i % CHECK_EVERY == CHECK_EVERY - 1)
			sandbox_check();
	}
	sandbox_check();
	sandbox_empty();
	return 0;
}
