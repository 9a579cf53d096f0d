// SPDX-License-Identifier: Apache-2.0
/*
 * Buffered writes, and what devices get of them later from other threads: on filesystems of our own,
 * each on a loop device, whose counts in /sys/block are the witness.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define BLOCK (4 * KIB)

static struct probe probe;
static char *buffer;

static char directory[64];
static char disk[64]; /* loop0 */
static const char *filesystem;

static bool run(const char *format, const char *a, const char *b)
{
	char command[512];

	snprintf(command, sizeof(command), format, a, b);
	return system(command) == 0;
}

static void remove_volume(void)
{
	if (!*directory)
		return;
	run("umount %s 2> /dev/null", directory, "");
	if (*disk)
		run("losetup -d /dev/%s", disk, "");
	run("rm -rf %s %s.image", directory, directory);
	*directory = '\0';
	*disk = '\0';
}

static void make_volume(const char *type)
{
	char found[64] = "";
	FILE *losetup;
	char command[256];

	filesystem = type;
	strcpy(directory, "/tmp/bytetrail-volume-XXXXXX");
	require(mkdtemp(directory), "a directory");
	require(run("truncate -s 512M %s.image", directory, ""), "an image");
	snprintf(command, sizeof(command), "losetup -f --show %s.image", directory);
	losetup = popen(command, "r");
	require(losetup && fgets(found, sizeof(found), losetup) && !pclose(losetup), "losetup");
	found[strcspn(found, "\n")] = '\0';
	snprintf(disk, sizeof(disk), "%s", strrchr(found, '/') + 1);
	require(run("mkfs.%s -q /dev/%s > /dev/null 2>&1", type, disk), "mkfs");
	snprintf(command, sizeof(command), "mount /dev/%s %s", disk, directory);
	require(!system(command), "mount");
}

static int make(const char *name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	require(fd >= 0, path);
	return fd;
}

/* By another process, as sync(1) is. */
static void sync_volume(void)
{
	pid_t child = fork();
	int status;

	require(child >= 0, "fork");
	if (!child) {
		int fd = open(directory, O_RDONLY);

		_exit(fd < 0 || syncfs(fd));
	}
	require(waitpid(child, &status, 0) == child && !status, "syncfs");
}

static uint64_t written_to_disk(void)
{
	char path[96];
	unsigned long long sectors = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/block/%s/stat", disk);
	file = fopen(path, "r");
	require(file && fscanf(file, "%*u %*u %*u %*u %*u %*u %llu", &sectors) == 1, path);
	fclose(file);
	return sectors * 512;
}

static uint32_t disk_number(void)
{
	unsigned int major = 0;
	unsigned int minor = 0;
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/block/%s/dev", disk);
	file = fopen(path, "r");
	require(file && fscanf(file, "%u:%u", &major, &minor) == 2, path);
	fclose(file);
	return major << 20 | minor;
}

static struct bt_device_writes device_writes(const struct snapshot *snapshot)
{
	static const struct bt_device_writes none;

	for (unsigned int i = 0; i < snapshot->device_count; i++)
		if (snapshot->devices[i].device == disk_number())
			return snapshot->devices[i];
	return none;
}

static uint64_t sum(const struct bt_device_writes *device)
{
	return device->lane_bytes + device->other_bytes + device->direct_bytes +
	       device->metadata_bytes + device->journal_bytes + device->unknown_bytes;
}

static void write_range(unsigned int lane, int fd, uint64_t from, uint64_t to, uint64_t chunk)
{
	enter(lane | BT_WORD_WRITES);
	for (uint64_t at = from; at < to; at += chunk)
		require(pwrite(fd, buffer, chunk, at) == (ssize_t)chunk, "write");
	leave();
}

static void begin(const char *what)
{
	static char names[2][160]; /* the last one is said when the next begins */
	static int next;

	next = !next;
	snprintf(names[next], sizeof(names[next]), "%s on %s", what, filesystem);
	begin_test(names[next]);
}

static void files_write_back_under_the_lanes_that_wrote(void)
{
	unsigned int lanes[] = { new_lane(), new_lane() };
	int fds[] = { make("a"), make("b") };
	struct bt_device_writes before;
	struct bt_device_writes after;
	const struct snapshot *snapshot;
	uint64_t disk_before;
	uint64_t disk_after;

	begin("files what is written back under the lanes that wrote");
	sync_volume();
	before = device_writes(take_snapshot(&probe));
	disk_before = written_to_disk();
	write_range(lanes[0], fds[0], 0, 48 * MIB, 64 * KIB);
	write_range(lanes[1], fds[1], 0, 16 * MIB, 1 * MIB);
	sync_volume();
	disk_after = written_to_disk();
	snapshot = take_snapshot(&probe);
	after = device_writes(snapshot);
	EXPECT(snapshot->lanes[lanes[0]].cached_write_bytes, 48 * MIB);
	EXPECT(snapshot->lanes[lanes[0]].write_hit_bytes, 0);
	EXPECT(snapshot->lanes[lanes[0]].overwritten_bytes, 0);
	EXPECT(snapshot->lanes[lanes[0]].dirtied_bytes, 48 * MIB);
	EXPECT(snapshot->lanes[lanes[0]].written_back_bytes, 48 * MIB);
	EXPECT(snapshot->lanes[lanes[0]].never_written_bytes, 0);
	EXPECT(snapshot->lanes[lanes[0]].block_device, disk_number());
	EXPECT(snapshot->lanes[lanes[1]].dirtied_bytes, 16 * MIB);
	EXPECT(snapshot->lanes[lanes[1]].written_back_bytes, 16 * MIB);
	EXPECT(after.lane_bytes - before.lane_bytes, 64 * MIB);
	EXPECT(after.other_bytes - before.other_bytes, 0);
	EXPECT(sum(&after) - sum(&before), disk_after - disk_before);
	EXPECT_TRUE(after.metadata_bytes + after.journal_bytes >
		    before.metadata_bytes + before.journal_bytes);
	close(fds[0]);
	close(fds[1]);
}

static void shares_what_two_lanes_wrote_to(void)
{
	unsigned int first = new_lane();
	unsigned int second = new_lane();
	const struct snapshot *snapshot;
	int fd = make("shared");

	begin("shares what two lanes wrote to");
	write_range(first, fd, 0, 8 * MIB, 256 * KIB);
	write_range(second, fd, 4 * MIB, 12 * MIB, 64 * KIB);
	sync_volume();
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->lanes[first].dirtied_bytes, 8 * MIB);
	EXPECT(snapshot->lanes[first].written_back_bytes, 6 * MIB);
	EXPECT(snapshot->lanes[second].cached_write_bytes, 8 * MIB);
	EXPECT(snapshot->lanes[second].overwritten_bytes, 4 * MIB);
	EXPECT(snapshot->lanes[second].write_hit_bytes, 4 * MIB);
	EXPECT(snapshot->lanes[second].dirtied_bytes, 4 * MIB);
	EXPECT(snapshot->lanes[second].written_back_bytes, 6 * MIB);
	close(fd);
}

static void divides_a_page_between_three(void)
{
	unsigned int lanes[] = { new_lane(), new_lane(), new_lane() };
	const struct snapshot *snapshot;
	int fd = make("page");

	begin("divides a page between three lanes");
	for (int i = 0; i < 3; i++)
		write_range(lanes[i], fd, 64 * BLOCK, 65 * BLOCK, BLOCK);
	sync_volume();
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->lanes[lanes[0]].written_back_bytes, BLOCK / 3);
	EXPECT(snapshot->lanes[lanes[1]].written_back_bytes, BLOCK / 3);
	EXPECT(snapshot->lanes[lanes[2]].written_back_bytes, BLOCK - 2 * (BLOCK / 3));
	close(fd);
}

static void counts_what_the_cache_absorbs(void)
{
	unsigned int lane = new_lane();
	struct bt_counts counts;
	int fd = make("again");

	begin("counts what the page cache absorbs");
	for (int i = 0; i < 10; i++)
		write_range(lane, fd, 0, MIB, 128 * KIB);
	sync_volume();
	counts = counts_of(&probe, lane);
	EXPECT(counts.cached_write_bytes, 10 * MIB);
	EXPECT(counts.write_hit_bytes, 9 * MIB);
	EXPECT(counts.overwritten_bytes, 9 * MIB);
	EXPECT(counts.dirtied_bytes, MIB);
	EXPECT(counts.written_back_bytes, MIB);
	/* Resident, and clean now: a hit, but nothing that was still to be written. */
	write_range(lane, fd, 0, MIB, 128 * KIB);
	sync_volume();
	counts = counts_of(&probe, lane);
	EXPECT(counts.write_hit_bytes, 10 * MIB);
	EXPECT(counts.overwritten_bytes, 9 * MIB);
	EXPECT(counts.dirtied_bytes, 2 * MIB);
	EXPECT(counts.written_back_bytes, 2 * MIB);
	close(fd);
}

static void takes_appending_for_no_overwriting(void)
{
	unsigned int lane = new_lane();
	struct bt_counts counts;
	int fd = make("log");

	begin("takes appending for no overwriting");
	write_range(lane, fd, 0, 64 * KIB, 512);
	sync_volume();
	counts = counts_of(&probe, lane);
	/* btrfs tells of whole blocks. */
	if (strcmp(filesystem, "btrfs"))
		EXPECT(counts.cached_write_bytes, 64 * KIB);
	EXPECT(counts.overwritten_bytes, 0);
	EXPECT(counts.dirtied_bytes, 64 * KIB);
	EXPECT(counts.written_back_bytes, 64 * KIB);
	close(fd);
}

static void knows_pages_that_were_never_written(void)
{
	unsigned int deleted = new_lane();
	unsigned int truncated = new_lane();
	const struct snapshot *snapshot;
	uint64_t written;
	char path[128];
	int fd = make("deleted");

	begin("knows pages that were never written");
	write_range(deleted, fd, 0, 4 * MIB, MIB);
	snprintf(path, sizeof(path), "%s/deleted", directory);
	require(!unlink(path), "unlink");
	close(fd);
	fd = make("truncated");
	write_range(truncated, fd, 0, BLOCK, BLOCK);
	require(!ftruncate(fd, 0), "ftruncate");
	write_range(truncated, fd, 0, 2 * MIB, MIB);
	require(!ftruncate(fd, MIB), "ftruncate");
	sync_volume();
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->lanes[deleted].dirtied_bytes, 4 * MIB);
	EXPECT(snapshot->lanes[deleted].never_written_bytes, 4 * MIB);
	EXPECT(snapshot->lanes[deleted].written_back_bytes, 0);
	written = snapshot->lanes[truncated].written_back_bytes;
	EXPECT(snapshot->lanes[truncated].never_written_bytes, 2 * MIB + BLOCK - written);
	/* XFS of older kernels writes up to the new end in ftruncate(2), and a block or two beyond. */
	if (!strcmp(filesystem, "xfs"))
		EXPECT_TRUE(written >= MIB && written <= MIB + 2 * BLOCK);
	else
		EXPECT(written, MIB);
	close(fd);
}

static void counts_stores_through_a_mapping(void)
{
	unsigned int lane = new_lane();
	unsigned int force = new_lane();
	const struct snapshot *snapshot;
	int fd = make("mapped");
	char *memory;

	begin("counts stores through a mapping");
	require(!ftruncate(fd, 2 * MIB), "ftruncate");
	memory = mmap(NULL, 2 * MIB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	require(memory != MAP_FAILED, "mmap");
	enter(lane);
	for (uint64_t at = 0; at < MIB; at += BLOCK)
		memory[at] = 1;
	leave();
	sync_volume();
	/* Outside lanes, as in Java; the force, in its lane, is what there is to file them under. */
	for (uint64_t at = MIB; at < 2 * MIB; at += BLOCK)
		memory[at] = 1;
	enter(force | BT_WORD_FORCES);
	require(!msync(memory, 2 * MIB, MS_SYNC), "msync");
	leave();
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->lanes[lane].dirtied_bytes, MIB);
	EXPECT(snapshot->lanes[lane].written_back_bytes, MIB);
	EXPECT(snapshot->lanes[force].written_back_bytes, MIB);
	munmap(memory, 2 * MIB);
	close(fd);
}

static void counts_the_wait_of_a_force(void)
{
	unsigned int writer = new_lane();
	unsigned int force = new_lane();
	const struct snapshot *snapshot;
	int fd = make("forced");

	begin("counts the wait of a force, and what it submits");
	write_range(writer, fd, 0, 4 * MIB, MIB);
	enter(force | BT_WORD_FORCES);
	require(!fsync(fd), "fsync");
	leave();
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->lanes[writer].written_back_bytes, 4 * MIB);
	EXPECT(snapshot->lanes[force].written_back_bytes, 0);
	EXPECT_TRUE(snapshot->lanes[force].stalls > 0);
	EXPECT_TRUE(snapshot->lanes[force].stalled_nanos > 0);
	close(fd);
}

static volatile bool enough;

static void *force_all_the_time(void *argument)
{
	const int *fd = argument;

	while (!enough)
		require(!fdatasync(*fd), "fdatasync");
	return NULL;
}

static void keeps_owners_of_pages_written_to_on_their_way(void)
{
	unsigned int lane = new_lane();
	struct bt_device_writes before;
	struct bt_device_writes after;
	const struct snapshot *snapshot;
	pthread_t thread;
	uint64_t written;
	uint64_t dirtied;
	int fd = make("busy");

	begin("keeps the owners of pages written to on their way to the device");
	sync_volume();
	before = device_writes(take_snapshot(&probe));
	enough = false;
	pthread_create(&thread, NULL, force_all_the_time, &fd);
	for (int i = 0; i < 2000; i++)
		write_range(lane, fd, i % 8 * 256 * KIB, (i % 8 + 1) * 256 * KIB, 64 * KIB);
	enough = true;
	pthread_join(thread, NULL);
	sync_volume();
	snapshot = take_snapshot(&probe);
	after = device_writes(snapshot);
	written = after.lane_bytes - before.lane_bytes;
	dirtied = snapshot->lanes[lane].dirtied_bytes;
	printf("  %llu bytes of %llu without an owner\n",
	       (unsigned long long)(after.other_bytes - before.other_bytes),
	       (unsigned long long)written);
	/* A page may be taken and marked in one moment, on two processors. */
	EXPECT_TRUE((after.other_bytes - before.other_bytes) * 100 <= written);
	EXPECT_TRUE((dirtied > written ? dirtied - written : written - dirtied) * 100 <= written);
	EXPECT(snapshot->lanes[lane].written_back_bytes, written);
	close(fd);
}

static void leaves_direct_writes_alone(void)
{
	unsigned int lane = new_lane();
	struct bt_device_writes before = device_writes(take_snapshot(&probe));
	struct bt_device_writes after;
	const struct snapshot *snapshot;
	char path[128];
	int fd = make("direct");

	begin("leaves direct writes alone");
	close(fd);
	snprintf(path, sizeof(path), "%s/direct", directory);
	fd = open(path, O_WRONLY | O_DIRECT | O_CLOEXEC);
	require(fd >= 0, path);
	write_range(lane, fd, 0, 4 * MIB, MIB);
	snapshot = take_snapshot(&probe);
	after = device_writes(snapshot);
	/* Where data have checksums, btrfs goes through the page cache all the same (from 6.15 on). */
	if (strcmp(filesystem, "btrfs")) {
		EXPECT(snapshot->lanes[lane].written_back_bytes, 0);
		EXPECT(after.direct_bytes - before.direct_bytes, 4 * MIB);
	}
	EXPECT(snapshot->lanes[lane].cached_write_bytes + after.direct_bytes - before.direct_bytes,
	       4 * MIB);
	EXPECT(snapshot->lanes[lane].dirtied_bytes, snapshot->lanes[lane].cached_write_bytes);
	close(fd);
}

static void says_what_nobody_of_ours_wrote(void)
{
	struct bt_device_writes before;
	struct bt_device_writes after;

	begin("says what nobody of ours wrote");
	sync_volume();
	before = device_writes(take_snapshot(&probe));
	require(run("head -c 3145728 /dev/zero > %s/theirs", directory, ""), "another process");
	sync_volume();
	after = device_writes(take_snapshot(&probe));
	EXPECT(after.other_bytes - before.other_bytes, 3 * MIB);
	EXPECT(after.lane_bytes - before.lane_bytes, 0);
}

static void test_volume(const char *type)
{
	make_volume(type);
	files_write_back_under_the_lanes_that_wrote();
	shares_what_two_lanes_wrote_to();
	divides_a_page_between_three();
	counts_what_the_cache_absorbs();
	takes_appending_for_no_overwriting();
	knows_pages_that_were_never_written();
	counts_stores_through_a_mapping();
	counts_the_wait_of_a_force();
	keeps_owners_of_pages_written_to_on_their_way();
	leaves_direct_writes_alone();
	says_what_nobody_of_ours_wrote();
	remove_volume();
}

int main(void)
{
	const struct snapshot *snapshot;

	atexit(remove_volume);
	probe = start_probe("--mode=always-on");
	require(!track(&probe, getpid()), "track ourselves");
	require(!posix_memalign((void **)&buffer, 4096, MIB), "memory");
	memset(buffer, 'w', MIB);

	test_volume("ext4");
	test_volume("xfs");
	test_volume("btrfs");

	begin_test("loses nothing");
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->end.lost_dirty_bytes, 0);
	EXPECT(snapshot->end.lost_devices, 0);
	stop_probe(&probe, 0);
	return finish_tests();
}
