/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What a thread puts into the page cache while it writes was not resident: no write hit. */
#ifndef BYTETRAIL_WRITES_BPF_H
#define BYTETRAIL_WRITES_BPF_H

#include "maps.bpf.h"

static __always_inline __u64 overlap(__u64 start, __u64 end, __u64 with_start, __u64 with_end)
{
	if (start < with_start)
		start = with_start;
	if (end > with_end)
		end = with_end;
	return end > start ? end - start : 0;
}

/* What the thread inserted, as far as the write now under way covers it, was not resident. */
static __always_inline void settle_insertions(struct bt_thread *thread, __u64 mapping, __u64 start,
					      __u64 end)
{
	if (thread->insert_mapping == mapping)
		thread->missed += overlap(thread->insert_start, thread->insert_end, start, end);
	thread->insert_mapping = 0;
}

/*
 * A folio has been inserted. True when that is known to be for a write(2), which alone iomap says
 * beforehand; filesystems that write a folio at a time tell afterwards.
 */
static __always_inline bool inserted_by_write(__u64 mapping, __u64 first, __u64 pages)
{
	struct bt_thread *thread = this_thread();
	__u64 start = first << BT_PAGE_SHIFT;
	__u64 end = (first + pages) << BT_PAGE_SHIFT;
	bool writing;

	if (!thread)
		return false;
	writing = thread->writing && thread->write_mapping == mapping;
	if (thread->insert_mapping == mapping && thread->insert_end == start) {
		thread->insert_end = end;
		return writing;
	}
	if (writing)
		settle_insertions(thread, mapping, thread->write_start, thread->write_end);
	thread->insert_mapping = mapping;
	thread->insert_start = start;
	thread->insert_end = end;
	return writing;
}

#endif
