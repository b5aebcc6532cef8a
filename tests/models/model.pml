/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For all models. A property is a number with a name: what the checker prints of an assertion
 * begins with the number, and the runner looks its name up where the model defines it.
 */
#define must(property, condition) assert(property && (condition))
