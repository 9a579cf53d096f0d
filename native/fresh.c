// SPDX-License-Identifier: Apache-2.0
#include "fresh.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <time.h>

#include "programs.h"

#define PAGE_SHIFT 12
#define GIVEN_UP_NANOS 10000000000ULL
#define BATCH 512

static __u64 bytes_of(const struct bt_fresh_key *key, const struct bt_fresh *entry)
{
	__u64 bytes = 0;

	for (unsigned int i = 0; i < BT_FRESH_PAGES; i++) {
		__u64 start = ((key->block << BT_FRESH_SHIFT) + i) << PAGE_SHIFT;
		__u64 left = entry->size > start ? entry->size - start : 0;

		if (entry->pages >> i & 1)
			bytes += left < (1 << PAGE_SHIFT) ? left : 1 << PAGE_SHIFT;
	}
	return bytes;
}

/* Takes the entry as it is at the moment it leaves the table, and settles it with its lane. */
static void give_up(const struct bt_fresh_key *key)
{
	struct bt_lane_state *lane = &bt_maps()->lanes[key->lane];
	struct bt_fresh entry;

	if (bpf_map_lookup_and_delete_elem(bt_maps()->fresh, key, &entry))
		return;
	__atomic_fetch_sub(&lane->fresh_pages, __builtin_popcountll(entry.pages),
			   __ATOMIC_RELAXED);
	__atomic_fetch_add(&lane->counts.wasted_bytes, bytes_of(key, &entry), __ATOMIC_RELAXED);
}

typedef bool (*bt_fresh_test)(const struct bt_fresh_key *key, const struct bt_fresh *entry,
			      const void *argument);

static void give_up_if(bt_fresh_test test, const void *argument)
{
	static struct bt_fresh_key keys[BATCH];
	static struct bt_fresh entries[BATCH];
	__u32 position;
	void *from = NULL;
	int error;

	do {
		__u32 count = BATCH;

		error = bpf_map_lookup_batch(bt_maps()->fresh, from, &position, keys, entries,
					     &count, NULL);
		if (error && error != -ENOENT)
			return;
		for (__u32 i = 0; i < count; i++)
			if (test(&keys[i], &entries[i], argument))
				give_up(&keys[i]);
		from = &position;
	} while (!error);
}

static bool is_old(const struct bt_fresh_key *key, const struct bt_fresh *entry,
		   const void *argument)
{
	const __u64 *now = argument;

	(void)key;
	return entry->nanos + GIVEN_UP_NANOS < *now;
}

void bt_sweep_fresh(void)
{
	struct timespec time;
	__u64 now;

	clock_gettime(CLOCK_MONOTONIC, &time);
	now = time.tv_sec * 1000000000ULL + time.tv_nsec;
	give_up_if(is_old, &now);
}

struct range {
	__u32 base;
	__u32 count;
};

static bool is_within(const struct bt_fresh_key *key, const struct bt_fresh *entry,
		      const void *argument)
{
	const struct range *range = argument;

	(void)entry;
	return key->lane - range->base < range->count;
}

void bt_forget_fresh(__u32 base, __u32 count)
{
	struct range range = { base, count };

	give_up_if(is_within, &range);
}
