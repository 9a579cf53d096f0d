// SPDX-License-Identifier: Apache-2.0
/* The probe as a process: bad input, death on either side, privileges, what is left behind. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define ALWAYS_ON "--mode=always-on"

/* Sends these bytes, and expects an ERROR record that says `text` and an exit with 1. */
static void expect_refusal(const char *name, const void *bytes, size_t size, const char *text)
{
	struct probe probe = start_probe(ALWAYS_ON);
	union record record = { 0 };
	bool refused = false;

	begin_test(name);
	require(write(probe.commands, bytes, size) == (ssize_t)size, "write");
	close(probe.commands);
	probe.commands = -1;
	while (next_record(&probe, &record))
		if (record.header.type == BT_ERROR && record.error.fatal)
			refused = strstr(record.error.text, text);
	EXPECT_TRUE(refused);
	stop_probe(&probe, 1);
}

static void refuses_malformed_input(void)
{
	struct bt_snapshot snapshot = { .header = { sizeof(snapshot), BT_SNAPSHOT, BT_VERSION, 0 } };
	struct bt_track track = { .header = { sizeof(track), BT_TRACK, BT_VERSION, 0 } };
	char junk[4096];

	memset(junk, 0xa5, sizeof(junk));
	expect_refusal("refuses junk", junk, sizeof(junk), "version");
	expect_refusal("refuses half a header", &snapshot, 7, "within a header");
	expect_refusal("refuses half a command", &track, sizeof(track) - 1, "within command");
	snapshot.header.version = BT_VERSION + 1;
	expect_refusal("refuses another version", &snapshot, sizeof(snapshot), "version 3");
	snapshot.header.version = BT_VERSION;
	snapshot.header.length = 0xfffffff8U;
	expect_refusal("refuses an endless command", &snapshot, sizeof(snapshot), "bytes");
	snapshot.header.length = 0;
	expect_refusal("refuses an empty command", &snapshot, sizeof(snapshot), "bytes");
	snapshot.header.length = sizeof(snapshot);
	snapshot.header.type = BT_LANE;
	expect_refusal("refuses a record that is no command", &snapshot, sizeof(snapshot), "unknown");
}

static uint64_t status_line(pid_t pid, const char *name)
{
	char path[64];
	char line[256];
	unsigned long long value = ~0ULL;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "r");
	require(file, path);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':')
			sscanf(line + strlen(name), ":%llx", &value);
	fclose(file);
	return value;
}

static void gives_up_its_privileges(void)
{
	struct probe probe = start_probe(ALWAYS_ON);

	begin_test("gives up every privilege once attached");
	EXPECT(status_line(probe.pid, "CapEff"), 0);
	EXPECT(status_line(probe.pid, "CapPrm"), 0);
	EXPECT(status_line(probe.pid, "CapInh"), 0);
	EXPECT(status_line(probe.pid, "CapBnd"), 0);
	EXPECT(status_line(probe.pid, "CapAmb"), 0);
	EXPECT(status_line(probe.pid, "NoNewPrivs"), 1);
	EXPECT(status_line(probe.pid, "Seccomp"), 2); /* a filter: see test_confinement */
	stop_probe(&probe, 0);
}

static void answers_what_it_cannot_track(void)
{
	struct probe probe = start_probe(ALWAYS_ON);
	pid_t gone;

	begin_test("says why it cannot track a process");
	gone = fork();
	if (!gone)
		_exit(0);
	waitpid(gone, NULL, 0);
	EXPECT(track(&probe, gone), (uint64_t)-ESRCH);
	EXPECT(track(&probe, 0), (uint64_t)-EINVAL);
	EXPECT(track(&probe, getpid()), 0);
	EXPECT(track(&probe, getpid()), (uint64_t)-EEXIST);
	stop_probe(&probe, 0);
}

/* Becomes another user who keeps every capability, as a file with capabilities gives them. */
static void become_nobody(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	require(!setresuid(65534, 65534, 65534), "setresuid");
	require(!syscall(SYS_capget, &header, sets), "capget");
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		sets[i].effective = sets[i].inheritable = sets[i].permitted;
	require(!syscall(SYS_capset, &header, sets), "capset");
	/* As after the exec(2) that would have given them. */
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
		prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
}

static void refuses_another_users_process(void)
{
	int status = 0;
	pid_t child;

	begin_test("refuses another user's process");
	child = fork();
	if (!child) {
		struct probe probe;

		become_nobody();
		probe = start_probe(ALWAYS_ON);
		_exit(track(&probe, getppid()) == -EPERM && track(&probe, getpid()) == 0 ? 0 : 1);
	}
	waitpid(child, &status, 0);
	EXPECT(WEXITSTATUS(status), 0);
}

static bool ends_within(pid_t pid, int milliseconds)
{
	for (int i = 0; i < milliseconds; i++) {
		if (kill(pid, 0) && errno == ESRCH)
			return true;
		usleep(1000);
	}
	return false;
}

/* The probe's input stays open, held by us: only its parent's death can tell it. */
static void ends_with_its_parent(void)
{
	int pids[2];
	int held[2];
	pid_t parent;
	pid_t orphan = 0;

	begin_test("ends when its parent process does");
	require(!pipe(pids) && !pipe(held), "pipe");
	parent = fork();
	if (!parent) {
		struct probe probe = start_probe(ALWAYS_ON);

		dup2(probe.commands, held[1]);
		require(write(pids[1], &probe.pid, sizeof(probe.pid)) == sizeof(probe.pid), "write");
		pause();
	}
	require(read(pids[0], &orphan, sizeof(orphan)) == sizeof(orphan), "read");
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	EXPECT_TRUE(ends_within(orphan, 5000));
}

static void *start_in_thread(void *probe)
{
	*(struct probe *)probe = start_probe(ALWAYS_ON);
	return NULL;
}

/* PR_SET_PDEATHSIG is about the thread that forked; a JVM's threads come and go. */
static void outlives_the_thread_that_started_it(void)
{
	struct probe probe;
	pthread_t thread;

	begin_test("outlives the thread that started it");
	pthread_create(&thread, NULL, start_in_thread, &probe);
	pthread_join(thread, NULL);
	EXPECT(track(&probe, getpid()), 0);
	take_snapshot(&probe);
	stop_probe(&probe, 0);
}

static void ends_when_nobody_reads(void)
{
	struct bt_snapshot snapshot = { 0 };
	struct probe probe = start_probe(ALWAYS_ON);

	begin_test("ends when nobody reads its records");
	close(probe.records);
	send_command(&probe, &snapshot, BT_SNAPSHOT, sizeof(snapshot));
	probe.records = -1;
	stop_probe(&probe, 0);
}

static void forgets_a_process_that_ended(void)
{
	struct probe probe = start_probe(ALWAYS_ON);

	begin_test("makes room when processes end");
	for (int i = 0; i < 20; i++) {
		pid_t child = fork();

		if (!child)
			for (;;)
				pause();
		EXPECT(track(&probe, child), 0);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	stop_probe(&probe, 0);
}

struct kernel_object {
	char kind[8]; /* as bpftool has it */
	unsigned int id;
};

/* What its descriptors hold in the kernel. */
static int list_objects(pid_t pid, struct kernel_object *objects, int room)
{
	char command[128];
	char line[128];
	int count = 0;
	FILE *list;

	snprintf(command, sizeof(command), "cat /proc/%d/fdinfo/* 2>/dev/null", pid);
	list = popen(command, "r");
	require(list, command);
	while (count < room && fgets(line, sizeof(line), list))
		if (sscanf(line, "%4[a-z]_id: %u", objects[count].kind, &objects[count].id) == 2 &&
		    strcmp(objects[count].kind, "mnt"))
			count++;
	pclose(list);
	return count;
}

static bool is_there(const struct kernel_object *object)
{
	char command[128];

	snprintf(command, sizeof(command), "bpftool %.7s show id %u >/dev/null 2>&1", object->kind,
		 object->id);
	return !system(command);
}

/* Programs are freed a moment after their last descriptor closes. */
static void leaves_nothing_behind_when_killed(void)
{
	struct probe probe = start_probe("--mode=verify");
	struct kernel_object objects[128];
	int count = list_objects(probe.pid, objects, 128);
	int there = 0;
	int status;

	begin_test("leaves nothing behind when killed");
	if (system("bpftool version >/dev/null 2>&1")) {
		puts("no bpftool to look with");
		return;
	}
	for (int i = 0; i < count; i++)
		there += is_there(&objects[i]);
	EXPECT_TRUE(there > 30);
	EXPECT(there, count);
	kill(probe.pid, SIGKILL);
	waitpid(probe.pid, &status, 0);
	close(probe.commands);
	close(probe.records);
	for (int i = 0; i < count; i++) {
		int tries = 0;

		while (is_there(&objects[i]) && tries++ < 100)
			usleep(50000);
		EXPECT_TRUE(tries < 100);
	}
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	refuses_malformed_input();
	gives_up_its_privileges();
	answers_what_it_cannot_track();
	refuses_another_users_process();
	ends_with_its_parent();
	outlives_the_thread_that_started_it();
	ends_when_nobody_reads();
	forgets_a_process_that_ended();
	leaves_nothing_behind_when_killed();
	return finish_tests();
}
