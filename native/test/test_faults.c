// SPDX-License-Identifier: Apache-2.0
/* Mapped files: what faults bring in, against the kernel's own counts of faults. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness.h"

static struct probe probe;

static uint64_t touch(const volatile char *memory, uint64_t size)
{
	uint64_t sum = 0;

	for (uint64_t i = 0; i < size; i += 4 * KIB)
		sum += memory[i];
	return sum;
}

static long major_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_majflt;
}

static long minor_faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_minflt;
}

static struct bt_counts map_in_lane(int fd, uint64_t size, long *major, long *minor)
{
	unsigned int lane = new_lane();
	char *memory = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	require(memory != MAP_FAILED, "mmap");
	enter(lane);
	*major = major_faults();
	*minor = minor_faults();
	touch(memory, size);
	*minor = minor_faults() - *minor;
	*major = major_faults() - *major;
	leave();
	munmap(memory, size);
	return counts_of(&probe, lane);
}

/* Faults that map a huge folio fire no tracepoint. */
static void expect_minor(struct bt_counts counts, long minor)
{
	EXPECT_TRUE(counts.minor_faults > 0);
	EXPECT_TRUE(counts.minor_faults <= (uint64_t)minor);
}

static void counts_a_mapped_file(const char *name, uint64_t size)
{
	int fd = make_file(size);
	struct bt_counts counts;
	long major;
	long minor;

	begin_test(name);
	major_faults(); /* binds the symbol: that may fault too */
	minor_faults();
	counts = map_in_lane(fd, size, &major, &minor);
	EXPECT(counts.inserted_bytes, size);
	EXPECT(counts.read_ahead_bytes + counts.stalled_bytes, size);
	EXPECT_TRUE(counts.stalled_bytes > 0 || is_emulated());
	EXPECT(counts.read_submitted_bytes, (size + 4095) / 4096 * 4096);
	EXPECT_TRUE(counts.read_completed_bytes <= counts.read_submitted_bytes);
	EXPECT_TRUE(major > 0 || is_emulated());
	EXPECT(counts.major_faults, major);
	expect_minor(counts, minor);

	counts = map_in_lane(fd, size, &major, &minor);
	EXPECT(counts.inserted_bytes, 0);
	EXPECT(counts.read_ahead_bytes + counts.stalled_bytes, 0);
	EXPECT(counts.major_faults, 0);
	EXPECT(major, 0);
	expect_minor(counts, minor);
	EXPECT_TRUE(counts.mapped_bytes > 0);
	EXPECT_TRUE(counts.mapped_bytes <= size);
	close(fd);
}

/* Loads outside every call, from what was mapped inside a lane: each fault is the mapper's. */
static void files_loads_under_the_lane_that_mapped(const char *name, uint64_t size)
{
	unsigned int lane = new_lane();
	int fd = make_file(size);
	struct bt_counts counts;
	char *memory;
	long major;
	long minor;

	begin_test(name);
	enter(lane);
	memory = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	leave();
	require(memory != MAP_FAILED, "mmap");
	major = major_faults();
	minor = minor_faults();
	touch(memory, size);
	minor = minor_faults() - minor;
	major = major_faults() - major;
	counts = counts_of(&probe, lane);
	EXPECT(counts.inserted_bytes, size);
	EXPECT(counts.read_ahead_bytes + counts.stalled_bytes, size);
	EXPECT(counts.read_submitted_bytes, (size + 4095) / 4096 * 4096);
	EXPECT_TRUE(major > 0);
	EXPECT(counts.major_faults, major);
	EXPECT(counts.minor_faults, minor);
	EXPECT_TRUE(counts.stalled_nanos > 0);

	munmap(memory, size);
	enter(lane);
	memory = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	leave();
	minor = minor_faults();
	touch(memory, size);
	minor = minor_faults() - minor;
	EXPECT(counts_of(&probe, lane).minor_faults - counts.minor_faults, minor);
	EXPECT(counts_of(&probe, lane).major_faults, counts.major_faults);
	EXPECT(counts_of(&probe, lane).inserted_bytes, size);
	munmap(memory, size);
	close(fd);
}

/* Two lanes map the same file; then a place of theirs is taken over by what no lane maps. */
static void tells_mappings_of_one_file_apart(void)
{
	unsigned int lanes[2] = { new_lane(), new_lane() };
	struct bt_counts counts[2];
	char *memory[2];
	long minor[2];
	int fd = make_file(8 * MIB);

	begin_test("tells two mappings of one file apart, and what comes in their place");
	for (int i = 0; i < 2; i++) {
		enter(lanes[i]);
		memory[i] = mmap(NULL, 8 * MIB, PROT_READ, MAP_SHARED, fd, 0);
		leave();
		require(memory[i] != MAP_FAILED, "mmap");
	}
	for (int i = 0; i < 2; i++) {
		minor[i] = minor_faults();
		touch(memory[i], (i + 1) * 4 * MIB);
		minor[i] = minor_faults() - minor[i];
	}
	for (int i = 0; i < 2; i++) {
		counts[i] = counts_of(&probe, lanes[i]);
		/* The kernel's own count has the major ones apart; the first lane waited, perhaps. */
		EXPECT(counts[i].minor_faults, minor[i]);
		munmap(memory[i], 8 * MIB);
	}
	for (int i = 0; i < 2; i++) {
		memory[i] = mmap(NULL, 8 * MIB, PROT_READ, MAP_SHARED, fd, 0);
		touch(memory[i], 8 * MIB);
	}
	for (int i = 0; i < 2; i++) {
		EXPECT(counts_of(&probe, lanes[i]).minor_faults, counts[i].minor_faults);
		munmap(memory[i], 8 * MIB);
	}
	close(fd);
}

/* Sizes, offsets and order of all kinds; each lane must have the faults of its own mappings. */
static void finds_each_of_many_mappings(void)
{
	enum { MAPPINGS = 600, LANES = 7 };
	static char *memory[MAPPINGS];
	static uint64_t sizes[MAPPINGS];
	static int owners[MAPPINGS];
	unsigned int lanes[LANES];
	uint64_t before[LANES];
	uint64_t expected[LANES] = { 0 };
	uint64_t random = 88172645463325252ULL;
	const struct snapshot *snapshot;
	int fd = make_file(16 * MIB);

	begin_test("finds each of many mappings of many sizes");
	for (int i = 0; i < LANES; i++)
		lanes[i] = new_lane();
	for (int round = 0; round < 4 * MAPPINGS; round++) {
		int i = round % MAPPINGS;

		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		if (memory[i] && random % 3)
			continue;
		if (memory[i])
			munmap(memory[i], sizes[i]);
		sizes[i] = 1 + (random >> 20) % ((4 * KIB) << (random >> 8) % 12);
		owners[i] = (random >> 40) % LANES;
		enter(lanes[owners[i]]);
		memory[i] = mmap(NULL, sizes[i], PROT_READ, MAP_SHARED, fd,
				 (random >> 50) % 512 * 4 * KIB);
		leave();
		require(memory[i] != MAP_FAILED, "mmap");
	}
	touch(memory[0], 1);
	snapshot = take_snapshot(&probe);
	for (int i = 0; i < LANES; i++)
		before[i] = snapshot->lanes[lanes[i]].minor_faults +
			    snapshot->lanes[lanes[i]].major_faults;
	for (int i = 1; i < MAPPINGS; i++) {
		long faults = minor_faults() + major_faults();

		touch(memory[i] + (sizes[i] - 1) / (4 * KIB) * (4 * KIB), 1);
		touch(memory[i], 1);
		expected[owners[i]] += minor_faults() + major_faults() - faults;
	}
	snapshot = take_snapshot(&probe);
	for (int i = 0; i < LANES; i++)
		EXPECT(snapshot->lanes[lanes[i]].minor_faults +
			       snapshot->lanes[lanes[i]].major_faults - before[i],
		       expected[i]);
	EXPECT(snapshot->end.lost_mappings, 0);
	for (int i = 0; i < MAPPINGS; i++)
		munmap(memory[i], sizes[i]);
	close(fd);
}

int main(void)
{
	begin_test("attaches everything");
	probe = start_probe("--mode=always-on");
	EXPECT(probe.missing, 0);
	EXPECT(track(&probe, getpid()), 0);

	counts_a_mapped_file("counts a mapped file of 64 MiB", 64 * MIB);
	counts_a_mapped_file("counts a mapped file that ends within a page", 3 * MIB + 1234);
	files_loads_under_the_lane_that_mapped("files loads from 64 MiB mapped in a lane", 64 * MIB);
	files_loads_under_the_lane_that_mapped("files loads from a file that ends within a page",
					       3 * MIB + 1234);
	tells_mappings_of_one_file_apart();
	finds_each_of_many_mappings();
	stop_probe(&probe, 0);
	return finish_tests();
}
