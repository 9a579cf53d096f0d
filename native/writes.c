// SPDX-License-Identifier: Apache-2.0
#include "writes.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <time.h>

#include "programs.h"
#include "protocol.h"

#define CLEAN_NANOS 2000000000ULL
#define BATCH 512

typedef void (*bt_dirty_visit)(const struct bt_dirty_key *key, struct bt_dirty *entry,
			       const void *argument);

static void visit_dirty(bt_dirty_visit visit, const void *argument)
{
	static struct bt_dirty_key keys[BATCH];
	static struct bt_dirty entries[BATCH];
	__u32 position;
	void *from = NULL;
	int error;

	do {
		__u32 count = BATCH;

		error = bpf_map_lookup_batch(bt_maps()->dirty, from, &position, keys, entries,
					     &count, NULL);
		if (error && error != -ENOENT)
			return;
		for (__u32 i = 0; i < count; i++)
			visit(&keys[i], &entries[i], argument);
		from = &position;
	} while (!error);
}

static bool is_clean(const struct bt_dirty *entry)
{
	for (int i = 0; i < BT_DIRTY_OWNERS; i++)
		if (entry->pages[i] | entry->again[i])
			return false;
	return true;
}

static void drop_clean(const struct bt_dirty_key *key, struct bt_dirty *entry, const void *argument)
{
	const __u64 *now = argument;
	struct bt_dirty last;

	if (!is_clean(entry) || entry->nanos + CLEAN_NANOS > *now)
		return;
	/* What was marked at the last moment goes back. */
	if (!bpf_map_lookup_and_delete_elem(bt_maps()->dirty, key, &last) && !is_clean(&last))
		bpf_map_update_elem(bt_maps()->dirty, key, &last, BPF_NOEXIST);
}

void bt_sweep_dirty(void)
{
	struct timespec time;
	__u64 now;

	clock_gettime(CLOCK_MONOTONIC, &time);
	now = time.tv_sec * 1000000000ULL + time.tv_nsec;
	visit_dirty(drop_clean, &now);
}

struct range {
	__u32 base;
	__u32 count;
};

/* Its place is used up for as long as the entry lives, by an owner that no lane has. */
static void drop_lanes(const struct bt_dirty_key *key, struct bt_dirty *entry, const void *argument)
{
	const struct range *range = argument;
	__u64 forgotten = 0;

	for (int i = 0; i < BT_DIRTY_OWNERS; i++) {
		if (entry->owners[i] - 1 - range->base >= range->count || !entry->owners[i])
			continue;
		forgotten += __builtin_popcountll(entry->pages[i]);
		entry->owners[i] = BT_NOBODY;
		entry->pages[i] = 0;
		entry->again[i] = 0;
	}
	if (!forgotten)
		return;
	bpf_map_update_elem(bt_maps()->dirty, key, entry, BPF_EXIST);
	__atomic_fetch_sub(bt_maps()->dirty_pages, forgotten, __ATOMIC_RELAXED);
}

void bt_forget_dirty(__u32 base, __u32 count)
{
	struct range range = { base, count };

	visit_dirty(drop_lanes, &range);
}

void bt_put_device_writes(void)
{
	struct bt_device_counts counts;
	struct bt_device_writes record;
	__u32 device;
	void *from = NULL;

	while (!bpf_map_get_next_key(bt_maps()->devices, from, &device)) {
		from = &device;
		if (bpf_map_lookup_elem(bt_maps()->devices, &device, &counts))
			continue;
		bt_begin(&record.header, BT_DEVICE_WRITES, sizeof(record));
		record.device = device;
		record.requests = counts.requests;
		record.lane_bytes = counts.lane_bytes;
		record.other_bytes = counts.other_bytes;
		record.direct_bytes = counts.direct_bytes;
		record.metadata_bytes = counts.metadata_bytes;
		record.journal_bytes = counts.journal_bytes;
		record.unknown_bytes = counts.unknown_bytes;
		bt_put(&record.header);
	}
}
