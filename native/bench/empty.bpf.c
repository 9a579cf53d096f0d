// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What a program costs by being there. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp_btf/mm_filemap_get_pages")
int empty(void *context)
{
	(void)context;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
