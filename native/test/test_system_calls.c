// SPDX-License-Identifier: Apache-2.0
/* Verify mode: every call made inside a lane, and none outside. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"

static struct probe probe;

static struct bt_syscall calls_of(const struct snapshot *snapshot, unsigned int lane,
				  unsigned int number)
{
	struct bt_syscall none = { 0 };

	for (unsigned int i = 0; i < snapshot->call_count; i++)
		if (snapshot->calls[i].lane == lane && snapshot->calls[i].number == number)
			return snapshot->calls[i];
	return none;
}

static void counts_calls_and_bytes_by_number(void)
{
	char bytes[KIB] = { 0 };
	unsigned int lane = new_lane();
	int fd = make_file(64 * KIB);
	const struct snapshot *snapshot;

	begin_test("counts calls, bytes and errors by number");
	enter(lane);
	for (int i = 0; i < 1000; i++)
		require(pread(fd, bytes, sizeof(bytes), 0) == sizeof(bytes), "pread");
	for (int i = 0; i < 10; i++)
		require(pwrite(fd, bytes, 100, 0) == 100, "pwrite");
	for (int i = 0; i < 7; i++)
		EXPECT(syscall(SYS_close, -1), (uint64_t)-1);
	leave();
	for (int i = 0; i < 100; i++)
		syscall(SYS_getppid);
	snapshot = take_snapshot(&probe);
	EXPECT(calls_of(snapshot, lane, SYS_pread64).calls, 1000);
	EXPECT(calls_of(snapshot, lane, SYS_pread64).bytes, 1000 * KIB);
	EXPECT(calls_of(snapshot, lane, SYS_pread64).errors, 0);
	EXPECT_TRUE(calls_of(snapshot, lane, SYS_pread64).nanos > 1000);
	EXPECT(calls_of(snapshot, lane, SYS_pwrite64).calls, 10);
	EXPECT(calls_of(snapshot, lane, SYS_pwrite64).bytes, 1000);
	EXPECT(calls_of(snapshot, lane, SYS_close).calls, 7);
	EXPECT(calls_of(snapshot, lane, SYS_close).errors, 7);
	EXPECT(calls_of(snapshot, lane, SYS_getppid).calls, 0);
	EXPECT(snapshot->lanes[lane].system_calls, 1010);
	EXPECT(snapshot->lanes[lane].system_call_read_bytes, 1000 * KIB);
	EXPECT(snapshot->lanes[lane].system_call_written_bytes, 1000);
	EXPECT_TRUE(snapshot->lanes[lane].system_call_nanos > 0);
	close(fd);
}

static void files_many_numbers_under_other(void)
{
	static const int numbers[] = { SYS_getpid,  SYS_getuid,  SYS_getgid,  SYS_geteuid,
				       SYS_getegid, SYS_getppid, SYS_gettid,  SYS_getpgrp,
				       SYS_umask,   SYS_sched_yield };
	enum { COUNT = sizeof(numbers) / sizeof(*numbers) };
	unsigned int lane = new_lane();
	const struct snapshot *snapshot;

	begin_test("files what has no row of its own under other");
	enter(lane);
	for (int i = 0; i < COUNT; i++)
		syscall(numbers[i], 022);
	leave();
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->lanes[lane].system_calls, 0);
	EXPECT(calls_of(snapshot, lane, numbers[0]).calls, 1);
	EXPECT(calls_of(snapshot, lane, BT_OTHER_CALL).calls, COUNT - 7);
}

int main(void)
{
	begin_test("attaches everything");
	probe = start_probe("--mode=verify");
	EXPECT(probe.missing, 0);
	EXPECT(probe.hello.mode, BT_VERIFY);
	EXPECT(track(&probe, getpid()), 0);
	counts_calls_and_bytes_by_number();
	files_many_numbers_under_other();
	stop_probe(&probe, 0);
	return finish_tests();
}
