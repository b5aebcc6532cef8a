# SPDX-License-Identifier: BSD-2-Clause
# Turns the output of `nm -n` into an assembler file with the table that backtraces take names
# from: sorted addresses of the kernel's functions, and for each the offset of its name.

$2 ~ /^[tTwW]$/ && $3 !~ /^\./ && $3 !~ /^ksyms_/ {
	n++
	addr[n] = $1
	name[n] = $3
}

END {
	print "\t.section .ksyms, \"a\""
	print "\t.balign 8"
	print "\t.globl ksyms_count, ksyms_addr, ksyms_name, ksyms_strings"
	print "ksyms_count:"
	print "\t.quad " n + 0
	print "ksyms_addr:"
	for (i = 1; i <= n; i++)
		print "\t.quad 0x" addr[i]
	print "ksyms_name:"
	offset = 0
	for (i = 1; i <= n; i++) {
		print "\t.long " offset
		offset += length(name[i]) + 1
	}
	print "ksyms_strings:"
	for (i = 1; i <= n; i++)
		print "\t.asciz \"" name[i] "\""
	print "\t.section .note.GNU-stack, \"\""
}
