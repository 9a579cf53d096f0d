/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plays both sides at once: the tracked process, with its own slots, files and sockets, and the
 * collector, which starts a probe and speaks its protocol.
 */
#ifndef BYTETRAIL_HARNESS_H
#define BYTETRAIL_HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "records.h"

#define KIB 1024ULL
#define MIB (1024 * KIB)
#define MAX_ROWS 64

struct probe {
	pid_t pid;
	int commands; /* its standard input */
	int records;  /* its standard output */
	unsigned int missing;
	struct bt_hello hello;
};

/* What one snapshot said of this process. */
struct snapshot {
	struct bt_counts lanes[BT_LANES];
	struct bt_latency latencies[MAX_ROWS]; /* of the lowest lanes */
	struct bt_dma dma[MAX_ROWS];
	unsigned int dma_count;
	struct bt_syscall calls[MAX_ROWS];
	unsigned int call_count;
	struct bt_outside outside[MAX_ROWS];
	unsigned int outside_count;
	struct bt_eviction evictions[MAX_ROWS];
	unsigned int eviction_count;
	struct bt_residency residencies[MAX_ROWS];
	unsigned int residency_count;
	struct bt_device_writes devices[MAX_ROWS];
	unsigned int device_count;
	struct bt_program programs[MAX_ROWS];
	unsigned int program_count;
	struct bt_cost cost;
	struct bt_end end;
};

/*
 * Starts it with these options, a space between two, and reads up to READY; exits the test when the
 * kernel refuses.
 */
struct probe start_probe(const char *options);

/* Starts it and leaves its records alone. */
struct probe spawn_probe(const char *options);

/* Closes its input and expects it to exit with `status`. */
void stop_probe(struct probe *probe, int status);

/* A command, which begins with its header: that is filled in. */
void send_command(const struct probe *probe, void *command, enum bt_type type, size_t length);

/* One record into `record`, which has room for the longest; false at the end. */
union record {
	struct bt_header header;
	struct bt_hello hello;
	struct bt_program program;
	struct bt_ready ready;
	struct bt_tracked tracked;
	struct bt_lane lane;
	struct bt_latency latency;
	struct bt_dma dma;
	struct bt_outside outside;
	struct bt_syscall syscall;
	struct bt_eviction eviction;
	struct bt_residency residency;
	struct bt_device_writes device_writes;
	struct bt_cost cost;
	struct bt_end end;
	struct bt_error error;
};
bool next_record(const struct probe *probe, union record *record);

/* Asks the probe to track a process; its answer. */
int track(const struct probe *probe, pid_t pid);

const struct snapshot *take_snapshot(const struct probe *probe);

/* The counts of one lane, now. */
struct bt_counts counts_of(const struct probe *probe, unsigned int lane);

/* A lane no test used before. */
unsigned int new_lane(void);

/* What this thread does from here on is filed under the lane; 0 leaves. */
void enter(uint64_t lane_word);
void leave(void);

/* A file on a real disk, gone when closed; none of it is in the page cache. */
int make_file(uint64_t size);
void drop_cache(int fd);

/* Reads all of a file by chunks, from its start; the number of calls, the last one included. */
uint64_t read_all(int fd, void *buffer, uint64_t chunk);

/* A connected pair of TCP sockets over the loopback interface. */
void make_connection(int sockets[2]);

/* Reads exactly this much and throws it away, outside lanes, in this thread. */
void drain(int socket, uint64_t bytes);

void begin_test(const char *name);
void expect_at(const char *what, uint64_t actual, uint64_t expected, const char *file, int line);
#define EXPECT(actual, expected) expect_at(#actual, actual, expected, __FILE__, __LINE__)
#define EXPECT_TRUE(condition) expect_at(#condition, !!(condition), 1, __FILE__, __LINE__)

/*
 * Whether the processor is emulated, and so slow that the disk may be faster: then a cold read need
 * not wait, and a million calls take too long. Told by BYTETRAIL_EMULATED=1.
 */
bool is_emulated(void);

/* For what the test needs from the machine; not for what it tests. */
void require(bool condition, const char *what);

/* The machine cannot do what the test in progress needs: a failure where nothing may be left out. */
void skip_unless_required(const char *why);

/* Prints the sum; the status to exit with. */
int finish_tests(void);

#endif
