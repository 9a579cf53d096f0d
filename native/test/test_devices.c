// SPDX-License-Identifier: Apache-2.0
/* Requests of block devices: how long they took, how many were on their way, what was refused. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"

enum { REQUESTS = 32, MANY = 4096, BLOCK = 4096 };

static struct probe probe;
static char *buffer;

static int open_directly(int file, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	fd = open(path, flags | O_DIRECT | O_CLOEXEC);
	require(fd >= 0, "open for direct I/O");
	return fd;
}

static uint64_t requests_in(const struct bt_latency_counts *latencies)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < BT_LATENCY_BUCKETS; i++)
		sum += latencies->buckets[i];
	return sum;
}

/* Completions are seen a moment after the call they end. */
static const struct snapshot *wait_for_requests(unsigned int lane, uint64_t requests)
{
	const struct snapshot *snapshot;
	int tries = 100;

	do {
		snapshot = take_snapshot(&probe);
	} while (requests_in(&snapshot->latencies[lane].counts) < requests && --tries && !usleep(10000));
	return snapshot;
}

/* The first and last number of nanoseconds that a bucket holds, by the definition in records.h. */
static uint64_t bucket_start(unsigned int bucket)
{
	unsigned int steps = 1 << BT_LATENCY_STEPS_SHIFT;
	unsigned int shift = bucket < 2 * steps ? 0 : bucket / steps - 1;

	return (uint64_t)(bucket - shift * steps) << (shift + BT_LATENCY_SHIFT);
}

/* The longest is known exactly; the sum must lie between what the buckets' bounds add up to. */
static void expect_consistent(const struct bt_latency_counts *latencies)
{
	uint64_t least = 0;
	uint64_t most = 0;
	unsigned int last = 0;

	for (unsigned int i = 0; i + 1 < BT_LATENCY_BUCKETS; i++) {
		least += latencies->buckets[i] * bucket_start(i);
		most += latencies->buckets[i] * bucket_start(i + 1);
		if (latencies->buckets[i])
			last = i;
	}
	EXPECT_TRUE(least <= latencies->nanos && latencies->nanos < most);
	EXPECT_TRUE(bucket_start(last) <= latencies->most_nanos);
	EXPECT_TRUE(latencies->most_nanos < bucket_start(last + 1));
}

static void times_every_request(void)
{
	unsigned int lane = new_lane();
	int file = make_file(REQUESTS * BLOCK);
	int fd = open_directly(file, O_RDONLY);
	const struct snapshot *snapshot;

	begin_test("times every request of a lane");
	enter(lane);
	for (int i = 0; i < REQUESTS; i++)
		require(pread(fd, buffer, BLOCK, i * BLOCK) == BLOCK, "read past the cache");
	leave();
	snapshot = wait_for_requests(lane, REQUESTS);
	EXPECT(requests_in(&snapshot->latencies[lane].counts), REQUESTS);
	EXPECT(snapshot->lanes[lane].read_requests, REQUESTS);
	EXPECT(snapshot->lanes[lane].read_nanos, snapshot->latencies[lane].counts.nanos);
	expect_consistent(&snapshot->latencies[lane].counts);
	EXPECT(snapshot->lanes[lane].direct_begun, REQUESTS);
	EXPECT(snapshot->lanes[lane].direct_requests, REQUESTS);
	EXPECT(snapshot->lanes[lane].direct_requests_ahead, REQUESTS);
	EXPECT(snapshot->latencies[lane].most_direct_in_flight, 1);
	close(fd);
	close(file);
}

/*
 * The loader's clock stands still between two snapshots, so all of them are of one second: the first
 * 1024 are timed, then one of each 16; the last group may be told in full or not at all.
 */
static void times_a_share_of_many_requests(void)
{
	unsigned int lane = new_lane();
	int file = make_file(MANY * BLOCK);
	int fd = open_directly(file, O_RDONLY);
	const struct snapshot *snapshot;
	uint64_t told;

	begin_test("counts every one of many requests, and times a share that stands for them");
	enter(lane);
	for (int i = 0; i < MANY; i++)
		require(pread(fd, buffer, BLOCK, i * BLOCK) == BLOCK, "read past the cache");
	leave();
	snapshot = wait_for_requests(lane, MANY - 16);
	told = requests_in(&snapshot->latencies[lane].counts);
	EXPECT(snapshot->lanes[lane].read_requests, MANY);
	EXPECT(snapshot->lanes[lane].direct_requests, MANY);
	EXPECT(snapshot->lanes[lane].direct_read_completed_bytes, MANY * BLOCK);
	EXPECT_TRUE(told >= MANY - 16 && told <= MANY + 16);
	EXPECT(told % 16, 0);
	EXPECT(snapshot->lanes[lane].read_nanos, snapshot->latencies[lane].counts.nanos);
	expect_consistent(&snapshot->latencies[lane].counts);
	close(fd);
	close(file);
}

static void counts_what_is_in_flight(void)
{
	unsigned int lane = new_lane();
	int file = make_file(REQUESTS * BLOCK);
	int fd = open_directly(file, O_RDONLY);
	struct io_event events[REQUESTS];
	struct iocb blocks[REQUESTS] = { 0 };
	struct iocb *list[REQUESTS];
	const struct snapshot *snapshot;
	struct bt_counts counts;
	aio_context_t context = 0;

	begin_test("counts the direct requests in flight");
	require(!syscall(SYS_io_setup, REQUESTS, &context), "asynchronous I/O");
	for (int i = 0; i < REQUESTS; i++) {
		blocks[i].aio_lio_opcode = IOCB_CMD_PREAD;
		blocks[i].aio_fildes = fd;
		blocks[i].aio_buf = (uintptr_t)buffer + i * BLOCK;
		blocks[i].aio_nbytes = BLOCK;
		blocks[i].aio_offset = (REQUESTS - 1 - i) * BLOCK; /* backwards: none are merged */
		list[i] = &blocks[i];
	}
	enter(lane);
	require(syscall(SYS_io_submit, context, REQUESTS, list) == REQUESTS, "submit");
	leave();
	require(syscall(SYS_io_getevents, context, REQUESTS, REQUESTS, events, NULL) == REQUESTS,
		"completions");
	syscall(SYS_io_destroy, context);
	snapshot = take_snapshot(&probe);
	counts = snapshot->lanes[lane];
	EXPECT(counts.direct_begun, REQUESTS);
	EXPECT(counts.direct_requests, REQUESTS);
	EXPECT_TRUE(snapshot->latencies[lane].most_direct_in_flight > 1);
	EXPECT_TRUE(snapshot->latencies[lane].most_direct_in_flight <= REQUESTS);
	EXPECT_TRUE(counts.direct_requests_ahead > REQUESTS);
	EXPECT_TRUE(counts.direct_requests_ahead <= REQUESTS * (REQUESTS + 1) / 2);
	/* All of them have left the queue: the next one is alone in it. */
	enter(lane);
	require(pread(fd, buffer, BLOCK, 0) == BLOCK, "read past the cache");
	leave();
	EXPECT(counts_of(&probe, lane).direct_requests_ahead, counts.direct_requests_ahead + 1);
	close(fd);
	close(file);
}

/* Memory is all there is below a tmpfs; from 6.6 on it takes the flag, and copies all the same. */
static void sees_what_the_filesystem_does_not_do_directly(void)
{
	unsigned int lane = new_lane();
	char path[] = "/dev/shm/bytetrail-test-XXXXXX";
	int file = mkostemp(path, O_CLOEXEC);
	struct bt_counts counts;
	int fd;

	require(file >= 0 && write(file, buffer, BLOCK) == BLOCK, "a file in memory");
	fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	unlink(path);
	if (fd >= 0) {
		begin_test("sees what a filesystem does not do directly");
		enter(lane);
		require(pread(fd, buffer, BLOCK, 0) == BLOCK, "read");
		leave();
		counts = counts_of(&probe, lane);
		EXPECT(counts.direct_begun, 0);
		EXPECT(counts.direct_requests, 0);
		close(fd);
	}
	close(file);
}

int main(void)
{
	begin_test("attaches everything");
	probe = start_probe("--mode=always-on");
	EXPECT(probe.missing, 0);
	EXPECT(track(&probe, getpid()), 0);
	buffer = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	require(buffer != MAP_FAILED, "memory");
	memset(buffer, 'b', MIB);

	times_every_request();
	times_a_share_of_many_requests();
	counts_what_is_in_flight();
	sees_what_the_filesystem_does_not_do_directly();
	stop_probe(&probe, 0);
	return finish_tests();
}
