// SPDX-License-Identifier: Apache-2.0
/* What the probe costs, by the kernel's statistics; and what it puts away to keep in a budget. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define CAP_SYS_ADMIN_BIT (1ULL << 21)
#define PATIENCE 4000 /* snapshots, at most so long that a slow machine gets there */
#define PAUSE 5       /* milliseconds between two */

static struct probe probe;

/* One number of /proc/<pid>/status, or `none`. */
static uint64_t status_of(pid_t pid, const char *field, int base, uint64_t none)
{
	char path[64];
	char line[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, field, strlen(field)) || line[strlen(field)] != ':')
			continue;
		none = strtoull(line + strlen(field) + 1, NULL, base);
		break;
	}
	if (file)
		fclose(file);
	return none;
}

/* The process that switches statistics, or 0. */
static pid_t keeper_of(pid_t parent)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	while (processes && (entry = readdir(processes))) {
		pid_t pid = atoi(entry->d_name);

		if (pid > 0 && status_of(pid, "PPid", 10, 0) == (uint64_t)parent)
			found = pid;
	}
	closedir(processes);
	return found;
}

static bool has_ended(pid_t pid)
{
	char path[64];
	char line[256] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return true;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	return !line[0] || strstr(line, ") Z "); /* nobody may have reaped it */
}

static void pause_a_moment(void)
{
	poll(NULL, 0, PAUSE);
}

static const struct bt_program *program_of(const struct snapshot *snapshot, const char *name)
{
	for (unsigned int i = 0; i < snapshot->program_count; i++)
		if (!strcmp(snapshot->programs[i].name, name))
			return &snapshot->programs[i];
	return NULL;
}

/* Another thread reads one hot page, on and on, in a lane of its own. */
struct load {
	pthread_t thread;
	unsigned int lane;
	int file;
	bool stop;
	uint64_t calls;
};

static void *read_on(void *argument)
{
	struct load *load = argument;
	char bytes[64];

	enter(load->lane);
	while (!__atomic_load_n(&load->stop, __ATOMIC_ACQUIRE)) {
		require(pread(load->file, bytes, sizeof(bytes), 0) == sizeof(bytes), "pread");
		load->calls++;
	}
	leave();
	return NULL;
}

static void begin_load(struct load *load)
{
	memset(load, 0, sizeof(*load));
	load->lane = new_lane();
	load->file = make_file(4 * KIB);
	require(!pthread_create(&load->thread, NULL, read_on, load), "a thread");
}

static void end_load(struct load *load)
{
	__atomic_store_n(&load->stop, true, __ATOMIC_RELEASE);
	pthread_join(load->thread, NULL);
	close(load->file);
}

static void measures_in_windows_with_no_capability_of_its_own(void)
{
	const struct snapshot *snapshot;
	struct load load;
	pid_t keeper;

	begin_test("measures run time in windows, with no capability of its own");
	probe = start_probe("--mode=always-on --measure-every=100");
	EXPECT(track(&probe, getpid()), 0);
	keeper = keeper_of(probe.pid);
	EXPECT_TRUE(keeper > 0);
	EXPECT(status_of(probe.pid, "CapEff", 16, 1), 0);
	EXPECT(status_of(probe.pid, "CapPrm", 16, 1), 0);
	EXPECT(status_of(keeper, "CapEff", 16, 0), CAP_SYS_ADMIN_BIT);
	EXPECT(status_of(keeper, "CapPrm", 16, 0), CAP_SYS_ADMIN_BIT);
	EXPECT(status_of(keeper, "CapBnd", 16, 1), 0);
	EXPECT(status_of(keeper, "NoNewPrivs", 10, 0), 1);
	EXPECT(status_of(keeper, "Seccomp", 10, 0), 2);

	begin_load(&load);
	snapshot = take_snapshot(&probe);
	for (int i = 0; snapshot->cost.windows < 5 && i < PATIENCE; i++) {
		pause_a_moment();
		snapshot = take_snapshot(&probe);
	}
	end_load(&load);
	EXPECT(snapshot->cost.error, 0);
	EXPECT_TRUE(snapshot->cost.windows >= 5);
	EXPECT_TRUE(snapshot->cost.measured_nanos >= 5 * 2000000);
	EXPECT_TRUE(snapshot->cost.measured_nanos < snapshot->cost.counted_nanos / 5);
	EXPECT_TRUE(snapshot->cost.share_ppm > 0);
	EXPECT_TRUE(program_of(snapshot, "mm_filemap_get_pages")->run_nanos > 0);
	/* Only those in windows, which are few: the programs ran for every call. */
	EXPECT_TRUE(program_of(snapshot, "mm_filemap_get_pages")->runs > 0);
	EXPECT_TRUE(program_of(snapshot, "mm_filemap_get_pages")->runs < load.calls);
	stop_probe(&probe, 0);
	EXPECT_TRUE(has_ended(keeper));
}

static void measures_every_run_when_told_to(void)
{
	enum { CALLS = 10000 };
	unsigned int lane = new_lane();
	const struct snapshot *snapshot;
	uint64_t before;
	char byte;
	int file = make_file(4 * KIB);

	begin_test("measures every run with --stats");
	probe = start_probe("--stats");
	EXPECT(track(&probe, getpid()), 0);
	before = program_of(take_snapshot(&probe), "mm_filemap_get_pages")->runs;
	enter(lane);
	for (int i = 0; i < CALLS; i++)
		require(pread(file, &byte, 1, 0) == 1, "pread");
	leave();
	snapshot = take_snapshot(&probe);
	EXPECT_TRUE(snapshot->lanes[lane].lookups >= CALLS);
	EXPECT_TRUE(program_of(snapshot, "mm_filemap_get_pages")->runs - before >=
		    snapshot->lanes[lane].lookups);
	EXPECT_TRUE(snapshot->cost.measured_nanos > snapshot->cost.counted_nanos * 9 / 10);
	close(file);
	stop_probe(&probe, 0);
}

static void keeper_dies_with_a_killed_probe(void)
{
	pid_t keeper;
	int status;

	begin_test("the keeper of the capability ends when the probe is killed");
	probe = start_probe("--mode=always-on");
	keeper = keeper_of(probe.pid);
	EXPECT_TRUE(keeper > 0);
	kill(probe.pid, SIGKILL);
	waitpid(probe.pid, &status, 0);
	for (int i = 0; !has_ended(keeper) && i < PATIENCE; i++)
		pause_a_moment();
	EXPECT_TRUE(has_ended(keeper));
	close(probe.commands);
	close(probe.records);
}

static void goes_on_without_the_keeper(void)
{
	const struct snapshot *snapshot;
	pid_t keeper;

	begin_test("goes on, and says so, when the keeper is killed");
	probe = start_probe("--mode=always-on --measure-every=20");
	keeper = keeper_of(probe.pid);
	kill(keeper, SIGKILL);
	snapshot = take_snapshot(&probe);
	for (int i = 0; !snapshot->cost.error && i < PATIENCE; i++) {
		pause_a_moment();
		snapshot = take_snapshot(&probe);
	}
	EXPECT(snapshot->cost.error, (uint64_t)-EPIPE);
	stop_probe(&probe, 0);
}

struct traffic {
	int sockets[2];
	uint64_t sent;
};

/* Bytes by every way there is; what each must have added to its lane is known. */
static void move_bytes(struct traffic *traffic, unsigned int lane, struct bt_counts *expected)
{
	enum { SIZE = 1 << 20, SENT = 64 << 10 };
	static char buffer[SIZE] __attribute__((aligned(4096)));
	struct bt_counts none = { 0 };
	int file = make_file(SIZE);
	char path[64];
	int direct;

	*expected = none;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	direct = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	require(direct >= 0, "open for direct I/O");
	enter(lane);
	read_all(file, buffer, 64 * KIB);
	require(pread(direct, buffer, SIZE, 0) == SIZE, "a direct read");
	require(write(traffic->sockets[0], buffer, SENT) == SENT, "write to the socket");
	leave();
	drain(traffic->sockets[1], SENT);
	traffic->sent += SENT;
	close(direct);
	close(file);
	expected->lookup_bytes = SIZE;
	expected->inserted_bytes = SIZE;
	expected->read_submitted_bytes = SIZE;
	expected->direct_read_submitted_bytes = SIZE;
	expected->sent_bytes = SENT;
}

static void expect_bytes(const struct bt_counts *counts, const struct bt_counts *expected)
{
	EXPECT(counts->lookup_bytes, expected->lookup_bytes);
	EXPECT(counts->inserted_bytes, expected->inserted_bytes);
	EXPECT(counts->read_ahead_bytes + counts->stalled_bytes, expected->inserted_bytes);
	EXPECT(counts->read_submitted_bytes, expected->read_submitted_bytes);
	EXPECT(counts->direct_read_submitted_bytes, expected->direct_read_submitted_bytes);
	EXPECT(counts->sent_bytes, expected->sent_bytes);
}

static unsigned int put_away(const struct bt_cost *cost)
{
	unsigned int parts = 0;

	for (unsigned int part = 0; part < BT_PARTS; part++)
		parts |= cost->parts[part].now << part;
	return parts;
}

/* Snapshots until just these parts are put away. */
static struct bt_cost await_parts(unsigned int parts)
{
	struct bt_cost cost = take_snapshot(&probe)->cost;

	for (int i = 0; put_away(&cost) != parts && i < PATIENCE; i++) {
		pause_a_moment();
		cost = take_snapshot(&probe)->cost;
	}
	EXPECT(put_away(&cost), parts);
	return cost;
}

static void sheds_everything_in_order_and_no_byte(void)
{
	struct traffic traffic = { 0 };
	struct bt_counts expected;
	const struct snapshot *snapshot;
	unsigned int lane = new_lane();
	struct load load;
	struct bt_cost cost;
	uint64_t frames;

	begin_test("sheds faults, latencies and egress in order, and no byte");
	probe = start_probe("--mode=verify --budget=0.0001% --measure-every=20");
	EXPECT(track(&probe, getpid()), 0);
	make_connection(traffic.sockets);
	begin_load(&load);
	cost = await_parts((1 << BT_PARTS) - 1);
	EXPECT(cost.budget_ppm, 1);
	EXPECT_TRUE(cost.share_ppm > 1);
	EXPECT_TRUE(cost.parts[BT_PART_FAULTS].since < cost.parts[BT_PART_LATENCIES].since);
	EXPECT_TRUE(cost.parts[BT_PART_LATENCIES].since < cost.parts[BT_PART_EGRESS].since);
	/* Until the completions are let go, which takes two windows more. */
	for (uint64_t windows = cost.windows; cost.windows < windows + 3;)
		cost = take_snapshot(&probe)->cost;
	move_bytes(&traffic, lane, &expected);
	end_load(&load);
	snapshot = take_snapshot(&probe);
	expect_bytes(&snapshot->lanes[lane], &expected);
	/* Counted where they are submitted, with nobody to wait for them. */
	EXPECT(snapshot->lanes[lane].read_completed_bytes, expected.read_submitted_bytes);
	EXPECT(snapshot->lanes[lane].direct_read_completed_bytes,
	       expected.direct_read_submitted_bytes);
	EXPECT(snapshot->lanes[lane].read_requests, 0);
	frames = snapshot->lanes[lane].egress_frames;
	EXPECT(frames, 0);
	EXPECT(snapshot->lanes[load.lane].system_calls, load.calls);
	EXPECT_TRUE(snapshot->lanes[load.lane].lookups >= load.calls);
	EXPECT(snapshot->end.lost_requests, 0);
	stop_probe(&probe, 0);
	close(traffic.sockets[0]);
	close(traffic.sockets[1]);
}

static void takes_everything_up_again(void)
{
	struct traffic traffic = { 0 };
	struct bt_counts expected;
	const struct snapshot *snapshot;
	unsigned int lane = new_lane();
	struct load load;
	struct bt_cost cost;
	char *memory;
	int file;

	begin_test("takes everything up again when load falls, and counts it");
	/* Verify mode and calls of nothing but crossings: half of the time is the programs'. */
	probe = start_probe("--mode=verify --budget=4% --measure-every=20");
	EXPECT(track(&probe, getpid()), 0);
	make_connection(traffic.sockets);
	begin_load(&load);
	await_parts((1 << BT_PARTS) - 1);
	end_load(&load);
	cost = await_parts(0);
	for (unsigned int part = 0; part < BT_PARTS; part++) {
		EXPECT_TRUE(cost.parts[part].times >= 1);
		EXPECT_TRUE(cost.parts[part].nanos > 0);
	}
	move_bytes(&traffic, lane, &expected);
	file = make_file(64 * KIB);
	memory = mmap(NULL, 64 * KIB, PROT_READ, MAP_SHARED, file, 0);
	require(memory != MAP_FAILED, "mmap");
	enter(lane);
	for (uint64_t i = 0; i < 64 * KIB; i += 4 * KIB)
		require(*(volatile char *)(memory + i) == 'b', "the file's bytes");
	leave();
	snapshot = take_snapshot(&probe);
	expected.inserted_bytes += 64 * KIB;
	expected.read_submitted_bytes += 64 * KIB;
	expect_bytes(&snapshot->lanes[lane], &expected);
	EXPECT(snapshot->lanes[lane].mapped_bytes >= 64 * KIB, 1);
	EXPECT(snapshot->lanes[lane].egress_copied_bytes, traffic.sent);
	EXPECT_TRUE(snapshot->lanes[lane].egress_frames > 0);
	for (int i = 0; !snapshot->lanes[lane].read_requests && i < PATIENCE; i++) {
		pause_a_moment();
		snapshot = take_snapshot(&probe);
	}
	EXPECT_TRUE(snapshot->lanes[lane].read_requests > 0);
	EXPECT(snapshot->end.lost_requests, 0);
	munmap(memory, 64 * KIB);
	close(file);
	stop_probe(&probe, 0);
	close(traffic.sockets[0]);
	close(traffic.sockets[1]);
}

int main(void)
{
	measures_in_windows_with_no_capability_of_its_own();
	measures_every_run_when_told_to();
	keeper_dies_with_a_killed_probe();
	goes_on_without_the_keeper();
	sheds_everything_in_order_and_no_byte();
	takes_everything_up_again();
	return finish_tests();
}
