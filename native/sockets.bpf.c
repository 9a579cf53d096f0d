// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* What threads write to and read from sockets. */
#include "sockets.bpf.h"

#define BT_MSG_PEEK 2

/*
 * In the sender's thread, with the socket locked, before its bytes are queued: from the stream's end
 * on they are this lane's.
 */
static __always_inline void begin_segment(struct sock *sk)
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
		return;
	last = segment_at(socket, socket->head - 1);
	if (socket->head && last->lane == lane)
		return;
	tcp = bpf_skc_to_tcp_sock(sk);
	if (!tcp)
		return;
	next.start = tcp->write_seq;
	next.lane = lane;
	if (!socket->head)
		socket->sent = next.start;
	if (socket->head && last->start == next.start) {
		last->lane = lane; /* nothing was queued between */
		return;
	}
	*segment_at(socket, socket->head) = next;
	/* A frame leaving on another CPU must not see the segment before its content. */
	__sync_fetch_and_add(&socket->head, 1);
}

/* There from kernel 6.16 on. */
SEC("tp_btf/tcp_sendmsg_locked")
int BPF_PROG(tcp_sendmsg_locked, struct sock *sk)
{
	begin_segment(sk);
	return 0;
}

SEC("fentry/tcp_sendmsg_locked")
int BPF_PROG(fentry_tcp_sendmsg_locked, struct sock *sk)
{
	begin_segment(sk);
	return 0;
}

/* sendfile(2)'s own way into the stream, until 6.5 took it the one above. */
SEC("fentry/do_tcp_sendpages")
int BPF_PROG(fentry_do_tcp_sendpages, struct sock *sk)
{
	begin_segment(sk);
	return 0;
}

static __always_inline void count_sent(long result)
{
	struct bt_where where;

	if (result <= 0 || !find_lane(&where))
		return;
	add(&where.lane->counts.sends, 1);
	add(&where.lane->counts.sent_bytes, result);
}

static __always_inline void count_received(long result, __u32 flags)
{
	struct bt_where where;

	if (result <= 0 || (flags & BT_MSG_PEEK) || !find_lane(&where))
		return;
	add(&where.lane->counts.receives, 1);
	add(&where.lane->counts.received_bytes, result);
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(sock_send_length, struct sock *sk, int result)
{
	count_sent(result);
	return 0;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(sock_recv_length, struct sock *sk, int result, int flags)
{
	count_received(result, flags);
	return 0;
}

/*
 * Without these two, what the internet protocols return tells. What
 * goes through other sockets is not counted then.
 */
static __always_inline long result_of(void *context)
{
	__u64 result = 0;

	bpf_get_func_ret(context, &result);
	return (int)result;
}

SEC("fexit/inet_sendmsg")
int BPF_PROG(fexit_inet_sendmsg)
{
	count_sent(result_of(ctx));
	return 0;
}

SEC("fexit/inet6_sendmsg")
int BPF_PROG(fexit_inet6_sendmsg)
{
	count_sent(result_of(ctx));
	return 0;
}

SEC("fexit/inet_sendpage")
int BPF_PROG(fexit_inet_sendpage)
{
	count_sent(result_of(ctx));
	return 0;
}

SEC("fexit/inet_recvmsg")
int BPF_PROG(fexit_inet_recvmsg, struct socket *socket, struct msghdr *message, __u64 size, int flags)
{
	count_received(result_of(ctx), flags);
	return 0;
}

SEC("fexit/inet6_recvmsg")
int BPF_PROG(fexit_inet6_recvmsg, struct socket *socket, struct msghdr *message, __u64 size, int flags)
{
	count_received(result_of(ctx), flags);
	return 0;
}
