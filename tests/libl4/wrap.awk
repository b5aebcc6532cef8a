# SPDX-License-Identifier: BSD-2-Clause
# Turns a table of functions (result, name, parameters) into source that takes the address of each
# with exactly this type and calls it.
BEGIN {
	FS = "\t"
}

/^#/ || NF != 3 {
	next
}

{
	arguments = ""
	if ($3 != "void") {
		n = split($3, parameter, /, */)
		for (i = 1; i <= n; i++) {
			name = parameter[i]
			sub(/.*[ *&]/, "", name)
			arguments = arguments (i > 1 ? ", " : "") name
		}
	}
	printf "%s wrap_%s_%d(%s);\n", $1, prefix, NR, $3
	printf "%s wrap_%s_%d(%s)\n{\n", $1, prefix, NR, $3
	printf "\t%s (*function)(%s) = %s;\n\n", $1, $3, $2
	printf "\t%sfunction(%s);\n}\n\n", $1 == "void" ? "" : "return ", arguments
}
