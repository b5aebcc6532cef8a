#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Tests of the commands for gdb on SPARC-V9: on a machine that has not started, in the kernel, in
# programs, where the TLB has nothing of the kernel's memory. Prints TAP.
#
# usage: gdb.sh OUTDIR
#
# shellcheck disable=SC2016

set -u
unset CDPATH
top=$(cd "$(dirname "$0")/../.." && pwd)
out=$(cd "${1:?output folder}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/filbert-gdb.XXXXXX")
emulator=
trap '[ -z "$emulator" ] || kill "$emulator" 2>/dev/null; rm -rf "$work"' EXIT
number=0

# shellcheck disable=SC2034
debugger=gdb-multiarch
. "$top/tests/gdb/session.sh"

machine hello
every="'l4-thread', 'l4-queues', 'l4-kmem', 'l4-utcb', 'l4-backtrace', 'l4-threads', "
every="$every'l4-space all', 'l4-mapdb \$pc'"
{
	printf 'echo == reset\\n\n'
	try 'at reset' "$every"
	printf 'echo == end\\n\n'
	printf 'break main\ncontinue\n'
	gently 'x/2gx cpu0.idle' 'x/2wx $pc' 'x/gx -8' 'print cpu0.number' 'info symbol $pc' \
		l4-threads 'l4-thread ' 'l4-thread 0x60' 'l4-thread cpu0.idle' l4-space \
		'l4-space all' 'l4-mapdb $pc' 'l4-mapdb 0' l4-queues l4-kmem l4-utcb \
		'l4-utcb 0x60' 'l4-backtrace ' 'l4-backtrace 0x60' l4-mode 'l4-mode 32' \
		'l4-mapdb 0x80000000000' 'l4-thread main' 'l4-thread 0x99'
	printf 'set variable $keep = $g7\nset variable $g7 = 8\n'
	gently 'l4-thread   ' 'l4-queues  '
	printf 'set variable $g7 = $keep\n'
	printf 'delete\nbreak debug_trap\ncontinue\n'
	gently 'info symbol  $pc' backtrace l4-thread l4-backtrace
	printf 'delete\nbreak printf\ncontinue\n'
	gently 'l4-backtrace  '
	printf 'echo == end\\n\ndelete\ncontinue\n'
} >"$work/commands"
debug

count=$(grep -c '^fails at reset l4-.* the kernel is not running yet$' "$work/said")
says "at reset each command says why not ($count)" reset \
	"$([ "$count" = 8 ] && echo 'running yet$' || echo 'all eight')"
says "in the kernel: its symbols are known" 'info symbol  $pc' '^debug_trap.* in section .text'
says "in the kernel: where it was called" backtrace '^#1 .* in user_trap '
says "in the kernel: the thread that called it" l4-thread '^thread 0x6200000001, local 0x'
says "in the kernel: the calls of its program" l4-backtrace '^  0x0000000001[0-9a-f]{6} '
says "in a program: memory of the kernel by its address" 'x/2gx cpu0.idle' '^0xfffff8'
says "in a program: its own memory" 'x/2wx $pc' '^0x1[0-9a-f]+ <main.*>:'
says "in a program: what is nobody's memory" 'x/gx -8' 'Cannot access memory at address'
says "the root task's symbols are known" 'info symbol $pc' '^main.*in section .text of .*hello'
says "l4-threads: the root task runs" l4-threads '^\* +0x6[0-9a-f]+ running +255'
says "l4-threads: sigma0 waits" l4-threads ' 0x6000000001 waiting +255'
says "l4-threads: idle is there" l4-threads ' idle '
says "l4-thread: the running one" 'l4-thread ' '^thread 0x6200000001, local 0xbf000000'
says "l4-thread: with its registers" 'l4-thread ' '^    pc +0x0000000001'
says "l4-thread: another one, by its number" 'l4-thread 0x60' '^thread 0x6000000001'
says "l4-thread: its registers, from its frame" 'l4-thread 0x60' '^    trap +0x0000000000000171$'
says "l4-thread: a window of it" 'l4-thread 0x60' '^    i7 +0x0000000000f'
says "l4-thread: by an expression" 'l4-thread cpu0.idle' '^thread idle'
says "l4-space: members" l4-space '^  threads: 0x6200000001'
says "l4-space: code is read and executed, not written" l4-space '-0x[0-9a-f]+ r-x level 0'
says "l4-space: pages of the kernel" l4-space ' kernel$'
says "l4-space: all of them" 'l4-space all' '^space .* privileged'
says "l4-mapdb: the page in question" 'l4-mapdb $pc' '^0x[0-9a-f]+ of space 0x.*, level 0, r'
says "l4-mapdb: below another one" 'l4-mapdb $pc' '^    .* of space 0x.*<--$'
says "l4-mapdb: nothing there" 'l4-mapdb 0' 'nothing is mapped at 0x0'
says "l4-mapdb: no address of a program" 'l4-mapdb 0x80000000000' 'no address of a program'
says "l4-queues: who runs" l4-queues '^running: 0x6200000001'
says "l4-queues: timers" l4-queues '^[0-9]+ timers$'
says "l4-kmem: regions" l4-kmem '^region 0xfffff8'
says "l4-kmem: page tables" l4-kmem '^  page tables +[0-9]+ KiB'
says "l4-kmem: caches" l4-kmem '^cache thread_cache +[0-9]+ objects of'
says "l4-utcb: whose it is" l4-utcb '^thread 0x6200000001, UTCB at 0xbf000000, words of 8 bytes$'
says "l4-utcb: its words" l4-utcb '^  pager +0x6000000001$'
says "l4-utcb: of another thread" 'l4-utcb 0x60' '^  global id +0x6000000001$'
says "l4-backtrace: where it is" 'l4-backtrace ' '^  0x[0-9a-f]{16} main$'
says "l4-backtrace: the caller, in a window" 'l4-backtrace ' '^  0x[0-9a-f]{16} _start$'
says "l4-backtrace: of another thread" 'l4-backtrace 0x60' '^  0x0000000000f[0-9a-f]{5}'
says "l4-backtrace: windows that are in the processor" 'l4-backtrace  ' '^  0x[0-9a-f]{16} main$'
says "l4-mode: there is one word size" 'l4-mode 32' '^this machine has no 32-bit programs$'
says "no thread by a function" 'l4-thread main' '^main: '
says "no thread by a wrong number" 'l4-thread 0x99' '^no thread 0x99$'
says "a program that has changed %g7: nobody can tell whose it is" 'l4-thread   ' \
	'^whose program runs cannot be told: %g7 is not its UTCB$'
ends "the program goes on to its end after them"

# Where the partner has got a message, most of the time by a short IPC, which tells no variable.
machine pingpong
{
	printf 'break *(pong_loop+0x2c)\nignore 1 20\ncontinue\n'
	gently 'x/i $pc' l4-thread 'print/x $g7' l4-threads
	printf 'echo == end\\n\ndelete\nmonitor quit\n'
} >"$work/commands"
debug
utcb=$(sed -n 's/^\$.* = \(0x[0-9a-f]*\)$/\1/p' "$work/said")
says "after a short IPC: the place" 'x/i $pc' 'pong_loop.*:.*b,a'
says "after a short IPC: who runs" l4-thread "^thread 0x[0-9a-f]+, local ${utcb:-none},"
says "after a short IPC: the list marks it" l4-threads '^\* +0x[0-9a-f]+ running'
says "after a short IPC: and no other" l4-threads '^  +0x6200000001 waiting'
wait "$emulator"
emulator=
echo "1..$number"
