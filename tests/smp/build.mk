# SPDX-License-Identifier: BSD-2-Clause
# Tests of several processors in an ordinary process.
tests-y += suites.o several.o call_test.o interrupt_test.o
