/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The maps and the way from an event to its lane, common to every program. */
#ifndef BYTETRAIL_MAPS_BPF_H
#define BYTETRAIL_MAPS_BPF_H

#include "kernel_types.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* bpf_helpers.h has one that is no constant expression. */
#undef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)
#include "slots.bpf.h"
#include "state.h"

#define BT_PAGE_SHIFT 12
#define BT_PAGE_SIZE (1UL << BT_PAGE_SHIFT)
#define BT_S_IFMT 00170000
#define BT_S_IFREG 0100000
#define BT_S_IFBLK 0060000

/* Settings, fixed before loading. */
const volatile __u32 lanes_per_process = BT_LANES;
const volatile bool verifies = false;

/* Written by the loader through its own mapping: no system call, hence no capability, needed. */
struct bt_place places[BT_PLACES] = {};
struct bt_losses losses = {};
__u32 clock_seconds = 0; /* as exact as snapshots are frequent */

/* Every lane of every process: the index is the process's base + the lane. Sized by the loader. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct bt_lane_state);
} lanes SEC(".maps");

/* Kept by the task, so it needs no bound of its own and goes with the thread. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct bt_thread);
} threads SEC(".maps");

/* The current thread's lane. */
struct bt_where {
	const struct bt_place *place;
	struct bt_lane_state *lane;
	__u32 index; /* in the lanes map */
	__u32 word;  /* low half of the lane word */
};

static __always_inline const struct bt_place *find_place(__u32 tgid)
{
#pragma unroll
	for (__u32 i = 0; i < BT_WINDOW; i++) {
		const struct bt_place *place = &places[(tgid + i) & (BT_PLACES - 1)];

		if (place->tgid == tgid)
			return place;
	}
	return NULL;
}

/* A thread's or process's id in the pid namespace `level` below the first one. */
static __always_inline void id_at(const struct pid *pid, __u32 level, struct upid *id)
{
	const char *numbers = (const char *)pid + bpf_core_field_offset(struct pid, numbers);

	bpf_probe_read_kernel(id, sizeof(*id), numbers + level * sizeof(*id));
}

/* The thread's id in a pid namespace below the first one. */
static __noinline __u32 nested_thread_id(const struct bt_place *place)
{
	const struct task_struct *task = bpf_get_current_task_btf();
	struct upid id = {};

	id_at(BT_FIELD(task_struct, task, thread_pid), place->level, &id);
	return id.nr;
}

/* Identifies a fault in progress: the thread's next number. Never 0, which is "none". */
static __always_inline __u64 finished_faults(void)
{
	const struct task_struct *task = bpf_get_current_task_btf();

	return task->maj_flt + task->min_flt + 1;
}

static __always_inline void add(__u64 *counter, __u64 amount)
{
	__sync_fetch_and_add(counter, amount);
}

/*
 * The lane that made the mapping which the thread is loading from, if it is in the middle of such a
 * fault; else its process's lane 0.
 */
static __noinline __u32 loading_lane(__u32 base)
{
	const struct bt_thread *thread =
		bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);

	return thread && thread->load == finished_faults() ? thread->load_lane : base;
}

/* Files an event of the current task under the call it is in: false when it is not tracked. */
static __always_inline bool find_call_of(const struct task_struct *task, struct bt_where *where)
{
	const struct bt_place *place = find_place(task->tgid);
	__u64 word = 0;
	__u32 thread;
	__u32 lane;

	if (!place)
		return false;
	thread = task->pid;
	if (place->level)
		thread = nested_thread_id(place);
	if (thread >= place->slots ||
	    read_slot(task, place->slot_address + thread * sizeof(word), &word) == BT_SLOT_UNREAD) {
		add(&losses.failed_slot_reads, 1);
		word = 0;
	}
	lane = word & BT_WORD_LANE_MASK;
	if (lane >= lanes_per_process) {
		add(&losses.failed_slot_reads, 1);
		lane = 0;
	}
	where->place = place;
	where->word = word;
	where->index = place->base + lane;
	where->lane = bpf_map_lookup_elem(&lanes, &where->index);
	return where->lane != NULL;
}

static __always_inline bool find_call(struct bt_where *where)
{
	return find_call_of(bpf_get_current_task_btf(), where);
}

/*
 * ... or, outside of calls, under the lane whose mapping is being loaded from. For a program that
 * has asked for the current task already: asking is a call.
 */
static __always_inline bool find_lane_of(const struct task_struct *task, struct bt_where *where)
{
	if (!find_call_of(task, where))
		return false;
	if (where->index == where->place->base && where->place->mapped_sizes) {
		where->index = loading_lane(where->index);
		where->lane = bpf_map_lookup_elem(&lanes, &where->index);
	}
	return where->lane != NULL;
}

static __always_inline bool find_lane(struct bt_where *where)
{
	return find_lane_of(bpf_get_current_task_btf(), where);
}

static __always_inline bool in_lane(const struct bt_where *where)
{
	return where->index != where->place->base;
}

static __always_inline struct bt_lane_state *lane_at(__u32 index)
{
	return bpf_map_lookup_elem(&lanes, &index);
}

/* The state of the current thread; made if it is not there yet. */
static __always_inline struct bt_thread *this_thread(void)
{
	return bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL,
				    BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* A (major << 20 | minor) is what dev_t holds already. */
static __always_inline void note(__u32 *last_seen, __u32 now)
{
	if (*last_seen != now)
		*last_seen = now;
}

/* What is to be known of a file. A kprobe's pointers, unlike others, can't be followed by plain loads. */
struct bt_file {
	__u64 inode;
	__u64 size;
	__u64 pages; /* in the page cache */
	__u32 device;
	__u32 mode;
	__u32 generation; /* an inode's number is given to another file soon */
	__u32 reserved;
};

static __always_inline void describe(const struct inode *inode, struct bt_file *file)
{
	file->inode = inode->i_ino;
	file->size = inode->i_size;
	file->device = inode->i_sb->s_dev;
	file->mode = inode->i_mode;
	file->pages = inode->i_data.nrpages;
	file->generation = inode->i_generation;
}

static __always_inline void describe_by_helper(const struct inode *inode, struct bt_file *file)
{
	file->inode = BPF_CORE_READ(inode, i_ino);
	file->size = BPF_CORE_READ(inode, i_size);
	file->device = BPF_CORE_READ(inode, i_sb, s_dev);
	file->mode = BPF_CORE_READ(inode, i_mode);
	file->pages = BPF_CORE_READ(inode, i_data.nrpages);
	file->generation = BPF_CORE_READ(inode, i_generation);
}

/* How many bytes of the pages [first, first + pages) lie before the end of a file of `size`. */
static __always_inline __u64 bytes_in_file(__u64 first, __u64 pages, __u64 size)
{
	__u64 start = first << BT_PAGE_SHIFT;
	__u64 end = (first + pages) << BT_PAGE_SHIFT;

	if (end > size)
		end = size;
	return end > start ? end - start : 0;
}

#endif
