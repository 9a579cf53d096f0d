// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Faults of mapped files. One fault may fire mm_filemap_map_pages, mm_filemap_fault, or either more
 * than once when it is retried; what identifies it is how many faults its thread has finished.
 */
#include "mapped.bpf.h"

/* The window around the fault: pages of it that were in the cache are mapped, if they were not yet. */
SEC("tp_btf/mm_filemap_map_pages")
int BPF_PROG(mm_filemap_map_pages, struct address_space *mapping, unsigned long first,
	     unsigned long last)
{
	struct bt_where where;
	struct bt_file file;

	if (!find_lane(&where))
		return 0;
	describe(BT_FIELD(address_space, mapping, host), &file);
	map_pages(&where, &file, first, last);
	return 0;
}

/* Fires at the beginning, whether the page is in the cache or not. */
SEC("tp_btf/mm_filemap_fault")
int BPF_PROG(mm_filemap_fault, struct address_space *mapping, unsigned long index)
{
	struct bt_where where;
	struct bt_file file;

	if (!find_lane(&where))
		return 0;
	describe(BT_FIELD(address_space, mapping, host), &file);
	begin_fault(&where, &file, index);
	return 0;
}

/*
 * The kernel's own count of major faults went up, a moment before this: what /proc/<pid>/stat shows.
 * Only it knows, at the end, whether the fault had to wait.
 */
SEC("perf_event")
int major_fault(struct bpf_perf_event_data *context)
{
	struct bt_thread *thread;
	struct bt_lane_state *lane;

	(void)context;
	if (!find_place(bpf_get_current_pid_tgid() >> 32))
		return 0;
	thread = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);
	if (!thread || thread->faults + 1 != finished_faults())
		return 0;
	lane = lane_at(thread->fault_lane);
	if (!lane)
		return 0;
	add(&lane->counts.major_faults, 1);
	add(&lane->counts.minor_faults, -1);
	return 0;
}
