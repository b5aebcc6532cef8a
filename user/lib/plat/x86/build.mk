# SPDX-License-Identifier: BSD-2-Clause
# A PC: its ports, ways to end a run, devices of the console.
obj-y += ports.o power.o screen.o serial.o text_screen.o
obj-$(CONFIG_USER_CONSOLE_FB) += fb_screen.o
shared-$(CONFIG_USER_CONSOLE_FB) += fb_font.o fb_text.o
shared-y += acpi.o acpi_off.o acpi_register.o loader_record.o ps2_keys.o

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
