// SPDX-License-Identifier: Apache-2.0
/*
 * Large folios on ext4 and XFS: an event of the page cache stands for many pages, and misses are
 * still the file's, to the byte. The witness of how many events there were is the kernel's own
 * counter of the tracepoint.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness.h"

#define IMAGE_BYTES (512 * MIB)
#define FILE_BYTES (64 * MIB + 1234)

static struct probe probe;
static void *buffer;
static char image[256];
static char mounted[256];
static pid_t creator;

static void unmount(void)
{
	if (getpid() != creator)
		return;
	if (mounted[0]) {
		umount(mounted);
		rmdir(mounted);
		mounted[0] = '\0';
	}
	if (image[0]) {
		unlink(image);
		image[0] = '\0';
	}
}

/* Makes a filesystem in a file, and mounts it. */
static bool mount_new(const char *type)
{
	const char *parent = getenv("TMPDIR");
	char command[1024];
	int fd;

	snprintf(image, sizeof(image), "%s/bytetrail-image-XXXXXX", parent ? parent : "target");
	fd = mkostemp(image, O_CLOEXEC);
	require(fd >= 0 && !ftruncate(fd, IMAGE_BYTES), image);
	close(fd);
	snprintf(command, sizeof(command), "%s.mount", image);
	require(!mkdir(command, 0700), command);
	strcpy(mounted, command);
	snprintf(command, sizeof(command), "mkfs.%s -q %s >/dev/null 2>&1 && mount -o loop %s %s",
		 type, image, image, mounted);
	return !system(command);
}

/* Counts how often the tracepoint fires in this thread; -1 where that cannot be. */
static int count_insertions(void)
{
	struct perf_event_attr attributes = { .type = PERF_TYPE_TRACEPOINT,
					      .size = sizeof(attributes) };
	FILE *id = fopen("/sys/kernel/tracing/events/filemap/mm_filemap_add_to_page_cache/id", "re");
	unsigned long long number = 0;

	if (!id)
		return -1;
	if (fscanf(id, "%llu", &number) == 1)
		attributes.config = number;
	fclose(id);
	return syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* "ext4: enable large folio for regular file" (6.16). */
static bool has_large_folios(const char *type)
{
	struct utsname kernel;
	int major = 0;
	int minor = 0;

	require(!uname(&kernel) && sscanf(kernel.release, "%d.%d", &major, &minor) == 2, "uname");
	return strcmp(type, "ext4") || major > 6 || (major == 6 && minor >= 16);
}

static void counts_every_page_of_large_folios(const char *name, const char *type)
{
	unsigned int lane = new_lane();
	uint64_t pages = (FILE_BYTES + 4095) / 4096;
	uint64_t insertions = 0;
	struct bt_counts counts;
	char path[512];
	int counter;
	int fd;

	begin_test(name);
	if (!mount_new(type)) {
		skip_unless_required("it cannot be made or mounted here");
		unmount();
		return;
	}
	snprintf(path, sizeof(path), "%s/file", mounted);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	require(fd >= 0, path);
	for (uint64_t done = 0; done < FILE_BYTES;) {
		uint64_t left = FILE_BYTES - done;
		ssize_t n = write(fd, buffer, left < MIB ? left : MIB);

		require(n > 0, "write the test's file");
		done += n;
	}
	drop_cache(fd);
	counter = count_insertions();
	enter(lane);
	read_all(fd, buffer, MIB);
	leave();
	if (counter >= 0) {
		require(read(counter, &insertions, sizeof(insertions)) == sizeof(insertions), "count");
		close(counter);
		printf("  %llu pages in %llu insertions\n", (unsigned long long)pages,
		       (unsigned long long)insertions);
		EXPECT_TRUE(insertions > 0);
		EXPECT_TRUE(insertions * 4 <= pages || !has_large_folios(type));
	}
	counts = counts_of(&probe, lane);
	EXPECT(counts.inserted_bytes, FILE_BYTES);
	EXPECT(counts.read_ahead_bytes + counts.stalled_bytes, FILE_BYTES);
	EXPECT(counts.lookup_bytes, FILE_BYTES);
	EXPECT(counts.wasted_bytes, 0);
	enter(lane);
	read_all(fd, buffer, MIB);
	leave();
	counts = counts_of(&probe, lane);
	EXPECT(counts.inserted_bytes, FILE_BYTES);
	EXPECT(counts.lookup_bytes, 2 * FILE_BYTES);
	close(fd);
	unmount();
}

int main(void)
{
	begin_test("attaches everything");
	creator = getpid();
	atexit(unmount);
	probe = start_probe("--mode=always-on");
	EXPECT(probe.missing, 0);
	EXPECT(track(&probe, getpid()), 0);
	require(!posix_memalign(&buffer, 4096, MIB), "memory");
	memset(buffer, 'f', MIB);

	counts_every_page_of_large_folios("counts every page of large folios on ext4", "ext4");
	counts_every_page_of_large_folios("counts every page of large folios on XFS", "xfs");
	stop_probe(&probe, 0);
	return finish_tests();
}
