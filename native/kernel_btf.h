/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's types, read once for this loader and for libbpf. */
#ifndef BYTETRAIL_KERNEL_BTF_H
#define BYTETRAIL_KERNEL_BTF_H

struct btf;

/* NULL where the kernel has none. Stays this file's. */
const struct btf *bt_kernel_btf(void);

#endif
