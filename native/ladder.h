/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What to do on kernels that lack a tracepoint. The event is told by the kernel's own functions then:
 * by fentry and fexit, which need trampolines; else by kprobes; else it is missing.
 */
#ifndef BYTETRAIL_LADDER_H
#define BYTETRAIL_LADDER_H

#include <stdbool.h>
#include <stddef.h>

/* Ways to hear of an event, best first. */
enum bt_way {
	BT_TRACEPOINT,
	BT_OLD_TRACEPOINT, /* of another name in older kernels */
	BT_FUNCTION,
	BT_KPROBE,
	BT_NO_WAY,
};

/* One program's place on the ladder. */
struct bt_rung {
	const char *program;
	const char *event; /* the tracepoint it stands in for, which is the name of a program too */
	enum bt_way way;
	bool optional; /* the function is not in every kernel, nor needed where it is not */
};

/* NULL for a program that stands in for no tracepoint. */
const struct bt_rung *bt_rung_of(const char *program);

/* A name of the command line, "tracepoint" to "none"; BT_NO_WAY + 1 when there is no such. */
unsigned int bt_way_named(const char *name);

/* Whether this kernel has the function, by its own types. */
bool bt_kernel_has_function(const char *name);

/* Whether a parameter of that function is a pointer; false when there is no such parameter. */
bool bt_parameter_is_pointer(const char *function, unsigned int parameter);

/* By its version: for what no type tells. Distributions take over fixes, seldom behaviour. */
bool bt_kernel_is_since(int major, int minor);

/*
 * Whether nothing can be had from this kernel at all, and why: 0, or a negative errno and a sentence
 * in `why`.
 */
int bt_kernel_refuses(char *why, size_t why_size);

#endif
