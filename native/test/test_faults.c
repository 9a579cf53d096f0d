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

int main(void)
{
	begin_test("attaches everything");
	probe = start_probe("--mode=always-on");
	EXPECT(probe.missing, 0);
	EXPECT(track(&probe, getpid()), 0);

	counts_a_mapped_file("counts a mapped file of 64 MiB", 64 * MIB);
	counts_a_mapped_file("counts a mapped file that ends within a page", 3 * MIB + 1234);
	stop_probe(&probe, 0);
	return finish_tests();
}
