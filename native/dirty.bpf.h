/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Dirty pages, and the lanes that made them so: marked when they are written to, taken when a bio
 * carries them to a device, dropped when they are truncated.
 *
 * Only the loader removes entries, once they have been clean for a while: removing one here as soon
 * as its last page is taken would race with a thread that writes to it again.
 */
#ifndef BYTETRAIL_DIRTY_BPF_H
#define BYTETRAIL_DIRTY_BPF_H

#include "folios.bpf.h"
#include "fresh.bpf.h"

/* 1 GiB in one write(2) or bio. */
#define BT_DIRTY_BLOCKS_A_RANGE 4096

/* 64 GiB of dirty pages; made as they are needed. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 262144);
	__type(key, struct bt_dirty_key);
	__type(value, struct bt_dirty);
} dirty SEC(".maps");

/* Pages marked in all, about: 0 keeps bios and deletions off the map. */
__u64 dirty_pages = 0;

/* Bytes [start, end) of a file. Never changed during a walk: see struct bt_fresh_walk. */
struct bt_dirty_range {
	struct bt_dirty_key key; /* of the first block */
	__u64 start;
	__u64 end;
	__u64 written_end; /* the file's end before the write: nothing beyond it is overwritten */
	__u32 lane;
	bool leaving; /* the pages are on their way to the device: those marked will be so again */
	bool leaving_only; /* no others are to be marked */
};

/*
 * To the verifier, any number: what a loop carries from one turn to the next would otherwise have it
 * follow each value that can take. (It knows nothing of what a function that is not static returns.)
 */
__noinline __u64 unknown(__u64 value)
{
	asm volatile("" : "+r"(value));
	return value;
}

static __always_inline void set_range(struct bt_dirty_range *range, __u64 mapping, __u64 start,
				      __u64 end)
{
	range->key.mapping = mapping;
	range->key.block = start >> (BT_PAGE_SHIFT + BT_DIRTY_SHIFT);
	range->start = start;
	range->end = end;
}

/* Where the block that holds this byte of a file ends. */
static __always_inline __u64 block_end(__u64 offset)
{
	return (offset | ((1ULL << (BT_PAGE_SHIFT + BT_DIRTY_SHIFT)) - 1)) + 1;
}

/*
 * The pages of a block that the bytes [start, end) touch. Not static: so it is verified once, and
 * not on each path that leads to it.
 */
__noinline __u64 touched(__u64 block, __u64 start, __u64 end)
{
	return block_mask(block, start >> BT_PAGE_SHIFT, (end - 1) >> BT_PAGE_SHIFT);
}

/* The bytes of [start, end) that lie in these pages of a block, all of which it touches. Not static. */
__noinline __u64 bytes_within(__u64 block, __u64 mask, __u64 start, __u64 end)
{
	__u64 bytes = count_bits(mask) << BT_PAGE_SHIFT;
	__u64 first = start >> BT_PAGE_SHIFT;
	__u64 last = (end - 1) >> BT_PAGE_SHIFT;

	if (first >> BT_DIRTY_SHIFT == block && (mask >> (first & (BT_DIRTY_PAGES - 1)) & 1))
		bytes -= start & (BT_PAGE_SIZE - 1);
	if (last >> BT_DIRTY_SHIFT == block && (mask >> (last & (BT_DIRTY_PAGES - 1)) & 1))
		bytes -= (BT_PAGE_SIZE - 1) - ((end - 1) & (BT_PAGE_SIZE - 1));
	return bytes;
}

static __always_inline struct bt_dirty *dirty_entry(const struct bt_dirty_key *key)
{
	struct bt_dirty made = {};
	struct bt_dirty *entry = bpf_map_lookup_elem(&dirty, key);

	if (entry)
		return entry;
	bpf_map_update_elem(&dirty, key, &made, BPF_NOEXIST);
	return bpf_map_lookup_elem(&dirty, key);
}

/* The owner's place in an entry; BT_DIRTY_OWNERS when others have them all. */
static __always_inline __u32 owner_place(struct bt_dirty *entry, __u32 lane)
{
	__u32 owner = lane + 1;

#pragma unroll
	for (__u32 i = 0; i < BT_DIRTY_OWNERS; i++) {
		__u32 there = entry->owners[i];

		if (!there)
			there = __sync_val_compare_and_swap(&entry->owners[i], 0, owner);
		if (!there || there == owner)
			return i;
	}
	return BT_DIRTY_OWNERS;
}

static __always_inline __u64 owned(const struct bt_dirty *entry)
{
	return entry->pages[0] | entry->pages[1] | entry->pages[2] | entry->pages[3];
}

static long mark_dirty_block(__u32 i, struct bt_dirty_range *range)
{
	struct bt_lane_state *lane = lane_at(range->lane);
	struct bt_dirty_key key = range->key;
	struct bt_dirty *entry;
	__u64 written_end = range->end < range->written_end ? range->end : range->written_end;
	__u64 mask;
	__u64 before;
	__u32 place;

	key.block += i;
	mask = touched(key.block, range->start, range->end);
	if (!mask || !lane)
		return 1;
	/* Before the pages are marked: a bio that sees 0 does not look for them. */
	add(&dirty_pages, count_bits(mask));
	entry = dirty_entry(&key);
	place = entry ? owner_place(entry, range->lane) : BT_DIRTY_OWNERS;
	if (!entry || place >= BT_DIRTY_OWNERS) {
		add(&dirty_pages, -count_bits(mask));
		add(&losses.lost_dirty_bytes, count_bits(mask) << BT_PAGE_SHIFT);
		return 0;
	}
	before = owned(entry) & mask;
	entry->nanos = bpf_ktime_get_ns();
	if (range->leaving) {
		__u64 again = before & ~__sync_fetch_and_or(&entry->again[place], before);
		__u64 gone = again & ~owned(entry);

		/* A bio has taken them in this moment. */
		if (gone)
			__sync_fetch_and_and(&entry->again[place], ~gone);
		before &= ~gone;
		add(&lane->counts.dirtied_bytes, count_bits(again & ~gone) << BT_PAGE_SHIFT);
		add(&dirty_pages, -count_bits(before));
		mask &= ~before;
		before = 0;
	}
	if (range->leaving_only) {
		add(&dirty_pages, -count_bits(mask));
		return 0;
	}
	add(&lane->counts.dirtied_bytes, count_bits(mask & ~before) << BT_PAGE_SHIFT);
	add(&dirty_pages, -count_bits(mask & __sync_fetch_and_or(&entry->pages[place], mask)));
	before &= ~entry->again[place];
	if (before && written_end > range->start &&
	    written_end > key.block << (BT_PAGE_SHIFT + BT_DIRTY_SHIFT)) {
		mask = before & block_mask(key.block, range->start >> BT_PAGE_SHIFT,
					   (written_end - 1) >> BT_PAGE_SHIFT);
		add(&lane->counts.overwritten_bytes,
		    bytes_within(key.block, mask, range->start, written_end));
	}
	return 0;
}

/* The range's bytes are written by its lane: their pages are dirty from now on. */
static __noinline void mark_dirty(struct bt_dirty_range *range)
{
	if (range->end > range->start)
		bpf_loop(BT_DIRTY_BLOCKS_A_RANGE, mark_dirty_block, range, 0);
}

/* What becomes of dirty pages. */
enum bt_dirty_end {
	BT_DIRTY_WRITTEN,
	BT_DIRTY_NEVER_WRITTEN,
	BT_DIRTY_CLEANED, /* without a bio of their own: stored among the filesystem's blocks */
};

struct bt_dirty_taking {
	struct bt_dirty_range range;
	enum bt_dirty_end how;
	/* A force in this lane of the process with this base: pages dirtied through its mapping. */
	__u32 forcer;
	__u32 forcer_base;
	__u32 device; /* that gets them */
	__u64 taken; /* bytes that had an owner */
};

/* Files bytes of dirty pages under the lane that owned them; not static for the same reason. */
__noinline int file_dirty(__u32 index, __u32 how, __u64 bytes, __u32 device)
{
	struct bt_lane_state *lane = lane_at(index);

	if (!lane)
		return 0;
	if (how == BT_DIRTY_WRITTEN) {
		note(&lane->counts.block_device, device);
		add(&lane->counts.written_back_bytes, bytes);
	} else {
		add(&lane->counts.never_written_bytes, bytes);
	}
	return 0;
}

static __always_inline void give(const struct bt_dirty_taking *taking, __u32 owner, __u64 bytes)
{
	__u32 index = owner - 1;

	if (taking->forcer && index == taking->forcer_base)
		index = taking->forcer;
	file_dirty(index, taking->how, bytes, taking->device);
}

/* Not static either. */
__noinline __u64 take_pages(struct bt_dirty *entry, __u32 place, __u64 mask)
{
	__u64 taken;
	__u64 again;

	if (!entry || place >= BT_DIRTY_OWNERS || !entry->owners[place])
		return 0;
	taken = mask & __sync_fetch_and_and(&entry->pages[place], ~mask);
	again = entry->again[place] & mask;
	if (again) {
		__sync_fetch_and_and(&entry->again[place], ~mask);
		__sync_fetch_and_or(&entry->pages[place], again);
		add(&dirty_pages, count_bits(again));
	}
	add(&dirty_pages, -count_bits(taken));
	return taken;
}

/* The pages that exactly so many of four owners have. */
static __noinline __u64 owned_by(const __u64 *taken, __u32 owners)
{
	__u64 a = taken[0], b = taken[1], c = taken[2], d = taken[3];
	__u64 four = a & b & c & d;
	__u64 three = ((a & b & (c | d)) | (c & d & (a | b))) & ~four;
	__u64 two = ((a & b) | (c & d) | ((a | b) & (c | d))) & ~three & ~four;

	switch (owners) {
	case 4:
		return four;
	case 3:
		return three;
	case 2:
		return two;
	default:
		return (a | b | c | d) & ~two & ~three & ~four;
	}
}

/*
 * Pages with several owners: divided in equal shares; what division leaves goes to the last. Keeps
 * nothing it can reckon again: the stacks of all callers together are 512 bytes at most, rounded up
 * to 32 for each of them, before "bpf: Support private stack" (6.13).
 */
static __noinline void give_shares(const struct bt_dirty_taking *taking, const struct bt_dirty *entry,
				   __u64 block, const __u64 *taken, __u64 bytes)
{
	__u32 last = taken[3] ? 3 : taken[2] ? 2 : 1;

#pragma unroll
	for (__u32 i = 0; i < BT_DIRTY_OWNERS; i++) {
		__u64 share = 0;

#pragma unroll
		for (__u32 owners = 1; owners <= BT_DIRTY_OWNERS; owners++) {
			__u64 mask = taken[i] & owned_by(taken, owners);

			share += bytes_within(block, mask, taking->range.start,
					      taking->range.end) / owners;
			asm volatile("" : "+r"(share) : : "memory");
		}
		if (i == last)
			share = bytes;
		bytes -= share;
		give(taking, entry->owners[i], share);
	}
}

static long take_dirty_block(__u32 i, struct bt_dirty_taking *taking)
{
	struct bt_dirty_key key = taking->range.key;
	__u64 taken[BT_DIRTY_OWNERS];
	struct bt_dirty *entry;
	__u64 bytes;
	__u64 mask;
	__u64 all;

	key.block += i;
	mask = touched(key.block, taking->range.start, taking->range.end);
	if (!mask)
		return 1;
	entry = bpf_map_lookup_elem(&dirty, &key);
	if (!entry)
		return 0;
	taken[0] = take_pages(entry, 0, mask);
	taken[1] = take_pages(entry, 1, mask);
	taken[2] = take_pages(entry, 2, mask);
	taken[3] = take_pages(entry, 3, mask);
	all = taken[0] | taken[1] | taken[2] | taken[3];
	if (!all || taking->how == BT_DIRTY_CLEANED)
		return 0;
	bytes = bytes_within(key.block, all, taking->range.start, taking->range.end);
	taking->taken += bytes;
	if (!(taken[1] | taken[2] | taken[3]))
		give(taking, entry->owners[0], bytes);
	else
		give_shares(taking, entry, key.block, taken, bytes);
	return 0;
}

/*
 * A folio leaves the page cache. Truncation and deletion take dirty ones away, reclaim only clean
 * ones; what a filesystem has stored among its own blocks was cleaned without a bio of its own.
 */
static __noinline void drop_dirty(const struct folio *folio)
{
	struct bt_dirty_taking taking = {};
	struct bt_entry entry;
	__u64 mapping;
	__u64 index;

	if (!dirty_pages)
		return;
	mapping = BT_WORD(folio, folio, mapping);
	index = BT_READ(folio, folio, index);
	find_folio(mapping, index, &entry);
	set_range(&taking.range, mapping, index << BT_PAGE_SHIFT,
		  (index + folio_pages((__u64)folio)) << BT_PAGE_SHIFT);
	taking.how = entry.dirty ? BT_DIRTY_NEVER_WRITTEN : BT_DIRTY_CLEANED;
	bpf_loop(BT_DIRTY_BLOCKS_A_RANGE, take_dirty_block, &taking, 0);
}

#endif
