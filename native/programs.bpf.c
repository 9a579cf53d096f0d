// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * All programs as one object. (Linking objects would be nicer, but the linker in libbpf 1.1 cannot
 * take kernel functions.)
 */
#include "block.bpf.c"
#include "direct.bpf.c"
#include "direct_map.bpf.c"
#include "dma.bpf.c"
#include "egress.bpf.c"
#include "evictions.bpf.c"
#include "faults.bpf.c"
#include "functions.bpf.c"
#include "mappings.bpf.c"
#include "page_cache.bpf.c"
#include "processes.bpf.c"
#include "sockets.bpf.c"
#include "stall.bpf.c"
#include "system_calls.bpf.c"
#include "writes.bpf.c"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
