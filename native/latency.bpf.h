/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* How long the requests of a lane took: a log-linear histogram for each lane that has any. */
#ifndef BYTETRAIL_LATENCY_BPF_H
#define BYTETRAIL_LATENCY_BPF_H

#include "bits.bpf.h"
#include "maps.bpf.h"

/* Written by the loader too: see bt_latency_pool. */
struct bt_latency_counts latencies[BT_LATENCIES] = {};
struct bt_latency_pool latency_pool = {};

static __always_inline __u32 bucket_of(__u64 nanos)
{
	__u64 value = nanos >> BT_LATENCY_SHIFT;
	__u32 shift;
	__u32 bucket;

	if (value < 2 << BT_LATENCY_STEPS_SHIFT)
		return value;
	shift = log2_of(value) - BT_LATENCY_STEPS_SHIFT;
	bucket = (shift << BT_LATENCY_STEPS_SHIFT) + (value >> shift);
	return bucket < BT_LATENCY_BUCKETS ? bucket : BT_LATENCY_BUCKETS - 1;
}

/* A free histogram for the lane; with two threads at it at once, one of them goes on with none. */
static __noinline __u64 make_latencies(__u32 index)
{
	struct bt_lane_state *lane = lane_at(index);
	__u64 taken = latency_pool.taken;
	__u64 made;

	if (!lane || taken == latency_pool.given ||
	    __sync_val_compare_and_swap(&latency_pool.taken, taken, taken + 1) != taken) {
		add(&losses.lost_latencies, 1);
		return 0;
	}
	made = latency_pool.free[taken & (BT_LATENCIES - 1)];
	if (!__sync_val_compare_and_swap(&lane->requests.latency_plus_1, 0, made + 1))
		return made + 1;
	/* Another thread was faster: this one's histogram goes unused. */
	return lane->requests.latency_plus_1;
}

/* Within a group of requests, the one that is timed. */
static __always_inline __u64 chosen_of(__u64 group)
{
	return (group * 0x9e3779b97f4a7c15ULL) >> (64 - BT_TIMED_SHARE_SHIFT);
}

/* One more request: how many it stands for if it is timed; 0: it is not to be. */
static __always_inline __u32 stands_for(struct bt_timed *timed)
{
	__u64 number = __sync_fetch_and_add(&timed->seen, 1);
	__u64 group = number >> BT_TIMED_SHARE_SHIFT;

	if (timed->second != clock_seconds) {
		timed->second = clock_seconds;
		timed->from = number;
	}
	/* Less than 0 for who was first and lost the race to say so. */
	if ((__s64)(number - timed->from) < BT_TIMED_A_SECOND)
		return 1;
	return (number & (BT_TIMED_SHARE - 1)) == chosen_of(group) ? BT_TIMED_SHARE : 0;
}

/* The longest may lose a race with one that is nearly as long. */
static __always_inline void count_latency(struct bt_lane_state *lane, __u32 index, __u64 nanos,
					  __u32 requests)
{
	__u64 mine = lane->requests.latency_plus_1;
	__u32 bucket = bucket_of(nanos);
	struct bt_latency_counts *counts;

	if (!mine)
		mine = make_latencies(index);
	if (!mine || bucket >= BT_LATENCY_BUCKETS)
		return;
	counts = &latencies[(mine - 1) & (BT_LATENCIES - 1)];
	add(&counts->nanos, nanos * requests);
	if (counts->most_nanos < nanos)
		counts->most_nanos = nanos;
	__sync_fetch_and_add(&counts->buckets[bucket], requests);
}

#endif
