/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program as others write them for X.2: it has string functions, an allocator behind the end of
 * its image and start-up code of its own, and uses the library for the rest. It compiles as C and
 * as C++.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kcp.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/sigma0.h>
#include <l4/thread.h>
#include <l4/tracebuffer.h>

#include <l4io.h>
#include <plat.h>

#if defined(__cplusplus)
#define C_NAME extern "C"
extern "C" {
#else
#define C_NAME
#endif

extern char _start[], etext[], _etext[], __etext[], edata[], _edata[], __bss_start[];
extern char end[], _end[], __end[], __executable_start[];

void *memset(void *p, int c, L4_Size_t n);
void *memcpy(void *to, const void *from, L4_Size_t n);
L4_Size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
char *strchr(const char *s, int c);
int atoi(const char *s);
int isdigit(int c);
void abort(void);
void end_of_run(int status);

#if defined(__cplusplus)
}
#endif

static unsigned int sets, copies, lengths;
static char data_word[8] = "data";
static char *heap = _end;

/* What the library has, too; the loops must not become calls of themselves. */
C_NAME void *memset(void *p, int c, L4_Size_t n)
{
	volatile char *to = (volatile char *)p;

	sets++;
	while (n-- > 0)
		*to++ = (char)c;
	return p;
}

C_NAME void *memcpy(void *to, const void *from, L4_Size_t n)
{
	volatile char *d = (volatile char *)to;
	const char *s = (const char *)from;

	copies++;
	while (n-- > 0)
		*d++ = *s++;
	return to;
}

C_NAME L4_Size_t strlen(const char *s)
{
	L4_Size_t n = 0;

	lengths++;
	while (((const volatile char *)s)[n])
		n++;
	return n;
}

C_NAME int isdigit(int c)
{
	return c >= '0' && c <= '9';
}

C_NAME int atoi(const char *s)
{
	int n = 0;

	for (; isdigit(*s); s++)
		n = n * 10 + *s - '0';
	return n;
}

C_NAME void abort(void)
{
	end_of_run(1);
}

C_NAME void end_of_run(int status)
{
	plat_exit(status == 0);
}

static void *allocate(L4_Size_t size)
{
	char *p = heap;

	heap += (size + 15) & ~(L4_Size_t)15;
	memset(p, 0, size);
	return p;
}

static int check(int good, const char *what)
{
	printf("%s: %s\n", good ? "good" : "bad", what);
	return good ? 0 : 1;
}

static int check_heap(void)
{
	L4_Word_t *first = (L4_Word_t *)allocate(10000), *second = (L4_Word_t *)allocate(8);
	int i, zeros = 0;

	for (i = 0; i < 1250; i++)
		zeros += first[i] == 0;
	*second = 7;
	return check(zeros == 1250 && (char *)second == _end + 10000 && *second == 7,
		     "memory behind _end is free");
}

#define AT(symbol)	((L4_Word_t)(symbol))

static int check_symbols(void)
{
	return check(AT(etext) == AT(_etext) && AT(etext) == AT(__etext) &&
		     AT(edata) == AT(_edata) && AT(end) == AT(_end) && AT(end) == AT(__end),
		     "each place has one address") +
	       check(AT(__executable_start) <= AT(_start) && AT(_start) < AT(etext) &&
		     AT(etext) <= AT(data_word) && AT(data_word) < AT(edata),
		     "text and data lie inside") +
	       check(AT(edata) <= AT(__bss_start) && AT(&heap) < AT(edata) &&
		     AT(&sets) >= AT(edata) && AT(&sets + 1) <= AT(end), "and so does bss");
}

static int check_own_functions(void)
{
	unsigned int before = copies;
	char text[200];

	/* The library prints by way of these. */
	printf("%s %d\n", strchr("a number", 'n'), atoi("42x"));
	return check(sets > 0 && copies > before && lengths > 0,
		     "the program's functions are used") +
	       check(strcmp(data_word, "data") == 0 &&
		     snprintf(text, sizeof(text), "%s", data_word) == 4,
		     "and the library's beside them");
}

static int check_types(void)
{
	L4_KernelInterfacePage_t *kip = (L4_KernelInterfacePage_t *)L4_GetKernelInterface();
	L4_KernelConfigurationPage_t *kcp = (L4_KernelConfigurationPage_t *)kip;
	L4_MemoryInfo_t info = kip->MemoryInfo;
	L4_KernelRootServer_t root = kcp->root_server;

	L4_Tbuf_RecordEvent_1(L4_TRACEBUFFER_USERID_START, "an event with %x", 1);
	L4_Tbuf_IncCounter(1);
	return check(info.n > 0 && info.MemDescPtr != 0, "memory descriptors") +
	       check(root.ip == (L4_Word_t)_start && root.low <= root.ip && root.ip < root.high,
		     "the root server is this program") +
	       check(L4_GetTraceBuffer() == 0, "no trace buffer");
}

C_NAME int main(void);
C_NAME int main(void)
{
	int failed = check_symbols() + check_heap() + check_own_functions() + check_types();

	printf("%d checks failed\n", failed);
	return failed;
}
