# SPDX-License-Identifier: BSD-2-Clause
# Makes a header of the table of system calls, for C and assembler:
#	awk -f scripts/build/syscalls.awk -v abi=amd64 api/v4/syscalls.tbl
# SYSCALL_<NAME> is the number, SYSCALL_FIRST, _LAST and _COUNT tell the range. The lists call X
# for each call: SYSCALLS(X) with name and NAME, in the order of numbers, what has a number of its
# own; SYSCALL_GATES(X) with API name, NAME and the name of the call whose number it has, what has
# a gate. Fails if numbers are missing or double.

function fail(text)
{
	print FILENAME ": " text > "/dev/stderr"
	failed = 1
	exit 1
}

function digit(c)
{
	return index("0123456789abcdef", c) - 1
}

# mawk does not know hexadecimal numbers.
function number_of(text,    i, n)
{
	if (text !~ /^0x/)
		return text + 0
	for (i = 3; i <= length(text); i++)
		n = 16 * n + digit(substr(text, i, 1))
	return n
}

/^#/ && /API name/ && column == 0 {
	for (i = 2; i <= NF; i++)
		if ($i == abi)
			column = i - 2
}

/^#/ || NF == 0 { next }

column == 0 { fail("no column " abi) }

$column == "-" { next }

{
	calls++
	name[calls] = $1
	api[calls] = $2
	same[calls] = $1
	if ($column ~ /^[0-9]/) {
		number[$1] = number_of($column)
		if (number[$1] in by)
			fail("number " $column " is double")
		by[number[$1]] = $1
		if (first == "" || number[$1] < first)
			first = number[$1]
		count++
	} else {
		same[calls] = $column
	}
}

END {
	if (failed)
		exit 1
	print "/* Made from " FILENAME " for " abi ": change that. */"
	print "#ifndef GENERATED_SYSCALLS_H"
	print "#define GENERATED_SYSCALLS_H\n"
	print "#define SYSCALL_FIRST " first
	print "#define SYSCALL_LAST " first + count - 1
	print "#define SYSCALL_COUNT " count
	for (i = first; i < first + count; i++) {
		if (!(i in by))
			fail("no call has the number " i)
		print "#define SYSCALL_" toupper(by[i]) " " i
	}
	print "\n#define SYSCALLS(X) \\"
	for (i = first; i < first + count; i++)
		print "\tX(" by[i] ", " toupper(by[i]) ") \\"
	print "\n#define SYSCALL_GATES(X) \\"
	for (i = 1; i <= calls; i++)
		if (api[i] != "-")
			print "\tX(" api[i] ", " toupper(name[i]) ", " same[i] ") \\"
	print "\n#endif"
}
