/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program whose own variables have names that linkers define: it gets its variables.
 */
int end = 1, edata = 2, etext = 3;
int main(void);

int main(void)
{
	return end == 1 && edata == 2 && etext == 3 ? 0 : 1;
}
