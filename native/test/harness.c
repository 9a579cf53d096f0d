// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLOTS (4U << 20)
#define EXIT_UNTESTED 0

static uint64_t *slots;
static const char *test_name = "";
static unsigned int passed;
static unsigned int failed;
static bool test_failed;

static void end_test(void)
{
	if (!*test_name)
		return;
	if (test_failed)
		failed++;
	else
		passed++;
	printf("%s %s\n", test_failed ? "FAILED" : "passed", test_name);
	fflush(stdout);
}

void begin_test(const char *name)
{
	end_test();
	test_name = name;
	test_failed = false;
}

void expect_at(const char *what, uint64_t actual, uint64_t expected, const char *file, int line)
{
	if (actual == expected)
		return;
	test_failed = true;
	printf("%s:%d: %s: %s is %llu, expected %llu\n", file, line, test_name, what,
	       (unsigned long long)actual, (unsigned long long)expected);
}

int finish_tests(void)
{
	end_test();
	test_name = "";
	printf("%u passed, %u failed\n", passed, failed);
	fflush(stdout); /* a forked test leaves by _exit() */
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "%s: cannot go on: %s: %s\n", test_name, what, strerror(errno));
	exit(EXIT_FAILURE);
}

bool is_emulated(void)
{
	const char *emulated = getenv("BYTETRAIL_EMULATED");

	return emulated && !strcmp(emulated, "1");
}

static bool nothing_may_be_skipped(void)
{
	const char *required = getenv("BYTETRAIL_REQUIRE_KERNEL");

	return required && !strcmp(required, "1");
}

static void skip(const char *why)
{
	fprintf(stderr, "skipped: the kernel does not let us attach eBPF programs: %s\n", why);
	exit(nothing_may_be_skipped() ? EXIT_FAILURE : EXIT_UNTESTED);
}

void skip_unless_required(const char *why)
{
	printf("skipped: %s: %s\n", test_name, why);
	test_failed |= nothing_may_be_skipped();
}

#define MAX_OPTIONS 8

static void run_probe(const char *path, const char *options)
{
	char *arguments[MAX_OPTIONS + 2] = { "bytetrail-probe" };
	char *words = strdup(options);
	int count = 1;

	for (char *word = strtok(words, " "); word && count <= MAX_OPTIONS; word = strtok(NULL, " "))
		arguments[count++] = word;
	execv(path ? path : "target/bytetrail-probe", arguments);
	_exit(127);
}

struct probe spawn_probe(const char *options)
{
	const char *path = getenv("BYTETRAIL_PROBE");
	struct probe probe = { 0 };
	int in[2];
	int out[2];

	require(!pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC), "pipe");
	probe.pid = fork();
	require(probe.pid >= 0, "fork");
	if (!probe.pid) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		run_probe(path, options);
	}
	close(in[0]);
	close(out[1]);
	probe.commands = in[1];
	probe.records = out[0];
	return probe;
}

bool next_record(const struct probe *probe, union record *record)
{
	size_t size = sizeof(record->header);
	size_t done = 0;

	while (done < size) {
		ssize_t n = read(probe->records, (char *)record + done, size - done);

		if (n <= 0)
			return false;
		done += n;
		if (done == sizeof(record->header)) {
			size = record->header.length;
			require(size <= sizeof(*record), "a record of a known length");
		}
	}
	return true;
}

struct probe start_probe(const char *options)
{
	struct probe probe = spawn_probe(options);
	union record record;

	while (next_record(&probe, &record)) {
		switch (record.header.type) {
		case BT_HELLO:
			probe.hello = record.hello;
			break;
		case BT_PROGRAM:
			if (!record.program.attached)
				printf("missing: %s: %s\n", record.program.name,
				       record.program.reason);
			break;
		case BT_ERROR:
			skip(record.error.text);
			break;
		case BT_READY:
			probe.missing = record.ready.missing;
			return probe;
		}
	}
	skip("the probe ended before it was ready");
	return probe;
}

void stop_probe(struct probe *probe, int status)
{
	union record record;
	int result = 0;

	if (probe->commands >= 0)
		close(probe->commands);
	while (next_record(probe, &record))
		;
	close(probe->records);
	waitpid(probe->pid, &result, 0);
	EXPECT(WIFEXITED(result) ? WEXITSTATUS(result) : 1000 + WTERMSIG(result), status);
}

void send_command(const struct probe *probe, void *command, enum bt_type type, size_t length)
{
	struct bt_header *header = command;

	header->type = type;
	header->length = length;
	header->version = BT_VERSION;
	header->nanos = 0;
	require(write(probe->commands, command, length) == (ssize_t)length, "send a command");
}

int track(const struct probe *probe, pid_t pid)
{
	struct bt_track command = { .pid = pid, .slots = SLOTS };
	union record record;

	if (!slots) {
		slots = mmap(NULL, SLOTS * sizeof(*slots), PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		require(slots != MAP_FAILED, "map the slots");
	}
	command.slot_address = (uintptr_t)slots;
	send_command(probe, &command, BT_TRACK, sizeof(command));
	require(next_record(probe, &record) && record.header.type == BT_TRACKED, "TRACKED");
	EXPECT(record.tracked.pid, pid);
	return record.tracked.error;
}

const struct snapshot *take_snapshot(const struct probe *probe)
{
	static struct snapshot snapshot;
	static uint64_t cookie;
	struct bt_snapshot command = { .cookie = ++cookie };
	union record record;

	memset(&snapshot, 0, sizeof(snapshot));
	send_command(probe, &command, BT_SNAPSHOT, sizeof(command));
	while (next_record(probe, &record)) {
		switch (record.header.type) {
		case BT_LANE:
			snapshot.lanes[record.lane.lane] = record.lane.counts;
			break;
		case BT_LATENCY:
			if (record.latency.lane < MAX_ROWS)
				snapshot.latencies[record.latency.lane] = record.latency;
			break;
		case BT_DMA:
			if (snapshot.dma_count < MAX_ROWS)
				snapshot.dma[snapshot.dma_count++] = record.dma;
			break;
		case BT_SYSCALL:
			if (snapshot.call_count < MAX_ROWS)
				snapshot.calls[snapshot.call_count++] = record.syscall;
			break;
		case BT_OUTSIDE:
			if (snapshot.outside_count < MAX_ROWS)
				snapshot.outside[snapshot.outside_count++] = record.outside;
			break;
		case BT_EVICTION:
			if (snapshot.eviction_count < MAX_ROWS)
				snapshot.evictions[snapshot.eviction_count++] = record.eviction;
			break;
		case BT_RESIDENCY:
			if (snapshot.residency_count < MAX_ROWS)
				snapshot.residencies[snapshot.residency_count++] = record.residency;
			break;
		case BT_DEVICE_WRITES:
			if (snapshot.device_count < MAX_ROWS)
				snapshot.devices[snapshot.device_count++] = record.device_writes;
			break;
		case BT_PROGRAM:
			if (snapshot.program_count < MAX_ROWS)
				snapshot.programs[snapshot.program_count++] = record.program;
			break;
		case BT_COST:
			snapshot.cost = record.cost;
			break;
		case BT_END:
			snapshot.end = record.end;
			EXPECT(record.end.cookie, cookie);
			return &snapshot;
		}
	}
	require(false, "a snapshot's END");
	return &snapshot;
}

struct bt_counts counts_of(const struct probe *probe, unsigned int lane)
{
	return take_snapshot(probe)->lanes[lane];
}

unsigned int new_lane(void)
{
	static unsigned int last = 2; /* 1 and 2 have a meaning: LedgerDescriptor */

	return ++last;
}

void enter(uint64_t lane_word)
{
	static __thread pid_t thread; /* gettid() is a system call, and some tests count those */

	if (!thread)
		thread = gettid();
	__atomic_store_n(&slots[thread], lane_word, __ATOMIC_RELEASE);
}

void leave(void)
{
	enter(0);
}

void drop_cache(int fd)
{
	require(!fdatasync(fd), "fdatasync");
	require(!posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), "posix_fadvise");
}

int make_file(uint64_t size)
{
	static char block[MIB];
	const char *directory = getenv("TMPDIR");
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/bytetrail-test-XXXXXX", directory ? directory : "target");
	fd = mkostemp(path, O_CLOEXEC);
	require(fd >= 0, path);
	unlink(path);
	memset(block, 'b', sizeof(block));
	for (uint64_t done = 0; done < size;) {
		uint64_t n = size - done < sizeof(block) ? size - done : sizeof(block);

		require(write(fd, block, n) == (ssize_t)n, "write the test's file");
		done += n;
	}
	drop_cache(fd);
	return fd;
}

uint64_t read_all(int fd, void *buffer, uint64_t chunk)
{
	uint64_t calls = 1;
	ssize_t n;

	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, buffer, chunk)) > 0)
		calls++;
	require(n == 0, "read the test's file");
	return calls;
}

void make_connection(int sockets[2])
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	require(!bind(listener, (struct sockaddr *)&address, length), "bind");
	require(!listen(listener, 1), "listen");
	require(!getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
	sockets[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	require(!connect(sockets[0], (struct sockaddr *)&address, length), "connect");
	sockets[1] = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	require(sockets[1] >= 0, "accept");
	close(listener);
}

void drain(int socket, uint64_t bytes)
{
	static __thread char buffer[256 * KIB];

	while (bytes) {
		ssize_t n = recv(socket, buffer, bytes < sizeof(buffer) ? bytes : sizeof(buffer), 0);

		require(n > 0, "receive what was sent");
		bytes -= n;
	}
}
