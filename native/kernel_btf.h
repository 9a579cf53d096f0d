/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's types, read once for this loader and for libbpf. */
#ifndef BYTETRAIL_KERNEL_BTF_H
#define BYTETRAIL_KERNEL_BTF_H

#include <stdbool.h>

struct btf;

/* NULL where the kernel has none. Stays this file's. */
const struct btf *bt_kernel_btf(void);

/* Whether the kernel, or a loaded module that the tracepoint is named after, has it. */
bool bt_kernel_has_tracepoint(const char *name);

/*
 * The value of a name of an enumeration, be it without a name itself, of this module or the kernel;
 * `otherwise` where there is no such name.
 */
long bt_kernel_constant(const char *module, const char *name, long otherwise);

#endif
