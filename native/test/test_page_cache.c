// SPDX-License-Identifier: Apache-2.0
/* Buffered and direct reads of real files: every byte counted once, to the byte. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"

static struct probe probe;
static void *buffer;

static struct bt_counts read_in_lane(int fd, uint64_t chunk)
{
	unsigned int lane = new_lane();

	enter(lane);
	read_all(fd, buffer, chunk);
	leave();
	return counts_of(&probe, lane);
}

static void expect_cold(struct bt_counts counts, uint64_t size)
{
	EXPECT(counts.inserted_bytes, size);
	EXPECT(counts.read_ahead_bytes + counts.stalled_bytes, size);
	EXPECT_TRUE(counts.stalled_bytes > 0 || is_emulated());
	EXPECT_TRUE(counts.stalls > 0 || is_emulated());
	EXPECT((counts.stalled_nanos > 0), (counts.stalls > 0));
	EXPECT(counts.wasted_bytes, 0);
	EXPECT(counts.lookup_bytes, size);
	/* A device moves whole blocks: the last one may reach past the file's end. */
	EXPECT(counts.read_submitted_bytes, (size + 4095) / 4096 * 4096);
	/* Completions in threads that eBPF is kept out of go unseen. */
	EXPECT_TRUE(counts.read_completed_bytes <= counts.read_submitted_bytes);
	EXPECT_TRUE(counts.read_requests > 0);
	EXPECT_TRUE(counts.read_nanos > 0);
	EXPECT(counts.direct_read_submitted_bytes, 0);
	EXPECT_TRUE(counts.file_device != 0);
	EXPECT_TRUE(counts.block_device != 0);
}

static void expect_hot(struct bt_counts counts, uint64_t size)
{
	EXPECT(counts.lookup_bytes, size);
	EXPECT(counts.inserted_bytes, 0);
	EXPECT(counts.read_ahead_bytes, 0);
	EXPECT(counts.stalled_bytes, 0);
	EXPECT(counts.stalls, 0);
	EXPECT(counts.read_submitted_bytes, 0);
}

/* Memory reclaim, and DAMON, of whatever causes elsewhere on the machine, leave such pages alone. */
static void *keep_in_cache(int fd, uint64_t size)
{
	void *kept = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	require(kept != MAP_FAILED && !mlock(kept, size), "lock the file's pages in memory");
	return kept;
}

static void counts_a_cold_and_a_hot_pass(const char *name, uint64_t size, uint64_t chunk)
{
	int fd = make_file(size);
	void *kept;

	begin_test(name);
	expect_cold(read_in_lane(fd, chunk), size);
	kept = keep_in_cache(fd, size);
	expect_hot(read_in_lane(fd, chunk), size);
	munmap(kept, size);
	close(fd);
}

static void counts_direct_reads_past_the_cache(void)
{
	unsigned int lane = new_lane();
	int file = make_file(64 * MIB);
	struct bt_counts counts;
	char path[64];
	int fd;

	begin_test("counts direct reads past the cache");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	require(fd >= 0, "open for direct I/O");
	enter(lane);
	read_all(fd, buffer, MIB);
	leave();
	counts = counts_of(&probe, lane);
	EXPECT(counts.direct_read_submitted_bytes, 64 * MIB);
	EXPECT_TRUE(counts.direct_read_completed_bytes <= counts.direct_read_submitted_bytes);
	EXPECT(counts.lookups, 0);
	EXPECT(counts.inserted_bytes, 0);
	EXPECT(counts.read_submitted_bytes, 0);
	close(fd);
	close(file);
}

static void counts_direct_writes(void)
{
	unsigned int lane = new_lane();
	int file = make_file(4 * MIB);
	struct bt_counts counts;
	char path[64];
	int fd;

	begin_test("counts direct writes");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	fd = open(path, O_WRONLY | O_DIRECT | O_CLOEXEC);
	require(fd >= 0, "open for direct I/O");
	enter(lane | BT_WORD_WRITES);
	for (int i = 0; i < 4; i++)
		require(write(fd, buffer, MIB) == (ssize_t)MIB, "write past the cache");
	leave();
	counts = counts_of(&probe, lane);
	EXPECT(counts.direct_write_submitted_bytes, 4 * MIB);
	EXPECT_TRUE(counts.direct_write_completed_bytes <= counts.direct_write_submitted_bytes);
	EXPECT(counts.direct_read_submitted_bytes, 0);
	close(fd);
	close(file);
}

static void counts_written_back_bytes_of_the_thread_that_waits(void)
{
	unsigned int lane = new_lane();
	int fd = make_file(0);
	struct bt_counts counts;

	begin_test("counts written-back bytes of the thread that waits for them");
	enter(lane | BT_WORD_WRITES);
	require(write(fd, buffer, MIB) == (ssize_t)MIB, "write");
	require(!fdatasync(fd), "fdatasync");
	leave();
	counts = counts_of(&probe, lane);
	EXPECT(counts.write_submitted_bytes, MIB);
	EXPECT_TRUE(counts.write_completed_bytes <= counts.write_submitted_bytes);
	EXPECT(counts.inserted_bytes, 0);
	close(fd);
}

static void counts_a_file_that_ends_within_a_page(void)
{
	uint64_t size = 3 * MIB + 1234;

	counts_a_cold_and_a_hot_pass("counts a file that ends within a page", size, 64 * KIB);
}

static void files_small_reads_of_one_page_once(void)
{
	unsigned int lane = new_lane();
	int fd = make_file(4 * KIB);
	struct bt_counts counts;

	begin_test("feeds a page read by small pieces once");
	enter(lane);
	read_all(fd, buffer, 512);
	leave();
	counts = counts_of(&probe, lane);
	EXPECT(counts.read_ahead_bytes + counts.stalled_bytes, 4 * KIB);
	EXPECT(counts.read_submitted_bytes, 4 * KIB);
	close(fd);
}

static void counts_reads_with_gaps_between(void)
{
	unsigned int lane = new_lane();
	int fd = make_file(4 * MIB);
	struct bt_counts counts;

	begin_test("counts reads of every tenth page, and no page between");
	enter(lane);
	for (int i = 0; i < 100; i++)
		require(pread(fd, buffer, 4 * KIB, i * 40 * KIB) == (ssize_t)(4 * KIB), "pread");
	leave();
	counts = counts_of(&probe, lane);
	EXPECT(counts.lookup_bytes, 100 * 4 * KIB);
	EXPECT_TRUE(counts.read_ahead_bytes + counts.stalled_bytes <= 100 * 4 * KIB);
	close(fd);
}

static void names_files_read_outside_lanes(void)
{
	int fd = make_file(64 * KIB);
	const struct snapshot *snapshot;
	uint64_t named = 0;

	begin_test("names files read outside lanes");
	read_all(fd, buffer, 64 * KIB);
	snapshot = take_snapshot(&probe);
	for (unsigned int i = 0; i < snapshot->outside_count; i++)
		if (snapshot->outside[i].name[0] && snapshot->outside[i].lookup_bytes == 64 * KIB)
			named++;
	EXPECT_TRUE(named >= 1);
	EXPECT(snapshot->end.lost_outside, 0);
	close(fd);
}

struct reader {
	int fd;
	unsigned int lane;
	uint64_t chunk;
	uint64_t calls;
};

static void *read_many_times(void *argument)
{
	struct reader *reader = argument;
	char *into = malloc(reader->chunk);

	enter(reader->lane);
	for (uint64_t i = 0; i < reader->calls; i++)
		if (pread(reader->fd, into, reader->chunk, i * reader->chunk % MIB) < 0)
			break;
	leave();
	free(into);
	return NULL;
}

static void keeps_two_threads_of_one_file_apart(void)
{
	int fd = make_file(MIB);
	uint64_t calls = is_emulated() ? 10000 : 1000000;
	struct reader readers[2] = {
		{ fd, new_lane(), 4 * KIB, calls },
		{ fd, new_lane(), 512, calls },
	};
	pthread_t threads[2];
	const struct snapshot *snapshot;

	begin_test("keeps two threads of one file apart, a million calls each");
	read_all(fd, buffer, MIB);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, read_many_times, &readers[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->lanes[readers[0].lane].lookups, calls);
	EXPECT(snapshot->lanes[readers[1].lane].lookups, calls);
	EXPECT(snapshot->end.failed_slot_reads, 0);
	close(fd);
}

int main(void)
{
	begin_test("attaches everything");
	probe = start_probe("--mode=always-on");
	EXPECT(probe.missing, 0);
	EXPECT(track(&probe, getpid()), 0);
	require(!posix_memalign(&buffer, 4096, 64 * MIB), "memory");

	counts_a_cold_and_a_hot_pass("counts 64 MiB by 64 KiB", 64 * MIB, 64 * KIB);
	counts_a_cold_and_a_hot_pass("counts 64 MiB by 1 MiB", 64 * MIB, MIB);
	counts_a_cold_and_a_hot_pass("counts 64 MiB by 8 KiB", 64 * MIB, 8 * KIB);
	counts_a_cold_and_a_hot_pass("counts 64 MiB by one call", 64 * MIB, 64 * MIB);
	counts_a_cold_and_a_hot_pass("counts 16 KiB by 64 KiB", 16 * KIB, 64 * KIB);
	counts_a_file_that_ends_within_a_page();
	files_small_reads_of_one_page_once();
	counts_reads_with_gaps_between();
	counts_direct_reads_past_the_cache();
	counts_direct_writes();
	counts_written_back_bytes_of_the_thread_that_waits();
	names_files_read_outside_lanes();
	keeps_two_threads_of_one_file_apart();

	begin_test("loses nothing");
	EXPECT(take_snapshot(&probe)->end.lost_requests, 0);
	EXPECT(take_snapshot(&probe)->end.lost_fresh_bytes, 0);
	stop_probe(&probe, 0);
	return finish_tests();
}
