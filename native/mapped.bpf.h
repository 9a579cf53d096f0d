/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A fault of a mapped file, whatever told of it: a tracepoint, or the kernel's own function. */
#ifndef BYTETRAIL_MAPPED_BPF_H
#define BYTETRAIL_MAPPED_BPF_H

#include "evictions.bpf.h"
#include "faults.bpf.h"
#include "fresh.bpf.h"

/* Minor until the kernel says otherwise, below. */
static __always_inline void count_fault(const struct bt_where *where, __u64 page)
{
	struct bt_thread *thread = this_thread();
	__u64 finished = finished_faults();

	if (!thread)
		return;
	thread->fault_page = page;
	if (thread->faults == finished)
		return;
	thread->faults = finished;
	thread->fault_lane = where->index;
	add(&where->lane->counts.minor_faults, 1);
}

/* Pages [first, last] were in the cache, and are mapped now. */
static __always_inline void map_pages(const struct bt_where *where, const struct bt_file *file,
				      __u64 first, __u64 last)
{
	count_fault(where, first);
	note(&where->lane->counts.file_device, file->device);
	note_reader(where, file);
	add(&where->lane->counts.mapped_bytes, bytes_in_file(first, last - first + 1, file->size));
	if (where->lane->fresh_pages)
		map_fresh(where, file, first, last);
}

/* The page is wanted, in the cache or not. */
static __always_inline void begin_fault(const struct bt_where *where, const struct bt_file *file,
					__u64 page)
{
	count_fault(where, page);
	note(&where->lane->counts.file_device, file->device);
	note_reader(where, file);
	if (where->lane->fresh_pages)
		map_fresh(where, file, page, page);
}

#endif
