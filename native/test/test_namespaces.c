// SPDX-License-Identifier: Apache-2.0
/* A thread's slot is found by its id in its own pid namespace, wherever the probe runs. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define READS 100

static char bytes[4 * KIB];
static int file;

static void read_in(unsigned int lane)
{
	enter(lane);
	for (int i = 0; i < READS; i++)
		require(pread(file, bytes, sizeof(bytes), 0) == sizeof(bytes), "pread");
	leave();
}

/* Forks into a pid namespace of its own: the child is process 1 there. */
static pid_t fork_inside(void)
{
	pid_t child;

	require(!unshare(CLONE_NEWPID), "unshare");
	child = fork();
	require(child >= 0, "fork");
	return child;
}

static void tracks_a_process_in_a_namespace_below(void)
{
	struct probe probe = start_probe("--mode=always-on");
	unsigned int lane = new_lane();
	int go[2];
	pid_t child;
	char byte = 0;

	begin_test("tracks a process in a pid namespace below the probe's");
	EXPECT(probe.hello.init_pid_namespace, 1);
	EXPECT(track(&probe, getpid()), 0);
	require(!pipe(go), "pipe");
	child = fork_inside();
	if (!child) {
		require(read(go[0], &byte, 1) == 1, "read");
		if (syscall(SYS_gettid) != 1)
			_exit(1);
		read_in(lane);
		_exit(0);
	}
	EXPECT(track(&probe, child), 0);
	require(write(go[1], &byte, 1) == 1, "write");
	waitpid(child, NULL, 0);
	EXPECT(counts_of(&probe, lane).lookups, READS);
	stop_probe(&probe, 0);
}

static void runs_inside_a_namespace(void)
{
	unsigned int lane = new_lane();
	int status = 0;
	pid_t child;

	begin_test("runs inside a pid namespace");
	child = fork_inside();
	if (!child) {
		struct probe inside = start_probe("--mode=always-on");
		bool right = inside.hello.init_pid_namespace == 0 && track(&inside, getpid()) == 0;

		read_in(lane);
		right = right && counts_of(&inside, lane).lookups == READS;
		stop_probe(&inside, 0);
		_exit(right ? 0 : 1);
	}
	waitpid(child, &status, 0);
	EXPECT(WEXITSTATUS(status), 0);
}

/* A process can leave for a new pid namespace only once. */
static int run_apart(void (*test)(void))
{
	int status = 0;
	pid_t child = fork();

	if (!child) {
		test();
		_exit(finish_tests());
	}
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

int main(void)
{
	int failed;

	file = make_file(sizeof(bytes));
	failed = run_apart(tracks_a_process_in_a_namespace_below);
	return run_apart(runs_inside_a_namespace) | failed;
}
