/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Is the current thread in the middle of a fault of a mapped file? */
#ifndef BYTETRAIL_FAULTS_BPF_H
#define BYTETRAIL_FAULTS_BPF_H

#include "maps.bpf.h"

/* A folio of 2 MiB is mapped by one entry of a page directory. */
#define BT_HUGE_ORDER 9

/*
 * filemap_map_pages() leaves before its tracepoint when it maps a huge folio, so nothing will tell
 * that its pages are read: what a fault brings in like that counts as read at once.
 */
static __always_inline bool feed_huge_folio(const struct bt_where *where, __u64 first, __u64 order,
					    __u64 bytes)
{
	const struct bt_thread *thread;

	if (order < BT_HUGE_ORDER)
		return false;
	thread = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);
	if (!thread || thread->faults != finished_faults())
		return false;
	if (thread->fault_page - first < 1ULL << order)
		add(&where->lane->counts.stalled_bytes, bytes);
	else
		add(&where->lane->counts.read_ahead_bytes, bytes);
	return true;
}

#endif
