/* SPDX-License-Identifier: Apache-2.0 */
/* Opens, loads and attaches the eBPF programs, each on its own: a refused one leaves the rest. */
#ifndef BYTETRAIL_PROGRAMS_H
#define BYTETRAIL_PROGRAMS_H

#include <stdbool.h>

#include "ladder.h"
#include "records.h"
#include "state.h"

struct bt_settings {
	enum bt_mode mode;
	bool statistics; /* of the programs, all the time */
	__u32 measure_millis; /* from window to window of those, else */
	__u32 budget_ppm;     /* of one processor; 0: any */
	enum bt_way from; /* better ways down the ladder are left out */
	__u32 lanes;     /* a process */
	__u32 processes; /* at most */
};

/* What the programs and the loader share: memory mapped from both sides, and descriptors. */
struct bt_maps {
	struct bt_place *places;
	struct bt_lane_state *lanes;
	struct bt_lane_calls *calls; /* NULL when not in verify mode */
	struct bt_losses *losses;
	__u32 *clock_seconds;
	__u64 *dirty_pages;
	int fresh;
	struct bt_request *requests;
	struct bt_latency_counts *latencies;
	struct bt_latency_pool *latency_pool;
	int outside;
	struct bt_pressure *pressure;
	int cached;
	int evicted;
	int evictions;
	int cells;
	int dma_devices;
	int dirty;
	int devices;
};

/* 0, or a negative errno when not even the maps could be made; `why` says what failed. */
int bt_load_programs(const struct bt_settings *settings, char *why, size_t why_size);

const struct bt_maps *bt_maps(void);

/* The number of programs this mode wants, attached or not; of stand-ins, the attached ones. */
unsigned int bt_programs(void);

/* The state and cost of the i-th. */
void bt_describe_program(unsigned int i, struct bt_program *record);

/* The kernel's statistics of what may be put away, and last of the rest, in nanoseconds. */
struct bt_run_time {
	__u64 nanos[BT_PARTS + 1];
};

/* At both ends of a window in which the kernel's statistics are on. */
void bt_begin_run_times(struct bt_run_time *run_time);
void bt_end_run_times(struct bt_run_time *run_time);

/* Has the kernel keep them as long as this process lives, which needs a capability: 0 or -errno. */
int bt_always_measure(void);

/*
 * Detaches the part's programs. Those that watch requests stay for those that are on their way, until
 * bt_finish_putting_away() is called a window later. It answers, once, that nobody waits for
 * requests any more.
 */
void bt_put_away(enum bt_part part);
bool bt_finish_putting_away(void);

/* Attaches them again: 0, or a negative errno when one could not be. */
int bt_take_up(enum bt_part part);

/* Whether this program is, by its name. */
bool bt_is_attached(const char *name);

/* Looks a process up by its id in our own pid namespace: 0, -ESRCH, or why it can't be done. */
int bt_find_process(__u32 pid, struct bt_process *process);

#endif
