// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What programs cost by being there: one on each tracepoint that a measured operation meets. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define EMPTY(tracepoint) \
	SEC("tp_btf/" #tracepoint) \
	int empty_##tracepoint(void *context) \
	{ \
		(void)context; \
		return 0; \
	}

EMPTY(mm_filemap_get_pages)
EMPTY(block_bio_queue)
EMPTY(block_split)
EMPTY(block_rq_complete)
EMPTY(block_bio_complete)
EMPTY(iomap_dio_rw_begin)
EMPTY(sched_switch)
EMPTY(iomap_iter)
EMPTY(ext4_write_end)
EMPTY(ext4_da_write_end)
EMPTY(writeback_dirty_folio)
EMPTY(tcp_sendmsg_locked)
EMPTY(sock_send_length)
EMPTY(sock_recv_length)
EMPTY(net_dev_start_xmit)

char LICENSE[] SEC("license") = "Dual BSD/GPL";
