// SPDX-License-Identifier: Apache-2.0
#include "cost.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "budget.h"
#include "keeper.h"
#include "protocol.h"

#define NANOS_PER_MILLI 1000000ULL
/* A window is so small a part of the time between two. */
#define WINDOW_PART 50
#define SHORTEST_WINDOW (2 * NANOS_PER_MILLI)

enum state {
	UNKNOWN, /* there are no statistics */
	ALWAYS,  /* they are on all the time */
	RESTING,
	MEASURING,
};

static struct {
	enum state state;
	int error;
	__u64 began;
	__u64 every;  /* from window to window, on average */
	__u64 window;
	__u64 stretch; /* where the next one with a window begins */
	__u64 next;    /* when the state is to change */
	__u64 window_began;
	__u64 measured;
	__u64 windows;
	struct bt_run_time at_begin;
} cost;

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

/*
 * One window in each stretch of time, somewhere: so each moment is as likely to be in one, and a
 * service that does its work in steps is met everywhere.
 */
static __u64 somewhere_from(__u64 start)
{
	return start + (__u64)((cost.every - cost.window) * (random() / (RAND_MAX + 1.0)));
}

static void rest(__u64 time)
{
	while (cost.stretch <= time)
		cost.stretch += cost.every;
	cost.next = somewhere_from(cost.stretch);
}

static void begin_always(void)
{
	bt_begin_run_times(&cost.at_begin);
	cost.window_began = now();
}

void bt_begin_cost(const struct bt_settings *settings, int keeper)
{
	__u64 time = now();

	memset(&cost, 0, sizeof(cost));
	srandom(time);
	cost.began = time;
	cost.every = settings->measure_millis * NANOS_PER_MILLI;
	cost.window = cost.every / WINDOW_PART;
	if (cost.window < SHORTEST_WINDOW)
		cost.window = SHORTEST_WINDOW;
	if (cost.every < cost.window)
		cost.every = cost.window;
	cost.stretch = time;
	cost.error = settings->statistics ? bt_always_measure() : keeper;
	cost.state = cost.error ? UNKNOWN : settings->statistics ? ALWAYS : RESTING;
	cost.next = somewhere_from(time);
	if (cost.state == ALWAYS)
		begin_always();
	bt_begin_budget(settings->budget_ppm);
}

static void begin_window(void)
{
	cost.error = bt_switch_statistics(true);
	if (cost.error) {
		cost.state = UNKNOWN;
		return;
	}
	bt_begin_run_times(&cost.at_begin);
	cost.window_began = now();
	cost.state = MEASURING;
	cost.next = cost.window_began + cost.window;
}

static void end_window(void)
{
	struct bt_run_time at_end;
	__u64 end = now();

	bt_end_run_times(&at_end);
	if (cost.state == MEASURING) {
		cost.error = bt_switch_statistics(false);
		cost.state = cost.error ? UNKNOWN : RESTING;
	}
	cost.measured += end - cost.window_began;
	cost.windows++;
	for (int part = 0; part <= BT_PARTS; part++)
		at_end.nanos[part] -= cost.at_begin.nanos[part];
	bt_keep_budget(&at_end, end - cost.window_began, end);
}

int bt_until_turn(void)
{
	__u64 time = now();

	if (cost.state == UNKNOWN)
		return -1;
	return cost.next <= time ? 0 : (cost.next - time) / NANOS_PER_MILLI + 1;
}

void bt_turn(void)
{
	if (cost.state == UNKNOWN || now() < cost.next)
		return;
	if (cost.state == RESTING) {
		begin_window();
		return;
	}
	end_window();
	rest(now());
	if (cost.state == ALWAYS)
		begin_always();
}

static bool is_window(void)
{
	return cost.state == ALWAYS || cost.state == MEASURING;
}

void bt_update_run_times(void)
{
	struct bt_run_time unused;

	if (is_window())
		bt_end_run_times(&unused);
}

void bt_put_cost(void)
{
	struct bt_cost record;
	__u64 time = now();

	bt_begin(&record.header, BT_COST, sizeof(record));
	record.counted_nanos = time - cost.began;
	record.measured_nanos = cost.measured + (is_window() ? time - cost.window_began : 0);
	record.windows = cost.windows;
	record.error = cost.error;
	bt_describe_budget(&record, time);
	bt_put(&record.header);
}
