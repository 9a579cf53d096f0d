/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Which files tracked processes have in the page cache, and which pages of them were taken away.
 * The tables are made in full beforehand: reclaim keeps interrupts off for long, and memory for an
 * entry could not be had then. The loader keeps them from filling up.
 */
#ifndef BYTETRAIL_EVICTIONS_BPF_H
#define BYTETRAIL_EVICTIONS_BPF_H

#include "fresh.bpf.h"
#include "outside.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BT_CACHED_FILES);
	__type(key, struct bt_cached_key);
	__type(value, struct bt_cached);
} cached SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BT_EVICTED_BLOCKS);
	__type(key, struct bt_evicted_key);
	__type(value, struct bt_evicted);
} evicted SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BT_EVICTION_ROWS);
	__type(key, struct bt_eviction_key);
	__type(value, struct bt_eviction_row);
} evictions SEC(".maps");

struct bt_pressure pressure = {};

/*
 * Which lane reads which file is in `cached` already: asked whenever a lane goes on to another
 * file, so it must not cost a hash map. A new epoch has all of them noted anew.
 */
#define BT_NOTED_SHIFT 14
#define BT_GOLDEN 0x9e3779b97f4a7c15ULL

__u64 noted[1 << BT_NOTED_SHIFT] = {};

static __always_inline void cached_key_of(const struct bt_file *file, struct bt_cached_key *key)
{
	key->inode = file->inode;
	key->device = file->device;
	key->generation = file->generation;
}

static __always_inline void add_reader(struct bt_cached *file, __u32 reader)
{
	file->reader = reader;
#pragma unroll
	for (int i = 0; i < BT_READERS; i++)
		if (file->readers[i] == reader)
			return;
	file->readers[file->next & (BT_READERS - 1)] = reader;
	file->next++;
}

static __noinline void note_file(const struct bt_where *where, const struct bt_file *file)
{
	struct bt_cached made = {};
	struct bt_cached_key key = {};
	struct bt_cached *entry;

	cached_key_of(file, &key);
	entry = bpf_map_lookup_elem(&cached, &key);
	if (!entry) {
		if (!bpf_map_update_elem(&cached, &key, &made, BPF_NOEXIST))
			add(&pressure.cached_files, 1);
		entry = bpf_map_lookup_elem(&cached, &key);
	}
	if (!entry) {
		add(&losses.lost_files, 1);
		return;
	}
	entry->nanos = bpf_ktime_get_ns();
	entry->size = file->size;
	entry->pages = file->pages;
	if (where->word & BT_WORD_WRITES)
		entry->writer = where->index + 1;
	else
		add_reader(entry, where->index + 1);
}

/* The lane has begun to read, or to map, another file than before. */
static __always_inline void note_reader(const struct bt_where *where, const struct bt_file *file)
{
	__u64 number = file->inode ^ (__u64)file->device << 40 ^ (__u64)file->generation << 20;
	__u64 key = ((number * BT_GOLDEN) ^ where->index ^ (__u64)pressure.epoch << 32) * BT_GOLDEN;
	__u64 *known = &noted[key >> (64 - BT_NOTED_SHIFT)];

	if (*known == key)
		return;
	*known = key;
	note_file(where, file);
}

static __always_inline struct bt_eviction_row *
eviction_row(const struct bt_eviction_key *key, const struct bt_eviction_row *made)
{
	struct bt_eviction_row *row;

	if (!bpf_map_update_elem(&evictions, key, made, BPF_NOEXIST))
		add(&pressure.rows, 1);
	row = bpf_map_lookup_elem(&evictions, key);
	return row;
}

static __always_inline bool is_outside(__u32 lane)
{
	return lane % lanes_per_process == 0;
}

/* A row for lanes; for a file outside of them it needs the file's key, and its name if it is new. */
static __noinline void count_row(const struct bt_eviction_key *wanted, const struct inode *inode,
				 __u64 evicted_bytes, __u64 refaulted_bytes)
{
	struct bt_eviction_row made = {};
	struct bt_eviction_key key = *wanted;
	struct bt_eviction_row *row = bpf_map_lookup_elem(&evictions, &key);

	if (!row) {
		if (key.evictor.lane == BT_PROCESS)
			bpf_get_current_comm(made.process, sizeof(made.process));
		if (inode && key.file.inode)
			name_of(inode, made.name, sizeof(made.name));
		/* The last quarter is for lanes: other files are as many as the host has. */
		if (!key.file.inode || pressure.rows < BT_EVICTION_ROWS / 4 * 3)
			row = eviction_row(&key, &made);
	}
	if (!row && key.file.inode) {
		__builtin_memset(&key.file, 0, sizeof(key.file));
		__builtin_memset(made.name, 0, sizeof(made.name));
		if (key.victim == BT_FILE)
			key.victim = BT_FILES;
		row = eviction_row(&key, &made);
	}
	if (!row) {
		add(&losses.lost_evictions, evicted_bytes + refaulted_bytes);
		return;
	}
	if (evicted_bytes)
		add(&row->evicted_bytes, evicted_bytes);
	if (refaulted_bytes)
		add(&row->refaulted_bytes, refaulted_bytes);
}

/* A walk over the blocks of a folio: see struct bt_fresh_walk. */
struct bt_evicted_walk {
	struct bt_evicted_key key; /* of the first block */
	struct bt_evictor evictor;
	__u64 first;
	__u64 last;
	__u64 size;
	__u32 lane;
	bool writes;
};

static __always_inline void count_refault(const struct bt_evicted_walk *walk,
					  const struct bt_evictor *evictor, __u64 bytes)
{
	struct bt_lane_state *lane = lane_at(walk->lane);
	struct bt_eviction_key key = {};

	key.evictor = *evictor;
	key.victim = walk->lane;
	if (is_outside(walk->lane))
		key.file = walk->key.file;
	if (lane)
		add(&lane->counts.refaulted_bytes, bytes);
	count_row(&key, NULL, 0, bytes);
}

static long take_back_block(__u32 i, struct bt_evicted_walk *walk)
{
	struct bt_evicted_key key = walk->key;
	struct bt_evicted *entry;
	__u64 mask;

	key.block += i;
	mask = block_mask(key.block, walk->first, walk->last);
	if (!mask)
		return 1;
	entry = bpf_map_lookup_elem(&evicted, &key);
	if (!entry)
		return 0;
#pragma unroll
	for (int slot = 0; slot < BT_EVICTORS; slot++) {
		__u64 pages = entry->pages[slot] & mask;
		__u64 bytes;

		if (!pages)
			continue;
		pages = mask & __sync_fetch_and_and(&entry->pages[slot], ~mask);
		bytes = bytes_of(key.block, pages, walk->size);
		if (bytes && !walk->writes)
			count_refault(walk, &entry->evictors[slot], bytes);
	}
	return 0;
}

/*
 * The lane has added a folio to the page cache. One that it only writes to is no refault: nothing
 * had to be read again.
 */
static __noinline void note_added(const struct bt_where *where, const struct bt_file *file,
				  __u64 first, __u64 order)
{
	struct bt_evicted_walk walk = {};

	add(&where->lane->added_bytes, BT_PAGE_SIZE << order);
	note_file(where, file);
	if (!pressure.evicted_blocks)
		return;
	cached_key_of(file, &walk.key.file);
	walk.key.block = first >> BT_FRESH_SHIFT;
	walk.first = first;
	walk.last = first + (1ULL << order) - 1;
	walk.size = file->size;
	walk.lane = where->index;
	walk.writes = where->word & BT_WORD_WRITES;
	bpf_loop(BT_FRESH_BLOCKS_A_FOLIO, take_back_block, &walk, 0);
}

/* Somebody else has; all that is wanted of it is how much, in comparison. */
static __always_inline void note_added_by_others(__u64 order)
{
	add(&pressure.added_by_others[bpf_get_smp_processor_id() & (BT_PROCESSORS - 1)].bytes,
	    BT_PAGE_SIZE << order);
}

#endif
