// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What threads write to and read from sockets. */
#include "sockets.bpf.h"

/*
 * Fires in the sender's thread, with the socket locked, before its bytes are queued: from the
 * stream's end on they are this lane's. (The tracepoint is there from kernel 6.16 on.)
 */
SEC("tp_btf/tcp_sendmsg_locked")
int BPF_PROG(tcp_sendmsg_locked, struct sock *sk)
{
	struct bt_where where;
	bool tracked = find_lane(&where);
	__u32 lane = tracked ? where.index : BT_NOBODY;
	struct bt_socket *socket;
	struct bt_segment *last;
	struct bt_segment next;
	struct tcp_sock *tcp;

	socket = bpf_sk_storage_get(&sockets, sk, NULL, tracked ? BPF_SK_STORAGE_GET_F_CREATE : 0);
	if (!socket)
		return 0;
	last = segment_at(socket, socket->head - 1);
	if (socket->head && last->lane == lane)
		return 0;
	tcp = bpf_skc_to_tcp_sock(sk);
	if (!tcp)
		return 0;
	next.start = tcp->write_seq;
	next.lane = lane;
	if (!socket->head)
		socket->sent = next.start;
	if (socket->head && last->start == next.start) {
		last->lane = lane; /* nothing was queued between */
		return 0;
	}
	*segment_at(socket, socket->head) = next;
	/* A frame leaving on another CPU must not see the segment before its content. */
	__sync_fetch_and_add(&socket->head, 1);
	return 0;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, struct sock *sk, int result)
{
	struct bt_where where;

	if (result <= 0 || !find_lane(&where))
		return 0;
	add(&where.lane->counts.sends, 1);
	add(&where.lane->counts.sent_bytes, result);
	return 0;
}

#define BT_MSG_PEEK 2

SEC("tp_btf/sock_recv_length")
int BPF_PROG(sock_recv_length, struct sock *sk, int result, int flags)
{
	struct bt_where where;

	if (result <= 0 || (flags & BT_MSG_PEEK) || !find_lane(&where))
		return 0;
	add(&where.lane->counts.receives, 1);
	add(&where.lane->counts.received_bytes, result);
	return 0;
}
