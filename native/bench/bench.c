// SPDX-License-Identifier: Apache-2.0
/*
 * What the programs add to a hot 64-byte pread(2), and verify mode to any system call: nanoseconds
 * of the best of many short runs, with and without interleaved, as JSON. `median` has the same of
 * the medians, for how far to trust it.
 */
#define _GNU_SOURCE
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
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

int main(int argc, char **argv)
{
	static struct sample bare, empty, always_on, call, verified;
	int rounds = argc > 1 ? atoi(argv[1]) : 15;

	begin_test("");
	require(rounds > 0 && rounds <= MAX_ROUNDS, "1 to 101 rounds");
	libbpf_set_print(NULL);
	file = make_file(4 * KIB);
	hot_pread();
	for (int i = 0; i < rounds; i++) {
		measure(&bare, hot_pread);
		with_empty_program(&empty);
		with_probe("--mode=always-on", &always_on, hot_pread);
		measure(&call, system_call);
		with_probe("--mode=verify", &verified, system_call);
	}
	printf("{\"empty\": %.1f, \"alwaysOn\": %.1f, \"verify\": %.1f,\n"
	       " \"median\": {\"empty\": %.1f, \"alwaysOn\": %.1f, \"verify\": %.1f},\n"
	       " \"pread\": %.1f, \"systemCall\": %.1f, \"rounds\": %d}\n",
	       best(&empty) - best(&bare), best(&always_on) - best(&bare),
	       best(&verified) - best(&call), median(&empty) - median(&bare),
	       median(&always_on) - median(&bare), median(&verified) - median(&call), best(&bare),
	       best(&call), rounds);
	return 0;
}
