// SPDX-License-Identifier: Apache-2.0
/*
 * Under pressure in a memory cgroup: whose pages go, for whom, and what comes back. The witnesses
 * are mincore(2) and the cgroup's own statistics.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define HOT_FILES 1000
#define HOT_BYTES (16 * KIB)
#define LIMIT (64 * MIB)
#define STREAM_BYTES (1024 * MIB)

static struct probe probe;
static void *buffer;
static char cgroup[256];
static char directory[256];
static int stream;
static pid_t creator;

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return written;
}

static bool set(const char *parent, const char *file, uint64_t value)
{
	char path[600];
	char text[32];

	snprintf(path, sizeof(path), "%s/%s", parent, file);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	return write_text(path, text);
}

static void *map_file(int fd, size_t *pages)
{
	struct stat status;
	void *map;

	require(!fstat(fd, &status), "fstat");
	*pages = (status.st_size + 4095) / 4096;
	map = mmap(NULL, *pages * 4096, PROT_READ, MAP_SHARED, fd, 0);
	require(map != MAP_FAILED, "map for mincore");
	return map;
}

/* What mincore says of a file. */
static uint64_t resident_bytes(int fd)
{
	size_t pages;
	void *map = map_file(fd, &pages);
	unsigned char *in_core = malloc(pages);
	uint64_t resident = 0;

	require(!mincore(map, pages * 4096, in_core), "mincore");
	for (size_t i = 0; i < pages; i++)
		resident += (in_core[i] & 1) * 4096;
	free(in_core);
	munmap(map, pages * 4096);
	return resident;
}

static int open_hot(int i, int flags)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/hot-%d", directory, i);
	fd = open(path, flags | O_CLOEXEC, 0600);
	require(fd >= 0, path);
	return fd;
}

static uint64_t resident_hot_bytes(void)
{
	uint64_t sum = 0;

	for (int i = 0; i < HOT_FILES; i++) {
		int fd = open_hot(i, O_RDONLY);

		sum += resident_bytes(fd);
		close(fd);
	}
	return sum;
}

static void drop_hot(void)
{
	for (int i = 0; i < HOT_FILES; i++) {
		int fd = open_hot(i, O_RDONLY);

		drop_cache(fd);
		close(fd);
	}
}

/* As a server does with small files: open, read, close. */
static void read_hot(unsigned int lane)
{
	for (int i = 0; i < HOT_FILES; i++) {
		int fd = open_hot(i, O_RDONLY);

		enter(lane);
		require(read(fd, buffer, HOT_BYTES) == (ssize_t)HOT_BYTES, "read a hot file");
		leave();
		close(fd);
	}
}

static void read_stream(unsigned int lane, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", stream);
	fd = open(path, O_RDONLY | O_CLOEXEC | flags);
	require(fd >= 0, "open the stream");
	enter(lane);
	read_all(fd, buffer, MIB);
	leave();
	close(fd);
}

/* This kernel's page-cache refaults in the cgroup, in bytes. */
static uint64_t cgroup_refaulted_bytes(void)
{
	char path[512];
	char line[256];
	unsigned long long pages = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/memory.stat", cgroup);
	file = fopen(path, "re");
	require(file != NULL, path);
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "workingset_refault_file %llu", &pages) == 1)
			break;
	fclose(file);
	return pages * 4096;
}

/* It adds up its statistics every two seconds, more or less. */
static uint64_t await_refaults(uint64_t before)
{
	uint64_t refaulted = 0;

	for (int i = 0; i < 50 && !refaulted; i++) {
		usleep(100000);
		refaulted = cgroup_refaulted_bytes() - before;
	}
	return refaulted;
}

struct sums {
	uint64_t evicted;
	uint64_t refaulted;
};

static struct sums rows_between(const struct snapshot *snapshot, enum bt_evictor_kind kind,
				unsigned int evictor, unsigned int victim)
{
	struct sums sums = { 0 };

	for (unsigned int i = 0; i < snapshot->eviction_count; i++) {
		const struct bt_eviction *row = &snapshot->evictions[i];

		if (row->evictor_kind != kind || row->evictor_lane != evictor ||
		    row->victim_kind != BT_OF_LANE || row->victim_lane != victim)
			continue;
		sums.evicted += row->evicted_bytes;
		sums.refaulted += row->refaulted_bytes;
	}
	return sums;
}

static void names_a_stream_that_evicts_hot_files(void)
{
	unsigned int hot = new_lane();
	unsigned int streaming = new_lane();
	const struct snapshot *snapshot;
	struct sums by_stream;
	uint64_t refaulted;
	uint64_t kernels;
	uint64_t before;
	uint64_t resident;
	uint64_t lost;

	begin_test("names the stream that evicts hot files, to the byte, and what came back");
	drop_hot();
	drop_cache(stream);
	read_hot(hot);
	before = resident_hot_bytes();
	read_stream(streaming, 0);
	resident = resident_hot_bytes();
	lost = before - resident;
	EXPECT_TRUE(lost > before / 2);
	snapshot = take_snapshot(&probe);
	by_stream = rows_between(snapshot, BT_BY_LANE, streaming, hot);
	EXPECT(snapshot->lanes[hot].evicted_bytes, HOT_FILES * HOT_BYTES - resident);
	EXPECT_TRUE(by_stream.evicted <= lost);
	EXPECT_TRUE(by_stream.evicted >= lost / 100 * 95);
	/* The kernel may have taken some before this lane read them: see below. */
	refaulted = snapshot->lanes[hot].refaulted_bytes;
	EXPECT_TRUE(snapshot->lanes[streaming].evicting_bytes >=
		    by_stream.evicted + rows_between(snapshot, BT_BY_LANE, streaming, streaming).evicted);

	kernels = cgroup_refaulted_bytes();
	read_hot(hot);
	kernels = await_refaults(kernels);
	snapshot = take_snapshot(&probe);
	EXPECT_TRUE(snapshot->lanes[hot].inserted_bytes >= HOT_FILES * HOT_BYTES + lost);
	EXPECT(snapshot->lanes[hot].refaulted_bytes - refaulted,
	       snapshot->lanes[hot].inserted_bytes - HOT_FILES * HOT_BYTES);
	/* The kernel forgets what it has evicted as soon as it needs that memory too. */
	EXPECT_TRUE(kernels > 0);
	EXPECT_TRUE(kernels <= snapshot->lanes[hot].refaulted_bytes);
	EXPECT(rows_between(snapshot, BT_BY_LANE, streaming, hot).refaulted, by_stream.evicted);
	EXPECT(snapshot->end.lost_files, 0);
	EXPECT(snapshot->end.lost_evicted_bytes, 0);
	EXPECT(snapshot->end.lost_evictions, 0);
	printf("  %llu of %llu bytes lost, %llu by the stream; the kernel saw %llu refaulted\n",
	       (unsigned long long)lost, (unsigned long long)before,
	       (unsigned long long)by_stream.evicted, (unsigned long long)kernels);
}

static void leaves_hot_files_alone_with_direct_io(void)
{
	unsigned int hot = new_lane();
	unsigned int streaming = new_lane();
	const struct snapshot *snapshot;
	uint64_t lost;

	begin_test("sees that a direct stream evicts nothing");
	drop_hot();
	drop_cache(stream);
	read_hot(hot);
	read_stream(streaming, O_DIRECT);
	lost = HOT_FILES * HOT_BYTES - resident_hot_bytes();
	snapshot = take_snapshot(&probe);
	/* The kernel may take some ahead of need, where DAMON is set to. */
	EXPECT(snapshot->lanes[hot].evicted_bytes, lost);
	EXPECT_TRUE(lost <= HOT_FILES * HOT_BYTES / 20);
	EXPECT(snapshot->lanes[streaming].evicting_bytes, 0);
	EXPECT(snapshot->lanes[streaming].direct_read_submitted_bytes, STREAM_BYTES);
}

static void names_another_process(void)
{
	unsigned int hot = new_lane();
	const struct snapshot *snapshot;
	uint64_t lost;
	uint64_t named = 0;
	pid_t child;

	begin_test("names a process that is not followed");
	drop_hot();
	drop_cache(stream);
	read_hot(hot);
	child = fork();
	if (!child) {
		prctl(PR_SET_NAME, "backup");
		read_all(stream, buffer, MIB);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	lost = HOT_FILES * HOT_BYTES - resident_hot_bytes();
	EXPECT_TRUE(lost > 0);
	snapshot = take_snapshot(&probe);
	EXPECT(snapshot->lanes[hot].evicted_bytes, lost);
	for (unsigned int i = 0; i < snapshot->eviction_count; i++) {
		const struct bt_eviction *row = &snapshot->evictions[i];

		if (row->evictor_kind == BT_BY_PROCESS && row->victim_lane == hot &&
		    row->evictor_pid == (__u32)child && !strcmp(row->process, "backup"))
			named += row->evicted_bytes;
	}
	EXPECT_TRUE(named >= lost / 100 * 95);
}

static void names_a_file_that_no_lane_read(void)
{
	unsigned int streaming = new_lane();
	int file = make_file(8 * MIB);
	const struct snapshot *snapshot;
	struct stat status;
	uint64_t named = 0;
	uint64_t lost;
	pid_t child;

	begin_test("names a file that no lane has read");
	drop_cache(stream);
	child = fork();
	if (!child) {
		read_all(file, buffer, MIB);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	read_stream(streaming, 0);
	lost = 8 * MIB - resident_bytes(file);
	EXPECT_TRUE(lost > 0);
	require(!fstat(file, &status), "fstat");
	snapshot = take_snapshot(&probe);
	for (unsigned int i = 0; i < snapshot->eviction_count; i++) {
		const struct bt_eviction *row = &snapshot->evictions[i];

		if (row->victim_kind == BT_OF_FILE && row->inode == status.st_ino &&
		    row->evictor_lane == streaming && row->name[0])
			named += row->evicted_bytes;
	}
	EXPECT_TRUE(named <= lost);
	EXPECT_TRUE(named >= lost / 100 * 95);
	close(file);
}

static void takes_dropped_pages_for_no_eviction(void)
{
	unsigned int lane = new_lane();
	int fd = make_file(4 * MIB);
	struct bt_counts counts;

	begin_test("takes dropped and truncated pages for no eviction");
	enter(lane);
	read_all(fd, buffer, MIB);
	leave();
	drop_cache(fd);
	enter(lane);
	read_all(fd, buffer, MIB);
	leave();
	require(!ftruncate(fd, MIB), "ftruncate");
	counts = counts_of(&probe, lane);
	EXPECT(counts.inserted_bytes, 8 * MIB);
	EXPECT(counts.evicted_bytes, 0);
	EXPECT(counts.refaulted_bytes, 0);
	close(fd);
}

static void knows_how_much_is_resident(void)
{
	unsigned int lane = new_lane();
	int fd = make_file(8 * MIB + 1234);
	struct bt_residency found = { 0 };
	const struct snapshot *snapshot;

	begin_test("knows how much of a lane's files is resident, as mincore does");
	enter(lane);
	read_all(fd, buffer, 64 * KIB);
	leave();
	require(!posix_fadvise(fd, 2 * MIB, 4 * MIB, POSIX_FADV_DONTNEED), "posix_fadvise");
	snapshot = take_snapshot(&probe);
	for (unsigned int i = 0; i < snapshot->residency_count; i++)
		if (snapshot->residencies[i].lane == lane)
			found = snapshot->residencies[i];
	EXPECT(found.pid, getpid());
	EXPECT(found.files, 1);
	EXPECT(found.file_bytes, 8 * MIB + 1234);
	EXPECT((found.resident_bytes + 4095) / 4096 * 4096, resident_bytes(fd));
	close(fd);
}

static void tells_wasted_read_ahead_at_once(void)
{
	unsigned int lane = new_lane();
	int fd = make_file(8 * MIB);
	struct bt_counts counts;

	begin_test("tells read-ahead that was dropped unread");
	enter(lane);
	require(pread(fd, buffer, 64 * KIB, 0) == (ssize_t)(64 * KIB), "read");
	leave();
	counts = counts_of(&probe, lane);
	EXPECT_TRUE(counts.inserted_bytes > 64 * KIB);
	EXPECT(counts.wasted_bytes, 0);
	drop_cache(fd);
	counts = counts_of(&probe, lane);
	EXPECT(counts.wasted_bytes, counts.inserted_bytes - 64 * KIB);
	close(fd);
}

static void clean_up(void)
{
	char path[512];

	if (getpid() != creator)
		return;
	for (int i = 0; i < HOT_FILES; i++) {
		snprintf(path, sizeof(path), "%s/hot-%d", directory, i);
		unlink(path);
	}
	rmdir(directory);
	if (cgroup[0]) {
		snprintf(path, sizeof(path), "%s/..", cgroup);
		set(path, "cgroup.procs", creator);
		rmdir(cgroup);
	}
}

/* Version 1 or 2, whichever has the memory controller. */
static bool enter_cgroup(void)
{
	snprintf(cgroup, sizeof(cgroup), "/sys/fs/cgroup/memory/bytetrail-test-%d", getpid());
	if (!mkdir(cgroup, 0755))
		return set(cgroup, "memory.limit_in_bytes", LIMIT) &&
		       set(cgroup, "cgroup.procs", getpid());
	snprintf(cgroup, sizeof(cgroup), "/sys/fs/cgroup/bytetrail-test-%d", getpid());
	write_text("/sys/fs/cgroup/cgroup.subtree_control", "+memory");
	if (!mkdir(cgroup, 0755))
		return set(cgroup, "memory.max", LIMIT) && set(cgroup, "cgroup.procs", getpid());
	cgroup[0] = '\0';
	return false;
}

static void make_hot_files(void)
{
	const char *parent = getenv("TMPDIR");

	snprintf(directory, sizeof(directory), "%s/bytetrail-hot-XXXXXX", parent ? parent : "target");
	require(mkdtemp(directory) != NULL, directory);
	memset(buffer, 'h', HOT_BYTES);
	for (int i = 0; i < HOT_FILES; i++) {
		int fd = open_hot(i, O_RDWR | O_CREAT);

		require(write(fd, buffer, HOT_BYTES) == (ssize_t)HOT_BYTES, "write a hot file");
		require(!fsync(fd), "fsync");
		close(fd);
	}
}

int main(void)
{
	begin_test("attaches everything");
	creator = getpid();
	atexit(clean_up);
	probe = start_probe("--mode=always-on");
	EXPECT(probe.missing, 0);
	EXPECT(track(&probe, getpid()), 0);
	require(!posix_memalign(&buffer, 4096, MIB), "memory");
	memset(buffer, 0, MIB);
	make_hot_files();
	stream = make_file(STREAM_BYTES);

	takes_dropped_pages_for_no_eviction();
	knows_how_much_is_resident();
	tells_wasted_read_ahead_at_once();
	if (enter_cgroup()) {
		names_a_stream_that_evicts_hot_files();
		leaves_hot_files_alone_with_direct_io();
		names_another_process();
		names_a_file_that_no_lane_read();
	} else {
		begin_test("finds a memory cgroup");
		skip_unless_required("no memory cgroup can be made");
	}
	stop_probe(&probe, 0);
	return finish_tests();
}
