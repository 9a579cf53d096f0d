/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Verify mode: frames in the hands of a driver, matched by their skb when it gives them back. Only
 * hardware has a parent device; what a loopback or virtual device is given, the receiver frees.
 */
#ifndef BYTETRAIL_TRANSMIT_BPF_H
#define BYTETRAIL_TRANSMIT_BPF_H

#include "maps.bpf.h"

struct bt_transmission {
	__u64 nanos; /* when the driver was given it */
	__u32 lane;
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64); /* the skb */
	__type(value, struct bt_transmission);
} transmissions SEC(".maps");

static __always_inline void begin_transmission(const struct sk_buff *skb, __u32 index)
{
	struct bt_lane_state *lane = lane_at(index);
	struct bt_transmission made = {};
	__u64 key = (__u64)skb;

	if (!lane)
		return;
	made.nanos = bpf_ktime_get_ns();
	made.lane = index;
	if (!bpf_map_update_elem(&transmissions, &key, &made, BPF_ANY))
		add(&lane->counts.transmitted_frames, 1);
}

static __always_inline void end_transmission(const struct sk_buff *skb)
{
	__u64 key = (__u64)skb;
	const struct bt_transmission *began = bpf_map_lookup_elem(&transmissions, &key);
	struct bt_lane_state *lane = began ? lane_at(began->lane) : NULL;

	if (!began)
		return;
	if (lane) {
		add(&lane->counts.completed_frames, 1);
		add(&lane->counts.transmit_nanos, bpf_ktime_get_ns() - began->nanos);
	}
	bpf_map_delete_elem(&transmissions, &key);
}

#endif
