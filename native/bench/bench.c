// SPDX-License-Identifier: Apache-2.0
/*
 * What the programs add to a hot 64-byte pread(2), and verify mode to any system call: nanoseconds
 * of the best of many short runs, with and without interleaved, as JSON. `median` has the same of
 * the medians, for how far to trust it.
 *
 * What a request, a frame or a written page costs is too small a part of the whole to be seen so.
 * It is taken from the kernel's own statistics of its programs: all that those on the way take
 * beyond as many runs of empty ones. Median of rounds; `quartiles` has the lower and the upper one.
 *
 * blockRequest       a direct read of 4 KiB of a zram device of the bench's own, or of the device
 *                    that BYTETRAIL_BENCH_DEVICE names, by a lane that makes many
 * blockRequestTimed  ... by a lane that makes few, each of which is timed
 * blockRequestOnDisk ... of a file: the processor sleeps before each completion, its caches go cold
 * frame              a small frame over loopback
 * cachedWrite        4 KiB written to a page of the cache
 * writtenBackPage    a page given to the device, in requests of many
 *
 * Arguments: rounds, and the rows to measure, if not all: lookup, request, disk, frame, write.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "empty.skel.h"
#include "test/harness.h"

#define CALLS 4000 /* short: the best of many dodges what else runs here */
#define RUNS 50 /* in one round */
#define MAX_ROUNDS 101

static int file;

static void hot_pread(void)
{
	char bytes[64];

	for (int i = 0; i < CALLS; i++)
		require(pread(file, bytes, sizeof(bytes), 0) == sizeof(bytes), "pread");
}

static void system_call(void)
{
	for (int i = 0; i < CALLS; i++)
		syscall(SYS_getppid);
}

struct sample {
	double nanos[MAX_ROUNDS * RUNS];
	int count;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void measure(struct sample *sample, void (*what)(void))
{
	for (int i = 0; i < RUNS; i++) {
		double start = now();

		what();
		sample->nanos[sample->count++] = (now() - start) / CALLS;
	}
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double best(struct sample *sample)
{
	qsort(sample->nanos, sample->count, sizeof(double), ascending);
	return sample->nanos[0];
}

static double median(struct sample *sample)
{
	qsort(sample->nanos, sample->count, sizeof(double), ascending);
	return sample->nanos[sample->count / 2];
}

static void with_empty_program(struct sample *sample)
{
	struct empty_bpf *skeleton = empty_bpf__open_and_load();

	require(skeleton && !empty_bpf__attach(skeleton), "attach an empty program");
	measure(sample, hot_pread);
	empty_bpf__destroy(skeleton);
}

static void with_probe(const char *mode, struct sample *sample, void (*what)(void))
{
	struct probe probe = start_probe(mode);

	require(!track(&probe, getpid()), "track ourselves");
	enter(3);
	measure(sample, what);
	leave();
	stop_probe(&probe, 0);
}

enum {
	BLOCK = 4096,
	REQUESTS = 32768,
	TIMED_REQUESTS = 1000, /* fewer than are timed in a second */
	DISK_REQUESTS = 4000,
	FRAMES = 20000,
	WRITES = 2000,
};

static int device;
static int direct_file;
static int cached_file;
static int sockets[2];
static void *block;
static int zram = -1;
static pid_t creator;

static void direct_reads(int fd, int count)
{
	for (int i = 0; i < count; i++)
		require(pread(fd, block, BLOCK, i * BLOCK) == BLOCK, "a direct read");
}

static void device_reads(void)
{
	direct_reads(device, REQUESTS);
}

static void timed_reads(void)
{
	enter(new_lane());
	direct_reads(device, TIMED_REQUESTS);
}

static void file_reads(void)
{
	direct_reads(direct_file, DISK_REQUESTS);
}

static void small_frames(void)
{
	char bytes[64] = { 0 };

	for (int i = 0; i < FRAMES; i++) {
		require(write(sockets[0], bytes, sizeof(bytes)) == sizeof(bytes), "write");
		if (i % 100 == 99)
			drain(sockets[1], 100 * sizeof(bytes));
	}
}

/* Each page once, so that each is a clean one that becomes dirty; and all of them to the device. */
static void cached_writes(void)
{
	for (int i = 0; i < WRITES; i++)
		require(pwrite(cached_file, block, BLOCK, i * BLOCK) == BLOCK, "a write");
	require(!fdatasync(cached_file), "fdatasync");
}

struct cost {
	double nanos;
	double runs;
};

/* What some programs took while `work` ran; `names` ends with NULL. */
static struct cost cost_of_ours(const char *const *names, void (*work)(void))
{
	struct probe probe = start_probe("--stats");
	struct cost cost = { 0 };

	require(!track(&probe, getpid()), "track ourselves");
	enter(3);
	work(); /* the first of its lane makes room for its counts */
	for (int pass = 0; pass < 2; pass++) {
		const struct snapshot *snapshot;
		int sign = pass ? 1 : -1;

		if (pass)
			work();
		leave();
		snapshot = take_snapshot(&probe);
		enter(3);
		for (unsigned int i = 0; i < snapshot->program_count; i++)
			for (const char *const *name = names; *name; name++)
				if (!strcmp(snapshot->programs[i].name, *name)) {
					cost.nanos += sign * (double)snapshot->programs[i].run_nanos;
					cost.runs += sign * (double)snapshot->programs[i].runs;
				}
	}
	leave();
	stop_probe(&probe, 0);
	return cost;
}

static struct cost cost_of_empty(const char *const *names, void (*work)(void))
{
	struct empty_bpf *skeleton = empty_bpf__open_and_load();
	int statistics = bpf_enable_stats(BPF_STATS_RUN_TIME);
	struct bpf_program *program;
	struct cost cost = { 0 };

	require(skeleton && !empty_bpf__attach(skeleton) && statistics >= 0, "empty programs");
	work();
	bpf_object__for_each_program(program, skeleton->obj) {
		struct bpf_prog_info info = { 0 };
		__u32 size = sizeof(info);

		for (const char *const *name = names; *name; name++)
			if (!strcmp(bpf_program__name(program) + strlen("empty_"), *name) &&
			    !bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size)) {
				cost.nanos += info.run_time_ns;
				cost.runs += info.run_cnt;
			}
	}
	close(statistics);
	empty_bpf__destroy(skeleton);
	return cost;
}

/* Nanoseconds for each of `count` events beyond what as many runs of empty programs take. */
static void measure_programs(struct sample *sample, const char *const *names, void (*work)(void),
			     int count)
{
	struct cost empty = cost_of_empty(names, work);
	struct cost ours = cost_of_ours(names, work);

	sample->nanos[sample->count++] =
		(ours.nanos - empty.nanos / empty.runs * ours.runs) / count;
}

static const char *const request_programs[] = { "block_bio_queue", "block_split",
						"block_rq_complete", "block_bio_complete", NULL };
static const char *const frame_programs[] = { "net_dev_start_xmit", NULL };
static const char *const write_programs[] = { "ext4_da_write_end", "ext4_write_end", "iomap_iter",
					      "writeback_dirty_folio", NULL };

static void remove_zram(void)
{
	FILE *control;

	if (zram < 0 || getpid() != creator)
		return;
	close(device);
	control = fopen("/sys/class/zram-control/hot_remove", "we");
	if (control) {
		fprintf(control, "%d", zram);
		fclose(control);
	}
	zram = -1;
}

/* A disk in memory, whose requests do not wait; -1 where there can be none. */
static int make_zram(void)
{
	FILE *control = fopen("/sys/class/zram-control/hot_add", "re");
	char path[64];
	FILE *size;
	int fd;

	if (!control)
		return -1;
	if (fscanf(control, "%d", &zram) != 1)
		zram = -1;
	fclose(control);
	creator = getpid();
	atexit(remove_zram);
	snprintf(path, sizeof(path), "/sys/block/zram%d/disksize", zram);
	size = fopen(path, "we");
	if (!size)
		return -1;
	fprintf(size, "%d", REQUESTS * BLOCK);
	fclose(size);
	snprintf(path, sizeof(path), "/dev/zram%d", zram);
	fd = open(path, O_RDWR | O_DIRECT | O_CLOEXEC);
	for (int i = 0; fd >= 0 && i < REQUESTS; i++)
		require(pwrite(fd, block, BLOCK, i * BLOCK) == BLOCK, path);
	return fd;
}

static int open_device(void)
{
	const char *path = getenv("BYTETRAIL_BENCH_DEVICE");
	int fd = path ? open(path, O_RDONLY | O_DIRECT | O_CLOEXEC) : make_zram();

	require(!path || fd >= 0, path);
	return fd;
}

static void prepare(void)
{
	int on = 1;
	char path[64];

	file = make_file(4 * KIB);
	hot_pread();
	require(!posix_memalign(&block, BLOCK, BLOCK), "memory");
	memset(block, 'b', BLOCK);
	device = open_device();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", make_file(DISK_REQUESTS * BLOCK));
	direct_file = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	require(direct_file >= 0, "direct I/O");
	cached_file = make_file(WRITES * BLOCK);
	cached_writes();
	make_connection(sockets);
	setsockopt(sockets[0], IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

struct row {
	const char *name;
	const char *selected_by;
	const char *const *programs;
	void (*work)(void);
	int count;
	struct sample sample;
};

static struct row rows[] = {
	{ "blockRequest", "request", request_programs, device_reads, REQUESTS, { { 0 }, 0 } },
	{ "blockRequestTimed", "request", request_programs, timed_reads, TIMED_REQUESTS, { { 0 }, 0 } },
	{ "blockRequestOnDisk", "disk", request_programs, file_reads, DISK_REQUESTS, { { 0 }, 0 } },
	{ "frame", "frame", frame_programs, small_frames, FRAMES, { { 0 }, 0 } },
	{ "cachedWrite", "write", write_programs, cached_writes, WRITES, { { 0 }, 0 } },
	{ "writtenBackPage", "write", request_programs, cached_writes, WRITES, { { 0 }, 0 } },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static bool selected(int argc, char **argv, const char *name)
{
	for (int i = 2; i < argc; i++)
		if (!strcmp(argv[i], name))
			return true;
	return argc <= 2;
}

static double quartile(struct sample *sample, int which)
{
	qsort(sample->nanos, sample->count, sizeof(double), ascending);
	return sample->nanos[(sample->count - 1) * which / 4];
}

static void print_rows(void)
{
	const char *between = "";

	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].sample.count)
			printf(" \"%s\": %.1f,\n", rows[i].name, quartile(&rows[i].sample, 2));
	printf(" \"quartiles\": {");
	for (size_t i = 0; i < ROWS; i++) {
		if (!rows[i].sample.count)
			continue;
		printf("%s\"%s\": [%.1f, %.1f]", between, rows[i].name,
		       quartile(&rows[i].sample, 1), quartile(&rows[i].sample, 3));
		between = ", ";
	}
	printf("},\n");
}

static struct sample bare, empty, always_on, call, verified;

static void measure_calls(void)
{
	measure(&bare, hot_pread);
	with_empty_program(&empty);
	with_probe("--mode=always-on", &always_on, hot_pread);
	measure(&call, system_call);
	with_probe("--mode=verify", &verified, system_call);
}

static void print_calls(void)
{
	printf(" \"empty\": %.1f, \"alwaysOn\": %.1f, \"verify\": %.1f,\n"
	       " \"median\": {\"empty\": %.1f, \"alwaysOn\": %.1f, \"verify\": %.1f},\n"
	       " \"pread\": %.1f, \"systemCall\": %.1f,\n",
	       best(&empty) - best(&bare), best(&always_on) - best(&bare),
	       best(&verified) - best(&call), median(&empty) - median(&bare),
	       median(&always_on) - median(&bare), median(&verified) - median(&call),
	       best(&bare), best(&call));
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 15;
	bool calls = selected(argc, argv, "lookup");

	begin_test("");
	require(rounds > 0 && rounds <= MAX_ROUNDS, "1 to 101 rounds");
	libbpf_set_print(NULL);
	prepare();
	for (int i = 0; i < rounds; i++) {
		if (calls)
			measure_calls();
		for (size_t j = 0; j < ROWS; j++)
			if (selected(argc, argv, rows[j].selected_by) &&
			    (device >= 0 || strcmp(rows[j].selected_by, "request")))
				measure_programs(&rows[j].sample, rows[j].programs, rows[j].work,
						 rows[j].count);
	}
	printf("{\n");
	if (calls)
		print_calls();
	print_rows();
	printf(" \"rounds\": %d}\n", rounds);
	return 0;
}
