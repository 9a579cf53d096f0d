/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Which lane made the mapping that holds an address? What is known is kept as bt_cell_key tells. */
#ifndef BYTETRAIL_MAPPINGS_BPF_H
#define BYTETRAIL_MAPPINGS_BPF_H

#include "bits.bpf.h"
#include "maps.bpf.h"

#define BT_ADDRESS_BITS 64

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct bt_cell_key);
	__type(value, struct bt_cell);
} cells SEC(".maps");

static __always_inline struct bt_cell *cell_of(const struct bt_cell_key *key)
{
	struct bt_cell empty = {};
	struct bt_cell *cell = bpf_map_lookup_elem(&cells, key);

	if (cell)
		return cell;
	bpf_map_update_elem(&cells, key, &empty, BPF_NOEXIST);
	return bpf_map_lookup_elem(&cells, key);
}

/*
 * What lies where the new one does is not there any more. The process's memory map is locked, so
 * this is the only writer; a reader finds the new mapping whole, or not yet.
 */
static __noinline void put_mapping(const struct bt_cell_key *key, const struct bt_mapping *made)
{
	struct bt_cell *cell = cell_of(key);
	struct bt_mapping *place = NULL;

	if (!cell) {
		add(&losses.lost_mappings, 1);
		return;
	}
#pragma unroll
	for (__u32 i = 0; i < BT_MAPPINGS_A_CELL; i++) {
		struct bt_mapping *mapping = &cell->mappings[i];

		if (mapping->start < made->end && made->start < mapping->end)
			mapping->start = 0;
		if (!place || (place->start && (!mapping->start || mapping->made < place->made)))
			place = mapping;
	}
	if (!place)
		return;
	place->start = 0;
	barrier();
	place->end = made->end;
	place->made = made->made;
	place->lane = made->lane;
	__sync_lock_test_and_set(&place->start, made->start);
}

static __always_inline void remember_mapping(struct bt_where *where, __u64 start, __u64 end)
{
	struct bt_place *place = (struct bt_place *)where->place;
	struct bt_mapping made = {};
	struct bt_cell_key key = {};
	__u64 last = end - 1;

	made.start = start;
	made.end = end;
	made.made = bpf_ktime_get_ns();
	made.lane = where->index;
	key.base = place->base;
	key.size = log2_of(end - start - 1) + 1;
	key.cell = start >> key.size;
	put_mapping(&key, &made);
	if (key.cell != last >> key.size) {
		key.cell = last >> key.size;
		put_mapping(&key, &made);
	}
	__sync_fetch_and_or(&place->mapped_sizes, 1ULL << key.size);
}

struct bt_mapping_search {
	__u64 address;
	__u64 sizes; /* left to be looked at */
	__u64 made;  /* of the latest found */
	__u32 base;
	__u32 lane;  /* that it was made in */
};

static long search_size(__u32 i, struct bt_mapping_search *search)
{
	struct bt_cell_key key = {};
	const struct bt_cell *cell;

	if (!search->sizes)
		return 1;
	key.size = log2_of(search->sizes);
	search->sizes &= ~(1ULL << (key.size & (BT_ADDRESS_BITS - 1)));
	key.cell = search->address >> (key.size & (BT_ADDRESS_BITS - 1));
	key.base = search->base;
	cell = bpf_map_lookup_elem(&cells, &key);
	if (!cell)
		return 0;
#pragma unroll
	for (__u32 j = 0; j < BT_MAPPINGS_A_CELL; j++) {
		const struct bt_mapping *mapping = &cell->mappings[j];

		if (mapping->start && mapping->start <= search->address &&
		    search->address < mapping->end && search->made < mapping->made) {
			search->made = mapping->made;
			search->lane = mapping->lane;
		}
	}
	return 0;
}

/* Index of the lane that made the mapping; the process's lane 0 if none did. */
static __always_inline __u32 lane_that_mapped(const struct bt_place *place, __u64 address)
{
	struct bt_mapping_search search = {};

	search.address = address;
	search.sizes = place->mapped_sizes;
	search.base = place->base;
	search.lane = place->base;
	bpf_loop(BT_ADDRESS_BITS, search_size, &search, 0);
	return search.lane;
}

#endif
