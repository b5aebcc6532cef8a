# SPDX-License-Identifier: BSD-2-Clause
# Tests whose processors are threads of an ordinary process.
tests-y += suites.o together.o crowd_test.o
