/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the debugger share: commands, arguments, checked access to memory, entry.
 */
#ifndef L4_KDB_KDB_H
#define L4_KDB_KDB_H

#include <base/attr.h>
#include <base/types.h>
#include <stdarg.h>

struct cpu;
struct save_frame;
struct space;
struct thread;

/* --- commands (core.c) --- */

#define KDB_MAX_ARGS	6	/* words of a line, the command's name included */

struct kdb_command {
	const char *name;
	const char *args;	/* as shown by help */
	const char *help;
	void (*run)(int argc, char **argv);	/* argv[0] is the name as typed */
	u8 min_args, max_args;
};

/* A command registers itself: the linker collects the pointers, sorted by name. */
#define KDB_COMMAND(function, cmd_name, min, max, cmd_args, cmd_help) \
	static const struct kdb_command function##_command = { \
		.name = (cmd_name), .args = (cmd_args), .help = (cmd_help), .run = (function), \
		.min_args = (min), .max_args = (max), \
	}; \
	static const struct kdb_command *const function##_entry \
		__used __section(".kdb_commands." cmd_name) = &function##_command

extern const struct kdb_command *const kdb_commands_start[], *const kdb_commands_end[];

/*
 * Stops the machine and takes commands until one of them goes on. f: registers of the kernel where
 * it was stopped, NULL: it was entered from the running thread. ip, fp: where a backtrace of the
 * kernel starts; 0: there is none. Returns false if there is nothing to type on.
 */
bool kdb_enter(const struct save_frame *f, word_t ip, word_t fp, const char *fmt, ...)
	__printf(4, 5);

/* What it was entered with. */
struct kdb_stop {
	const struct cpu *cpu;	/* the processor that commands are about ... */
	const struct save_frame *frame;	/* ... and where it is; a program's too if ip is 0 */
	word_t ip, fp;
	bool is_panic;		/* no way back */
};

extern struct kdb_stop kdb_stop;

/* The command that calls it is the last one. */
void kdb_leave(void);

/* Ends the command that runs, with a message, and does not return if there is one. */
void kdb_abandon_command(void);

/* --- output (print.c): breaks lines that are longer than a terminal is wide --- */

void kdb_printf(const char *fmt, ...) __printf(1, 2);
void kdb_vprintf(const char *fmt, va_list args) __printf(1, 0);
/* Behind the prompt a line is typed. */
void kdb_print_prompt(const char *prompt);

/* --- input (line.c) --- */

/* An edited line without its end; false: there is no input device. */
bool kdb_read_line(char *line, size_t size);
/* Between two lines of output: has the user had enough? */
bool kdb_is_interrupted(void);
/* A key that is taken before those that come next. */
void kdb_key_ahead(int key);

/* --- arguments (args.c): they say themselves what is wrong, and return false or NULL --- */

/* Hexadecimal, with or without 0x; or a function's name, perhaps with +offset. */
bool kdb_arg_number(const char *arg, word_t *value);
/* Argument `at`, if there is one; else *value stays. */
bool kdb_arg_optional(int argc, char **argv, int at, word_t *value);
/* A thread by id or number; "." is the running one. */
struct thread *kdb_arg_thread(const char *arg);
/* A space by its address or by one of its threads. */
struct space *kdb_arg_space(const char *arg);

/* False as long as the kernel has no threads. */
bool kdb_has_threads(void);
/* The next thread of the table from this number on, NULL: no more. *number is set behind it. */
struct thread *kdb_next_thread(word_t *number);

/* What is usual to look at in a thread's UTCB (utcb.c). */
void kdb_print_utcb(const struct thread *t);

/* Prints an address of code with the name of the function, if it has one. */
void kdb_print_code(word_t ip);

/* --- memory (memory.c): the only way to memory whose address was typed --- */

/* How many bytes could be read before the first that could not. */
size_t kdb_read_kernel(void *dst, kvaddr_t src, size_t bytes);
size_t kdb_read_phys(void *dst, paddr_t src, size_t bytes);
size_t kdb_read_user(const struct space *s, void *dst, uvaddr_t src, size_t bytes);

/* --- breakpoints (breakpoints.c) --- */

#define KDB_MAX_BREAKPOINTS	8	/* a processor may have less */

struct kdb_breakpoint {
	word_t address;
	const struct space *space;	/* only there; NULL: everywhere */
	unsigned long hits;
	bool is_used;
};

/* They count from the next kdb_breakpoints_arm() on. */
extern struct kdb_breakpoint kdb_breakpoints[KDB_MAX_BREAKPOINTS];

/* There is one at ip, whatever space it is for. */
bool kdb_breakpoint_is_at(word_t ip);
/*
 * A thread of space s (NULL: the kernel) has met a breakpoint at ip. Which one it is, counted, and
 * the others are stopped; *stops: by this, the caller lets them go on. -1: there is none any more,
 * or it is for another space.
 */
int kdb_breakpoint_hit(word_t ip, const struct space *s, bool *stops);
/* Let the processor look out for all breakpoints, or for none. */
void kdb_breakpoints_arm(void);
void kdb_breakpoints_disarm(void);

/* --- break-in (breakin.c) --- */

void kdb_breakin_set(bool on);

#endif
