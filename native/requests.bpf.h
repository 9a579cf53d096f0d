/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The bios on their way. A hash map of the kernel's costs a request 80 ns more: a lock and a call
 * for each of enter, find and leave.
 *
 * A bio's entry is made before the bio is queued and looked for when it completes: by one thread
 * after the other. So only the choice of a place is contended.
 */
#ifndef BYTETRAIL_REQUESTS_BPF_H
#define BYTETRAIL_REQUESTS_BPF_H

#include "loads.bpf.h"
#include "maps.bpf.h"

struct bt_request requests[BT_REQUESTS] = {};

static __always_inline __u64 bio_address(const struct bio *bio)
{
	return address_of(bio, losses.lost_requests);
}

static __always_inline __u32 home_of(__u64 bio)
{
	return (bio * 0x9e3779b97f4a7c15ULL) >> (64 - BT_REQUESTS_SHIFT);
}

static __always_inline struct bt_request *request_at(__u32 place)
{
	return &requests[place & (BT_REQUESTS - 1)];
}

static __always_inline struct bt_request *find_request(__u64 bio)
{
	__u32 home = home_of(bio);

#pragma unroll
	for (__u32 i = 0; i < BT_REQUEST_WINDOW; i++) {
		struct bt_request *request = request_at(home + i);

		if (request->bio == bio)
			return request;
	}
	return NULL;
}

/*
 * A place for a new one: that of another bio at the same address whose completion was not seen, else
 * a free one. Nobody looks for a bio before it is queued, so what the place holds is filled in
 * afterwards. Without an atomic exchange, which costs as much as all the rest here: of two
 * processors at one place, the one that finds the other's bio there at the end has lost.
 */
static __always_inline struct bt_request *place_for(__u64 bio)
{
	struct bt_request *place = NULL;
	__u32 home = home_of(bio);

#pragma unroll
	for (__u32 i = 0; i < BT_REQUEST_WINDOW; i++) {
		struct bt_request *request = request_at(home + i);

		if (request->bio == bio)
			return request;
		if (!request->bio && !place)
			place = request;
	}
	return place;
}

static __always_inline void claim(struct bt_request *request, __u64 bio)
{
	*(volatile __u64 *)&request->bio = bio;
}

static __always_inline bool holds(const struct bt_request *request, __u64 bio)
{
	return *(volatile __u64 *)&request->bio == bio;
}

static __always_inline void forget_request(struct bt_request *request)
{
	*(volatile __u64 *)&request->bio = 0;
}

#endif
