/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Whose are the bytes of a TCP stream? Its writers are told apart by sequence number, so that a
 * header one lane wrote and a body another sent are filed to the byte, whenever they leave.
 */
#ifndef BYTETRAIL_SOCKETS_BPF_H
#define BYTETRAIL_SOCKETS_BPF_H

#include "maps.bpf.h"

/* Kept by the socket: goes with it, and other processes' sockets have none. */
struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct bt_socket);
} sockets SEC(".maps");

static __always_inline struct bt_segment *segment_at(struct bt_socket *socket, __u32 i)
{
	return &socket->segments[i & (BT_SEGMENTS - 1)];
}

/* The oldest segment still remembered. */
static __always_inline __u32 oldest_segment(const struct bt_socket *socket)
{
	return socket->head > BT_SEGMENTS ? socket->head - BT_SEGMENTS : 0;
}

/* Sequence numbers wrap. */
static __always_inline bool before(__u32 a, __u32 b)
{
	return (__s32)(a - b) < 0;
}

#endif
