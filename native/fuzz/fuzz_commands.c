// SPDX-License-Identifier: Apache-2.0
/*
 * Whatever comes in on standard input, the loader answers with sound records or refuses. Its own
 * sources are at work, over a kernel of our own: tables of the right sizes, filled at random from
 * the input, with indexes such as the programs write.
 *
 * A header's version of 0xffff stands for the present one, so that the corpus outlives it.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cost.h"
#include "pace.h"
#include "programs.h"
#include "serve.h"

/* Instead of pidfd_open(2): some are not there, some have ended. */
static int open_process(__u32 pid)
{
	if (!pid || pid % 4 == 3)
		return -1;
	return eventfd(pid >> 3 & 1, EFD_CLOEXEC);
}

#define syscall(number, pid, flags) open_process(pid)
#include "../evictions.c"
#include "../tracked.c"
#undef syscall

#define LANES 8
#define PROCESSES 3
#define ALL_LANES (LANES * PROCESSES)
#define ENTRIES 8
#define MOST_INPUT 8192
#define PRESENT_VERSION 0xffff

/* A map of the kernel's: the i-th has descriptor FIRST_MAP + i. */
#define FIRST_MAP 1000

enum { FRESH, OUTSIDE, CACHED, EVICTED, EVICTIONS, CELLS, DMA, DIRTY, DEVICES, MAPS };

static struct map {
	size_t key_size;
	size_t value_size;
	unsigned int count;
	char *keys;
	char *values;
} tables[MAPS] = {
	[FRESH] = { .key_size = sizeof(struct bt_fresh_key), .value_size = sizeof(struct bt_fresh) },
	[OUTSIDE] = { .key_size = sizeof(struct bt_outside_key),
		      .value_size = sizeof(struct bt_outside_file) },
	[CACHED] = { .key_size = sizeof(struct bt_cached_key),
		     .value_size = sizeof(struct bt_cached) },
	[EVICTED] = { .key_size = sizeof(struct bt_evicted_key),
		      .value_size = sizeof(struct bt_evicted) },
	[EVICTIONS] = { .key_size = sizeof(struct bt_eviction_key),
			.value_size = sizeof(struct bt_eviction_row) },
	[CELLS] = { .key_size = sizeof(struct bt_cell_key), .value_size = sizeof(struct bt_cell) },
	[DMA] = { .key_size = sizeof(__u64), .value_size = sizeof(struct bt_dma_state) },
	[DIRTY] = { .key_size = sizeof(struct bt_dirty_key), .value_size = sizeof(struct bt_dirty) },
	[DEVICES] = { .key_size = sizeof(__u32), .value_size = sizeof(struct bt_device_counts) },
};

static struct bt_maps maps;
static __u32 clock_seconds;
static __u64 dirty_pages;
static __u64 random_state;
static int input;

static __u64 next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static void fill(void *memory, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((char *)memory)[i] = next_random() >> 32;
}

static void *memory_of(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		abort();
	return memory;
}

/* --- libbpf ------------------------------------------------------------------------------- */

static int no_entry(void)
{
	errno = ENOENT;
	return -ENOENT;
}

static unsigned int position_of(const struct map *map, const void *key)
{
	unsigned int i = 0;

	while (i < map->count && memcmp(map->keys + i * map->key_size, key, map->key_size))
		i++;
	return i;
}

static void remove_at(struct map *map, unsigned int i)
{
	map->count--;
	memmove(map->keys + i * map->key_size, map->keys + map->count * map->key_size,
		map->key_size);
	memmove(map->values + i * map->value_size, map->values + map->count * map->value_size,
		map->value_size);
}

int bpf_map_get_next_key(int fd, const void *key, void *next)
{
	const struct map *map = &tables[fd - FIRST_MAP];
	unsigned int i = key ? position_of(map, key) + 1 : 0;

	if (i >= map->count)
		return no_entry();
	memcpy(next, map->keys + i * map->key_size, map->key_size);
	return 0;
}

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	const struct map *map = &tables[fd - FIRST_MAP];
	unsigned int i = position_of(map, key);

	if (i == map->count)
		return no_entry();
	memcpy(value, map->values + i * map->value_size, map->value_size);
	return 0;
}

int bpf_map_delete_elem(int fd, const void *key)
{
	struct map *map = &tables[fd - FIRST_MAP];
	unsigned int i = position_of(map, key);

	if (i == map->count)
		return no_entry();
	remove_at(map, i);
	return 0;
}

int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value)
{
	return bpf_map_lookup_elem(fd, key, value) ? -ENOENT : bpf_map_delete_elem(fd, key);
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	struct map *map = &tables[fd - FIRST_MAP];
	unsigned int i = position_of(map, key);

	if (i == map->count && (flags == BPF_EXIST || i == ENTRIES))
		return no_entry();
	if (i == map->count) {
		memcpy(map->keys + i * map->key_size, key, map->key_size);
		map->count++;
	}
	memcpy(map->values + i * map->value_size, value, map->value_size);
	return 0;
}

int bpf_map_lookup_batch(int fd, void *in, void *out, void *keys, void *values, __u32 *count,
			 const struct bpf_map_batch_opts *options)
{
	const struct map *map = &tables[fd - FIRST_MAP];
	__u32 from = 0;
	__u32 n;

	(void)options;
	if (in)
		memcpy(&from, in, sizeof(from));
	n = from < map->count ? map->count - from : 0;
	if (n > *count)
		n = *count;
	memcpy(keys, map->keys + from * map->key_size, n * map->key_size);
	memcpy(values, map->values + from * map->value_size, n * map->value_size);
	*count = n;
	from += n;
	memcpy(out, &from, sizeof(from));
	return from < map->count ? 0 : no_entry();
}

/* --- the programs ------------------------------------------------------------------------- */

const struct bt_maps *bt_maps(void)
{
	return &maps;
}

unsigned int bt_programs(void)
{
	return 2;
}

void bt_describe_program(unsigned int i, struct bt_program *record)
{
	record->attached = i;
}

bool bt_is_attached(const char *name)
{
	(void)name;
	return true;
}

int bt_find_process(__u32 pid, struct bt_process *process)
{
	static __u64 programs;

	memset(process, 0, sizeof(*process));
	if (pid % 11 == 10)
		return -ESRCH;
	process->tgid = pid * 3 + 1;
	process->level = pid >> 4 & 3;
	process->may_be_followed = pid % 5 != 4;
	process->prober = pid >> 5 & 1;
	process->programs = pid % 7 == 6 ? ++programs : 1; /* always becoming another */
	process->address_space = 0x7ffffffff000;
	return 0;
}

void bt_keep_pace(void)
{
}

int bt_until_turn(void)
{
	return -1;
}

void bt_turn(void)
{
}

void bt_update_run_times(void)
{
}

void bt_put_cost(void)
{
}

/* --- one input ---------------------------------------------------------------------------- */

static __u32 some_lane(void)
{
	return next_random() % ALL_LANES;
}

static __u32 some_actor(void)
{
	__u64 choice = next_random() % 6;

	return choice < 3 ? some_lane() : BT_SEVERAL + choice - 3;
}

/* Indexes are those of lanes there are: programs write no others. */
static void make_sound(unsigned int table, void *key, void *value)
{
	switch (table) {
	case FRESH:
		((struct bt_fresh_key *)key)->lane = some_lane();
		break;
	case OUTSIDE:
		((struct bt_outside_key *)key)->base = some_lane() / LANES * LANES;
		break;
	case CACHED:
		((struct bt_cached *)value)->reader = next_random() % (ALL_LANES + 1);
		((struct bt_cached *)value)->writer = next_random() % (ALL_LANES + 1);
		for (int i = 0; i < BT_READERS; i++)
			((struct bt_cached *)value)->readers[i] = next_random() % (ALL_LANES + 1);
		break;
	case EVICTIONS:
		((struct bt_eviction_key *)key)->evictor.lane = some_actor();
		((struct bt_eviction_key *)key)->victim =
			next_random() & 1 ? some_lane() : BT_FILES + (next_random() & 1);
		((struct bt_eviction_key *)key)->shared = next_random() & 1;
		break;
	}
}

static void fill_tables(void)
{
	for (unsigned int i = 0; i < MAPS; i++) {
		struct map *map = &tables[i];

		map->count = next_random() % (ENTRIES + 1);
		fill(map->keys, map->count * map->key_size);
		fill(map->values, map->count * map->value_size);
		for (unsigned int j = 0; j < map->count; j++)
			make_sound(i, map->keys + j * map->key_size,
				   map->values + j * map->value_size);
	}
	fill(maps.lanes, ALL_LANES * sizeof(*maps.lanes));
	fill(maps.calls, ALL_LANES * sizeof(*maps.calls));
	for (unsigned int i = 0; i < ALL_LANES; i++)
		maps.lanes[i].requests.latency_plus_1 =
			next_random() % (BT_LATENCIES + 1);
	for (unsigned int i = 0; i < 64; i++) {
		maps.requests[next_random() % BT_REQUESTS].bio = next_random();
		maps.requests[next_random() % BT_REQUESTS].lane = some_lane();
	}
	/* As if nearly full: then the oldest part goes. */
	maps.pressure->cached_files = next_random() % (2 * BT_CACHED_FILES);
	maps.pressure->evicted_blocks = next_random() % (2 * BT_EVICTED_BLOCKS);
}

static void forget_everything(void)
{
	for (__u32 i = 0; i < PROCESSES; i++) {
		if (tracked[i].pidfd >= 0)
			close(tracked[i].pidfd);
		tracked[i] = (struct tracked){ .base = i * LANES, .pidfd = -1 };
	}
	memset(maps.places, 0, BT_PLACES * sizeof(*maps.places));
	memset(maps.requests, 0, BT_REQUESTS * sizeof(*maps.requests));
	memset(maps.losses, 0, sizeof(*maps.losses));
	memset(maps.pressure, 0, sizeof(*maps.pressure));
	memset(added_before, 0, (ALL_LANES + 1) * sizeof(*added_before));
	memset(shared_out, 0, (ALL_LANES + 1) * sizeof(*shared_out));
}

static void put_present_version(char *commands, size_t size)
{
	size_t at = 0;
	struct bt_header header;

	while (size - at >= sizeof(header)) {
		memcpy(&header, commands + at, sizeof(header));
		if (header.version == PRESENT_VERSION)
			header.version = BT_VERSION;
		memcpy(commands + at, &header, sizeof(header));
		if (header.length < sizeof(header) || header.length > size - at)
			return;
		at += header.length;
	}
}

/* Every record is whole, of this version, and of a type that a probe writes. */
static void check_output(void)
{
	off_t size = lseek(STDOUT_FILENO, 0, SEEK_CUR);
	const char *output = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, STDOUT_FILENO, 0) : NULL;
	struct bt_header header;

	for (off_t at = 0; at < size; at += header.length) {
		if (size - at < (off_t)sizeof(header))
			abort();
		memcpy(&header, output + at, sizeof(header));
		if (header.length < sizeof(header) || header.length % 8 ||
		    header.length > size - at || header.version != BT_VERSION || !header.type ||
		    header.type >= BT_TRACK)
			abort();
	}
	if (size)
		munmap((void *)output, size);
	if (ftruncate(STDOUT_FILENO, 0) || lseek(STDOUT_FILENO, 0, SEEK_SET))
		abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct bt_settings settings = { .lanes = LANES, .processes = PROCESSES };

	(void)argc;
	(void)argv;
	for (unsigned int i = 0; i < MAPS; i++) {
		tables[i].keys = memory_of(ENTRIES, tables[i].key_size);
		tables[i].values = memory_of(ENTRIES, tables[i].value_size);
	}
	maps = (struct bt_maps){
		.places = memory_of(BT_PLACES, sizeof(struct bt_place)),
		.lanes = memory_of(ALL_LANES, sizeof(struct bt_lane_state)),
		.calls = memory_of(ALL_LANES, sizeof(struct bt_lane_calls)),
		.losses = memory_of(1, sizeof(struct bt_losses)),
		.clock_seconds = &clock_seconds,
		.dirty_pages = &dirty_pages,
		.requests = memory_of(BT_REQUESTS, sizeof(struct bt_request)),
		.latencies = memory_of(BT_LATENCIES, sizeof(struct bt_latency_counts)),
		.latency_pool = memory_of(1, sizeof(struct bt_latency_pool)),
		.pressure = memory_of(1, sizeof(struct bt_pressure)),
		.fresh = FIRST_MAP + FRESH,
		.outside = FIRST_MAP + OUTSIDE,
		.cached = FIRST_MAP + CACHED,
		.evicted = FIRST_MAP + EVICTED,
		.evictions = FIRST_MAP + EVICTIONS,
		.cells = FIRST_MAP + CELLS,
		.dma_devices = FIRST_MAP + DMA,
		.dirty = FIRST_MAP + DIRTY,
		.devices = FIRST_MAP + DEVICES,
	};
	input = memfd_create("input", MFD_CLOEXEC);
	if (input < 0 || dup2(memfd_create("output", MFD_CLOEXEC), STDOUT_FILENO) < 0)
		abort();
	return bt_init_tracked(&settings);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static char commands[MOST_INPUT];

	if (size > sizeof(commands))
		return -1;
	random_state = 0x9e3779b97f4a7c15ULL + size;
	for (size_t i = 0; i < size && i < 64; i++)
		random_state = (random_state ^ data[i]) * 0x100000001b3ULL + 1;
	forget_everything();
	fill_tables();
	memcpy(commands, data, size);
	put_present_version(commands, size);
	if (pwrite(input, commands, size, 0) != (ssize_t)size || ftruncate(input, size) ||
	    lseek(input, 0, SEEK_SET))
		abort();
	bt_serve(input);
	check_output();
	return 0;
}
