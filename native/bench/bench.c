// SPDX-License-Identifier: Apache-2.0
/*
 * What the programs add to a hot 64-byte pread(2), and verify mode to any system call: nanoseconds
 * of the best of many short runs, with and without interleaved, as JSON. `median` has the same of
 * the medians, for how far to trust it.
 *
 * `blockRequest` and `frame` are too small a part of what a request or a frame costs to be seen
 * so. They are taken from the kernel's own statistics of its programs: all that those on the way of
 * a request, or the one that meets frames, take beyond as many runs of empty ones. Median of
 * rounds. Requests are direct reads of a file; of the device that BYTETRAIL_BENCH_DEVICE names, if
 * it does: between those of a disk, the processor's caches go cold.
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

enum { REQUESTS = 1000, FRAMES = 20000, BLOCK = 4096 };

static int direct_file;
static int sockets[2];
static void *block;

static void direct_reads(void)
{
	for (int i = 0; i < REQUESTS; i++)
		require(pread(direct_file, block, BLOCK, i * BLOCK) == BLOCK, "a direct read");
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

static void prepare(void)
{
	int on = 1;
	int cached = make_file(REQUESTS * BLOCK);
	char path[64];

	file = make_file(4 * KIB);
	hot_pread();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", cached);
	if (getenv("BYTETRAIL_BENCH_DEVICE"))
		snprintf(path, sizeof(path), "%s", getenv("BYTETRAIL_BENCH_DEVICE"));
	direct_file = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	require(direct_file >= 0 && !posix_memalign(&block, BLOCK, BLOCK), "direct I/O");
	make_connection(sockets);
	setsockopt(sockets[0], IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

int main(int argc, char **argv)
{
	static struct sample bare, empty, always_on, call, verified, request, frame;
	int rounds = argc > 1 ? atoi(argv[1]) : 15;

	begin_test("");
	require(rounds > 0 && rounds <= MAX_ROUNDS, "1 to 101 rounds");
	libbpf_set_print(NULL);
	prepare();
	for (int i = 0; i < rounds; i++) {
		measure(&bare, hot_pread);
		with_empty_program(&empty);
		with_probe("--mode=always-on", &always_on, hot_pread);
		measure(&call, system_call);
		with_probe("--mode=verify", &verified, system_call);
		measure_programs(&request, request_programs, direct_reads, REQUESTS);
		measure_programs(&frame, frame_programs, small_frames, FRAMES);
	}
	printf("{\"empty\": %.1f, \"alwaysOn\": %.1f, \"verify\": %.1f,\n"
	       " \"median\": {\"empty\": %.1f, \"alwaysOn\": %.1f, \"verify\": %.1f},\n"
	       " \"blockRequest\": %.1f, \"frame\": %.1f,\n"
	       " \"pread\": %.1f, \"systemCall\": %.1f, \"rounds\": %d}\n",
	       best(&empty) - best(&bare), best(&always_on) - best(&bare),
	       best(&verified) - best(&call), median(&empty) - median(&bare),
	       median(&always_on) - median(&bare), median(&verified) - median(&call),
	       median(&request), median(&frame), best(&bare), best(&call), rounds);
	return 0;
}
