// SPDX-License-Identifier: Apache-2.0
#include "evictions.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "protocol.h"
#include "shares.h"
#include "tracked.h"

#define PAGE_SHIFT 12
#define BATCH 512
#define FEW_FILES 1024
#define MANY_FILES_NANOS 5000000000ULL

struct sums {
	__u64 files;
	__u64 file_bytes;
	__u64 resident_bytes;
};

/* One for each lane of each process, and one more for all others. */
static __u32 lane_count;
static __u64 *added_before;
static __u64 *added_now;
static __u64 *shared_out; /* what was given to each so far */
static struct sums *residencies;

static struct bt_eviction_key keys[BT_EVICTION_ROWS];
static struct bt_eviction_row rows[BT_EVICTION_ROWS];
static __u32 row_count;

static __u64 now_nanos(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

int bt_init_evictions(const struct bt_settings *settings)
{
	lane_count = settings->lanes * settings->processes;
	added_before = calloc(lane_count + 1, sizeof(*added_before));
	added_now = calloc(lane_count + 1, sizeof(*added_now));
	shared_out = calloc(lane_count + 1, sizeof(*shared_out));
	residencies = calloc(lane_count, sizeof(*residencies));
	return added_before && added_now && shared_out && residencies ? 0 : -ENOMEM;
}

static void read_rows(void)
{
	__u32 position;

	row_count = BT_EVICTION_ROWS;
	/* At the end of the table it says ENOENT, and has counted what it found. */
	if (bpf_map_lookup_batch(bt_maps()->evictions, NULL, &position, keys, rows, &row_count,
				 NULL) &&
	    errno != ENOENT)
		row_count = 0;
}

static void add_to_row(const struct bt_eviction_key *key, __u64 evicted, __u64 refaulted)
{
	struct bt_eviction_row row;

	memset(&row, 0, sizeof(row));
	bpf_map_lookup_elem(bt_maps()->evictions, key, &row);
	row.evicted_bytes += evicted;
	row.refaulted_bytes += refaulted;
	if (bpf_map_update_elem(bt_maps()->evictions, key, &row, BPF_ANY))
		__atomic_fetch_add(&bt_maps()->losses->lost_evictions, evicted + refaulted,
				   __ATOMIC_RELAXED);
}

static void add_share(const struct bt_eviction_key *raw, __u32 i, __u64 evicted, __u64 refaulted)
{
	struct bt_eviction_key key = *raw;

	if (!evicted && !refaulted)
		return;
	key.shared = 1;
	key.evictor.lane = i < lane_count ? i : BT_PROCESS;
	shared_out[i] += evicted;
	add_to_row(&key, evicted, refaulted);
}

/* Of what was taken those pay who added pages; of what came back, those who had paid. */
static void share_out(const struct bt_eviction_key *raw, __u64 evicted, __u64 refaulted,
		      __u64 added, __u64 paid)
{
	struct bt_eviction_key given = *raw;
	__u64 added_from = 0;
	__u64 paid_from = 0;

	if (!added)
		evicted = 0;
	if (!paid)
		refaulted = 0;
	for (__u32 i = 0; i <= lane_count; i++) {
		__u64 weight = shared_out[i];

		if (!added_now[i] && !weight)
			continue;
		add_share(raw, i, bt_share(evicted, added_from, added_now[i], added),
			  bt_share(refaulted, paid_from, weight, paid));
		added_from += added_now[i];
		paid_from += weight;
	}
	given.shared = 1;
	if (evicted || refaulted)
		add_to_row(&given, evicted, refaulted);
}

/* What each has added to the page cache since the last time. */
static __u64 take_added(void)
{
	__u64 sum = 0;

	for (__u32 i = 0; i <= lane_count; i++) {
		__u64 added = 0;

		if (i < lane_count)
			added = bt_maps()->lanes[i].added_bytes;
		for (int cpu = 0; i == lane_count && cpu < BT_PROCESSORS; cpu++)
			added += bt_maps()->pressure->added_by_others[cpu].bytes;
		added_now[i] = added - added_before[i];
		added_before[i] = added;
		sum += added_now[i];
	}
	return sum;
}

static __u64 sum_of_shares(void)
{
	__u64 sum = 0;

	for (__u32 i = 0; i <= lane_count; i++)
		sum += shared_out[i];
	return sum;
}

static bool is_raw(const struct bt_eviction_key *key)
{
	return key->evictor.lane == BT_KERNEL && !key->shared;
}

/* What was given away already of what the kernel's threads took. */
static void find_given(const struct bt_eviction_key *raw, struct bt_eviction_row *given)
{
	struct bt_eviction_key key = *raw;

	memset(given, 0, sizeof(*given));
	key.shared = 1;
	bpf_map_lookup_elem(bt_maps()->evictions, &key, given);
}

static void share_rows(void)
{
	__u64 added = take_added();

	for (__u32 i = 0; i < row_count; i++) {
		struct bt_eviction_row given;

		if (!is_raw(&keys[i]))
			continue;
		find_given(&keys[i], &given);
		share_out(&keys[i], rows[i].evicted_bytes - given.evicted_bytes,
			  rows[i].refaulted_bytes - given.refaulted_bytes, added, sum_of_shares());
	}
}

static enum bt_evictor_kind kind_of(const struct bt_eviction_key *key)
{
	switch (key->evictor.lane) {
	case BT_KERNEL:
		return BT_BY_KERNEL;
	case BT_PROCESS:
		return BT_BY_PROCESS;
	case BT_SEVERAL:
		return BT_BY_SEVERAL;
	default:
		return key->shared ? BT_BY_SHARE : BT_BY_LANE;
	}
}

static void put_row(const struct bt_eviction_key *key, const struct bt_eviction_row *row)
{
	struct bt_eviction record;

	bt_begin(&record.header, BT_EVICTION, sizeof(record));
	record.evictor_kind = kind_of(key);
	if (record.evictor_kind == BT_BY_LANE || record.evictor_kind == BT_BY_SHARE)
		bt_name_lane(key->evictor.lane, &record.evictor_pid, &record.evictor_lane);
	else
		record.evictor_pid = key->evictor.process;
	if (key->victim < BT_FILES)
		bt_name_lane(key->victim, &record.victim_pid, &record.victim_lane);
	record.victim_kind = key->victim == BT_FILES  ? BT_OF_FILES :
			     key->file.inode	      ? BT_OF_FILE :
							BT_OF_LANE;
	record.device = key->file.device;
	record.inode = key->file.inode;
	record.evicted_bytes = row->evicted_bytes;
	record.refaulted_bytes = row->refaulted_bytes;
	memcpy(record.process, row->process, sizeof(record.process));
	memcpy(record.name, row->name, sizeof(record.name));
	bt_put(&record.header);
}

void bt_put_evictions(void)
{
	read_rows();
	share_rows();
	read_rows();
	for (__u32 i = 0; i < row_count; i++) {
		if (keys[i].evictor.lane == BT_KERNEL && keys[i].shared)
			continue;
		if (is_raw(&keys[i])) {
			struct bt_eviction_row given;

			find_given(&keys[i], &given);
			rows[i].evicted_bytes -= given.evicted_bytes;
			rows[i].refaulted_bytes -= given.refaulted_bytes;
		}
		if (rows[i].evicted_bytes || rows[i].refaulted_bytes)
			put_row(&keys[i], &rows[i]);
	}
}

/* A table of the page cache's past, of which the oldest part may go. */
struct table {
	int map;
	size_t key_size;
	size_t value_size;
	/* From 0 for the newest to AGES - 1 for what nobody will miss. */
	unsigned int (*age)(const void *value, __u64 now);
};

#define AGES 64

static unsigned int age_since(__u64 nanos, __u64 now)
{
	__u64 age = now > nanos ? now - nanos : 0;

	return age ? 63 - __builtin_clzll(age) - (age >> 63) : 0;
}

static unsigned int age_of_cached(const void *value, __u64 now)
{
	const struct bt_cached *file = value;

	return file->pages <= 0 ? AGES - 1 : age_since(file->nanos, now);
}

static unsigned int age_of_evicted(const void *value, __u64 now)
{
	const struct bt_evicted *block = value;

	return !block->pages[0] && !block->pages[1] ? AGES - 1 : age_since(block->nanos, now);
}

static char batch_keys[BATCH * sizeof(struct bt_evicted_key)];
static char batch_values[BATCH * (sizeof(struct bt_evicted) > sizeof(struct bt_cached) ?
					  sizeof(struct bt_evicted) :
					  sizeof(struct bt_cached))];

static void for_each(const struct table *table,
		     void (*visit)(const struct table *table, const void *key, const void *value,
				   void *argument),
		     void *argument)
{
	__u32 position;
	void *from = NULL;
	int error;

	do {
		__u32 count = BATCH;

		error = bpf_map_lookup_batch(table->map, from, &position, batch_keys, batch_values,
					     &count, NULL);
		if (error && error != -ENOENT)
			return;
		for (__u32 i = 0; i < count; i++)
			visit(table, batch_keys + i * table->key_size,
			      batch_values + i * table->value_size, argument);
		from = &position;
	} while (!error);
}

struct trim {
	__u64 now;
	__u32 counts[AGES];
	unsigned int oldest; /* ages from here on go */
	__u64 *entries;      /* how many the table has */
	void (*lose)(const void *key, const void *value);
};

static void count_age(const struct table *table, const void *key, const void *value, void *argument)
{
	struct trim *trim = argument;

	(void)key;
	trim->counts[table->age(value, trim->now)]++;
}

static void drop_old(const struct table *table, const void *key, const void *value, void *argument)
{
	struct trim *trim = argument;
	unsigned int age = table->age(value, trim->now);

	if (age < trim->oldest || bpf_map_delete_elem(table->map, key))
		return;
	__atomic_fetch_sub(trim->entries, 1, __ATOMIC_RELAXED);
	if (age < AGES - 1)
		trim->lose(key, value);
}

static void trim(const struct table *table, __u64 *entries, __u32 most,
		 void (*lose)(const void *key, const void *value))
{
	struct trim trim = { .now = now_nanos(), .entries = entries, .lose = lose };
	__u32 dropped = 0;

	if (*entries < most / 4 * 3)
		return;
	for_each(table, count_age, &trim);
	trim.oldest = AGES;
	while (trim.oldest > 0 && dropped < most / 4)
		dropped += trim.counts[--trim.oldest];
	for_each(table, drop_old, &trim);
}

static void lose_cached(const void *key, const void *value)
{
	(void)key;
	(void)value;
	__atomic_fetch_add(&bt_maps()->losses->lost_files, 1, __ATOMIC_RELAXED);
	/* Who reads it still may say so again. */
	__atomic_fetch_add(&bt_maps()->pressure->epoch, 1, __ATOMIC_RELAXED);
}

static void lose_evicted(const void *key, const void *value)
{
	const struct bt_evicted *block = value;
	__u64 pages = __builtin_popcountll(block->pages[0] | block->pages[1]);

	(void)key;
	__atomic_fetch_add(&bt_maps()->losses->lost_evicted_bytes, pages << PAGE_SHIFT,
			   __ATOMIC_RELAXED);
}

static struct table cached_table(void)
{
	return (struct table){ .map = bt_maps()->cached,
			       .key_size = sizeof(struct bt_cached_key),
			       .value_size = sizeof(struct bt_cached),
			       .age = age_of_cached };
}

static struct table evicted_table(void)
{
	return (struct table){ .map = bt_maps()->evicted,
			       .key_size = sizeof(struct bt_evicted_key),
			       .value_size = sizeof(struct bt_evicted),
			       .age = age_of_evicted };
}

void bt_trim_evictions(void)
{
	struct table cached = cached_table();
	struct table evicted = evicted_table();

	trim(&cached, &bt_maps()->pressure->cached_files, BT_CACHED_FILES, lose_cached);
	trim(&evicted, &bt_maps()->pressure->evicted_blocks, BT_EVICTED_BLOCKS, lose_evicted);
}

static void add_residency(const struct table *table, const void *key, const void *value,
			  void *argument)
{
	const struct bt_cached *file = value;
	__u64 resident = file->pages > 0 ? (__u64)file->pages << PAGE_SHIFT : 0;

	(void)table;
	(void)key;
	(void)argument;
	if (resident > file->size)
		resident = file->size;
	for (int i = 0; i < BT_READERS; i++) {
		struct sums *sums;

		if (!file->readers[i] || file->readers[i] > lane_count)
			continue;
		sums = &residencies[file->readers[i] - 1];
		sums->files++;
		sums->file_bytes += file->size;
		sums->resident_bytes += resident;
	}
}

/* Thousands of files are not gone through for every snapshot. */
static bool is_time_to_add_up(void)
{
	static __u64 last;
	__u64 now = now_nanos();

	if (bt_maps()->pressure->cached_files > FEW_FILES && now - last < MANY_FILES_NANOS)
		return false;
	last = now;
	return true;
}

void bt_put_residencies(void)
{
	struct bt_residency record;
	struct table table = cached_table();

	if (is_time_to_add_up()) {
		memset(residencies, 0, lane_count * sizeof(*residencies));
		for_each(&table, add_residency, NULL);
	}
	for (__u32 i = 0; i < lane_count; i++) {
		if (!residencies[i].files)
			continue;
		bt_begin(&record.header, BT_RESIDENCY, sizeof(record));
		bt_name_lane(i, &record.pid, &record.lane);
		record.files = residencies[i].files;
		record.file_bytes = residencies[i].file_bytes;
		record.resident_bytes = residencies[i].resident_bytes;
		bt_put(&record.header);
	}
}

struct range {
	__u32 base;
	__u32 count;
};

static bool is_within(const struct range *range, __u32 lane)
{
	return lane - range->base < range->count;
}

static void forget_reader(const struct table *table, const void *key, const void *value,
			  void *argument)
{
	const struct bt_cached *file = value;
	bool wanted = file->writer && is_within(argument, file->writer - 1);

	wanted |= file->reader && is_within(argument, file->reader - 1);
	for (int i = 0; i < BT_READERS; i++)
		wanted |= file->readers[i] && is_within(argument, file->readers[i] - 1);
	if (wanted && !bpf_map_delete_elem(table->map, key))
		__atomic_fetch_sub(&bt_maps()->pressure->cached_files, 1, __ATOMIC_RELAXED);
}

static void forget_evictor(const struct table *table, const void *key, const void *value,
			   void *argument)
{
	const struct bt_evicted *block = value;

	for (int i = 0; i < BT_EVICTORS; i++) {
		if (!block->pages[i] || !is_within(argument, block->evictors[i].lane))
			continue;
		if (!bpf_map_delete_elem(table->map, key))
			__atomic_fetch_sub(&bt_maps()->pressure->evicted_blocks, 1,
					   __ATOMIC_RELAXED);
		return;
	}
}

void bt_forget_evictions(__u32 base, __u32 count)
{
	struct range range = { base, count };
	struct table cached = cached_table();
	struct table evicted = evicted_table();

	for_each(&cached, forget_reader, &range);
	for_each(&evicted, forget_evictor, &range);
	read_rows();
	for (__u32 i = 0; i < row_count; i++)
		if ((is_within(&range, keys[i].evictor.lane) || is_within(&range, keys[i].victim)) &&
		    !bpf_map_delete_elem(bt_maps()->evictions, &keys[i]))
			__atomic_fetch_sub(&bt_maps()->pressure->rows, 1, __ATOMIC_RELAXED);
	memset(added_before + base, 0, count * sizeof(*added_before));
	memset(shared_out + base, 0, count * sizeof(*shared_out));
	memset(residencies + base, 0, count * sizeof(*residencies));
	__atomic_fetch_add(&bt_maps()->pressure->epoch, 1, __ATOMIC_RELAXED);
}
