/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Fresh pages: brought into the page cache by a lane, not read by it yet. What a lane reads fresh
 * came from the device for it; what it reads otherwise was there before: a hit.
 *
 * Only the loader and a full `done` set remove entries. Removing an entry as soon as no page of it
 * is fresh would race with another thread of the lane adding to it.
 */
#ifndef BYTETRAIL_FRESH_BPF_H
#define BYTETRAIL_FRESH_BPF_H

/*
 * What is not on the hot path is not inlined: a frame of 64 bytes or more gets a private stack
 * ("bpf: Enable private stack for eligible subprogs", 6.13), which cost the look-up 50 ns.
 */
#include "maps.bpf.h"

/* A look-up names its whole read; one event covers at most a batch of folios, of 2 MiB at most. */
#define BT_FRESH_BLOCKS_A_LOOKUP 1024
/* 64 MiB: more than the largest folio of any filesystem. */
#define BT_FRESH_BLOCKS_A_FOLIO 256

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32768);
	__type(key, struct bt_fresh_key);
	__type(value, struct bt_fresh);
} fresh SEC(".maps");

static __always_inline __u64 count_bits(__u64 x)
{
	x -= (x >> 1) & 0x5555555555555555ULL;
	x = (x & 0x3333333333333333ULL) + ((x >> 2) & 0x3333333333333333ULL);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
	return (x * 0x0101010101010101ULL) >> 56;
}

/* The pages of one block that lie in [first, last]. */
static __always_inline __u64 block_mask(__u64 block, __u64 first, __u64 last)
{
	__u64 start = block << BT_FRESH_SHIFT;
	__u64 from = first > start ? first - start : 0;
	__u64 to = last - start;
	__u64 mask;

	if (last < start || from >= BT_FRESH_PAGES)
		return 0;
	if (to >= BT_FRESH_PAGES)
		to = BT_FRESH_PAGES - 1;
	mask = to == BT_FRESH_PAGES - 1 ? ~0ULL : (1ULL << (to + 1)) - 1;
	return mask & (~0ULL << from);
}

static __always_inline __u64 pages_of(__u64 size)
{
	return (size + BT_PAGE_SIZE - 1) >> BT_PAGE_SHIFT;
}

/* The bytes of a block's pages: whole ones, but for the page the file ends in. */
static __always_inline __u64 bytes_of(__u64 block, __u64 mask, __u64 size)
{
	__u64 bytes = count_bits(mask) << BT_PAGE_SHIFT;
	__u64 tail = size & (BT_PAGE_SIZE - 1);
	__u64 tail_page = size >> BT_PAGE_SHIFT;

	if (tail && tail_page >> BT_FRESH_SHIFT == block &&
	    (mask >> (tail_page & (BT_FRESH_PAGES - 1)) & 1))
		bytes -= BT_PAGE_SIZE - tail;
	return bytes;
}

/* What becomes of a fresh page. */
enum bt_fresh_fate {
	BT_READ_AHEAD,
	BT_STALLED,
	BT_WASTED,
};

/*
 * One walk over the blocks of a range. It changes nothing in here: a sum or a block number that
 * began at a known value would have the verifier follow each value it can take.
 */
struct bt_fresh_walk {
	struct bt_fresh_key key; /* of the first block */
	__u64 first;
	__u64 last;
	__u64 size;
	__u32 order;
	enum bt_fresh_fate fate;
};

static long mark_block(__u32 i, struct bt_fresh_walk *walk)
{
	struct bt_fresh_key key = walk->key;
	struct bt_lane_state *lane = lane_at(key.lane);
	struct bt_fresh made = {};
	struct bt_fresh *entry;
	__u64 before;
	__u64 mask;

	key.block += i;
	mask = block_mask(key.block, walk->first, walk->last);
	if (!mask || !lane)
		return 1;
	/* Before the pages are marked: a reader that sees 0 does not look for them. */
	add(&lane->fresh_pages, count_bits(mask));
	made.pages = mask;
	made.size = walk->size;
	made.nanos = bpf_ktime_get_ns();
	made.order = walk->order;
	if (!bpf_map_update_elem(&fresh, &key, &made, BPF_NOEXIST))
		return 0;
	entry = bpf_map_lookup_elem(&fresh, &key);
	if (!entry) {
		add(&lane->fresh_pages, -count_bits(mask));
		add(&losses.lost_fresh_bytes, bytes_of(key.block, mask, walk->size));
		return 0;
	}
	before = mask & __sync_fetch_and_or(&entry->pages, mask);
	__sync_fetch_and_and(&entry->done, ~mask);
	entry->size = made.size;
	entry->nanos = made.nanos;
	if (entry->order < made.order)
		entry->order = made.order;
	/* Dropped from the cache unread, and brought in once more. */
	if (before) {
		add(&lane->fresh_pages, -count_bits(before));
		add(&lane->counts.wasted_bytes, bytes_of(key.block, before, walk->size));
	}
	return 0;
}

static __always_inline void aim(struct bt_fresh_walk *walk, __u32 lane, const struct bt_file *file,
				__u64 first, __u64 last)
{
	walk->key.inode = file->inode;
	walk->key.block = first >> BT_FRESH_SHIFT;
	walk->key.device = file->device;
	walk->key.lane = lane;
	walk->first = first;
	walk->last = last;
}

static __noinline void mark_fresh(const struct bt_where *where, const struct bt_file *file,
				  __u64 first, __u64 order)
{
	struct bt_fresh_walk walk = {};
	__u64 pages = 1ULL << order;
	__u64 end;

	walk.size = file->size;
	end = pages_of(walk.size);
	if (first + pages > end)
		pages = end > first ? end - first : 0;
	if (!pages)
		return;
	aim(&walk, where->index, file, first, first + pages - 1);
	walk.order = order;
	bpf_loop(BT_FRESH_BLOCKS_A_FOLIO, mark_block, &walk, 0);
}

static __always_inline __u64 *count_of(struct bt_counts *counts, enum bt_fresh_fate fate)
{
	return fate == BT_STALLED ? &counts->stalled_bytes :
	       fate == BT_WASTED  ? &counts->wasted_bytes :
				    &counts->read_ahead_bytes;
}

static long read_block(__u32 i, struct bt_fresh_walk *walk)
{
	struct bt_fresh_key key = walk->key;
	struct bt_lane_state *lane = lane_at(key.lane);
	struct bt_fresh *entry;
	__u64 mask;
	__u64 done;
	__u64 whole;
	__u64 bytes;

	key.block += i;
	mask = block_mask(key.block, walk->first, walk->last);
	if (!mask || !lane || !lane->fresh_pages)
		return 1;
	entry = bpf_map_lookup_elem(&fresh, &key);
	if (!entry || !(entry->pages & mask))
		return 0;
	mask &= __sync_fetch_and_and(&entry->pages, ~mask);
	done = __sync_fetch_and_or(&entry->done, mask) | mask;
	add(&lane->fresh_pages, -count_bits(mask));
	bytes = bytes_of(key.block, mask, entry->size);
	add(count_of(&lane->counts, walk->fate), bytes);
	whole = block_mask(key.block, 0, pages_of(entry->size) - 1);
	if ((done & whole) == whole)
		bpf_map_delete_elem(&fresh, &key);
	return 0;
}

/*
 * Whether the thread had to wait for page `first`, and with it for what it reads now: it slept for
 * I/O in this lane since its last look-up, or it has added the page itself since. (The device may
 * be done before the thread can fall asleep.) Tells it once.
 */
static __always_inline bool has_waited(__u32 lane, __u64 inode, __u64 first)
{
	struct bt_thread *thread =
		bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);
	bool waited;

	if (!thread)
		return false;
	waited = thread->stalled_lane == lane ||
		 (thread->added_inode == inode && first - thread->added_page < thread->added_pages);
	if (thread->stalled_lane)
		thread->stalled_lane = 0;
	thread->added_pages = 0;
	return waited;
}

/* The first folio a thread adds is the one it needs next; read-ahead comes behind it. */
static __always_inline void note_first_added(const struct bt_file *file, __u64 first, __u64 order)
{
	struct bt_thread *thread = this_thread();

	if (!thread || thread->added_pages)
		return;
	thread->added_inode = file->inode;
	thread->added_page = first;
	thread->added_pages = 1ULL << order;
}

/* The lane reads pages [first, last]: those of them it brought in itself are hits no longer. */
static __noinline void read_fresh(const struct bt_where *where, const struct bt_file *file,
				  __u64 first, __u64 last)
{
	struct bt_fresh_walk walk = {};

	aim(&walk, where->index, file, first, last);
	if (has_waited(where->index, file->inode, first))
		walk.fate = BT_STALLED;
	bpf_loop(BT_FRESH_BLOCKS_A_LOOKUP, read_block, &walk, 0);
}

/* The lane has read pages [first, last], and none of them kept it waiting. */
static __noinline void feed_fresh(const struct bt_where *where, const struct bt_file *file,
				  __u64 first, __u64 last)
{
	struct bt_fresh_walk walk = {};

	aim(&walk, where->index, file, first, last);
	bpf_loop(BT_FRESH_BLOCKS_A_LOOKUP, read_block, &walk, 0);
}

/* A folio leaves the page cache: what of it the lane has brought in and not read was for nothing. */
static __noinline void waste_fresh(__u32 index, const struct bt_file *file, __u64 first, __u64 order)
{
	struct bt_lane_state *lane = lane_at(index);
	struct bt_fresh_walk walk = {};

	if (!lane || !lane->fresh_pages)
		return;
	aim(&walk, index, file, first, first + (1ULL << order) - 1);
	walk.fate = BT_WASTED;
	bpf_loop(BT_FRESH_BLOCKS_A_FOLIO, read_block, &walk, 0);
}

/* The folio that holds a page is aligned to its size; 0: nothing fresh is known around the page. */
static __always_inline __u64 fresh_folio_mask(const struct bt_where *where,
					      const struct bt_file *file, __u64 page)
{
	struct bt_fresh_key key = {};
	const struct bt_fresh *entry;

	key.inode = file->inode;
	key.block = page >> BT_FRESH_SHIFT;
	key.device = file->device;
	key.lane = where->index;
	entry = bpf_map_lookup_elem(&fresh, &key);
	return entry ? (1ULL << (entry->order & 63)) - 1 : 0;
}

/*
 * The lane has pages [first, last] mapped. Large folios are mapped as a whole, beyond what the
 * tracepoint names (from kernel 6.18 on, "mm/filemap: map entire large folio faultaround").
 */
static __always_inline void map_fresh(const struct bt_where *where, const struct bt_file *file,
				      __u64 first, __u64 last)
{
	first &= ~fresh_folio_mask(where, file, first);
	last |= fresh_folio_mask(where, file, last);
	read_fresh(where, file, first, last);
}

#endif
