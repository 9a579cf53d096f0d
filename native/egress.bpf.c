// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * TCP payload on its way to a network device: in memory copied for the socket, or in pages of the
 * page cache passed on by reference, which is what zero-copy is. Frames may leave in any context,
 * so they are filed by their socket and sequence numbers.
 */

#include "loads.bpf.h"
#include "pages.bpf.h"
#include "sockets.bpf.h"
#include "transmit.bpf.h"
#include <bpf/bpf_endian.h>

#define BT_IPPROTO_TCP 6
#define BT_TCP_OFFSET_BYTE 12 /* of the header: where its own length is */
/* The header's linear part, its fragments, and as many changes of segment as are remembered. */
#define BT_STEPS_A_FRAME (64 + BT_SEGMENTS)
#define BT_NO_BOUND 0xffffffffU

/*
 * One walk over a frame's payload; its steps end where a fragment or a segment does. Fragments are
 * counted down: a number that began at 0 would have the verifier follow each value it can take.
 */
struct bt_frame {
	struct bt_socket *socket;
	__u64 fragment; /* where the next is */
	__u64 mapping;  /* of this piece's page */
	__u32 seq;
	__u32 left;     /* of the payload */
	__u32 piece;    /* left of the linear part or of one fragment */
	__u32 linear;   /* left of what was copied into the linear part */
	__u32 segments; /* packets it is cut into */
	__u32 lane;     /* of its first byte, or BT_NOBODY */
	__u32 segment;
	__u32 sent;     /* below it: sent before */
	__u32 device;
	__u32 namespace;
	__u8 fragments; /* from there on */
	bool again;     /* sent before by this very device */
	bool counted;
};

/*
 * What a fragment's page belongs to: if to a file, nobody copied it. The fragment's first word is
 * the page, whatever the field is called ("net: add netmem to skb_frag_t", 6.9).
 */
static __always_inline __u64 mapping_of(__u64 fragment)
{
	__u64 page = load(fragment);
	__u64 head = load(page + bpf_core_field_offset(struct page, compound_head));

	if (head & 1)
		page = head - 1;
	return load(page + bpf_core_field_offset(struct page, mapping));
}

/* Before it, fragments were vectors of block I/O ("net: skbuff: don't use bio_vec for skb_frag_t", 6.9). */
struct skb_frag___since_6_9 {
	unsigned int len;
} __attribute__((preserve_access_index));

static __always_inline __u64 length_offset(void)
{
	if (bpf_core_type_exists(struct skb_frag___since_6_9))
		return bpf_core_field_offset(struct skb_frag___since_6_9, len);
	return bpf_core_field_offset(struct bio_vec, bv_len);
}

static __always_inline void next_piece(struct bt_frame *frame)
{
	__u64 fragment = frame->fragment;

	frame->mapping = 0;
	if (!frame->fragments) {
		frame->piece = frame->left; /* a list of fragments: nothing TCP makes */
		return;
	}
	frame->fragments--;
	frame->fragment += sizeof(skb_frag_t);
	frame->piece = (__u32)load(fragment + length_offset());
	frame->mapping = mapping_of(fragment);
}

static __always_inline void file(struct bt_frame *frame, __u32 lane_index, __u32 bytes, bool again)
{
	struct bt_lane_state *lane;

	if (lane_index == BT_NOBODY)
		return;
	lane = lane_at(lane_index);
	if (!lane)
		return;
	if (again) {
		if (frame->again)
			add(&lane->counts.retransmitted_bytes, bytes);
		return;
	}
	if (frame->mapping && !(frame->mapping & BT_MAPPING_FLAGS))
		add(&lane->counts.egress_referenced_bytes, bytes);
	else
		add(&lane->counts.egress_copied_bytes, bytes);
	if (frame->linear)
		add(&lane->counts.linearised_bytes, bytes);
	if (!frame->counted) {
		frame->counted = true;
		frame->lane = lane_index;
		add(&lane->counts.egress_frames, 1);
		add(&lane->counts.egress_segments, frame->segments);
	}
	note(&lane->counts.net_device, frame->device);
	note(&lane->counts.net_namespace, frame->namespace);
}

static __always_inline __u32 least(__u32 a, __u32 b)
{
	return a < b ? a : b;
}

/* Its upper half byte is the header's length in words of 32 bits. */
static __always_inline __u32 header_length(const struct tcphdr *tcp)
{
	__u64 word = load((__u64)tcp + BT_TCP_OFFSET_BYTE);

	return ((word >> 4) & 15) * 4;
}

static __always_inline long advance(struct bt_frame *frame)
{
	struct bt_socket *socket = frame->socket;
	__u32 head = socket->head;
	__u32 room = BT_NO_BOUND;
	__u32 start = segment_at(socket, frame->segment)->start;
	bool again = before(frame->seq, frame->sent);
	__u32 bytes;

	if (!frame->left)
		return 1;
	if (!frame->piece) {
		next_piece(frame);
		return 0;
	}
	if (frame->segment + 1 < head) {
		__u32 end = segment_at(socket, frame->segment + 1)->start;

		if (!before(frame->seq, end)) {
			frame->segment++;
			return 0;
		}
		room = end - frame->seq;
	}
	bytes = least(frame->left, frame->piece);
	if (frame->linear)
		bytes = least(bytes, frame->linear);
	if (again)
		bytes = least(bytes, frame->sent - frame->seq);
	if (before(frame->seq, start)) {
		bytes = least(bytes, start - frame->seq);
		if (!again)
			add(&losses.unfiled_egress_bytes, bytes);
	} else {
		bytes = least(bytes, room);
		file(frame, segment_at(socket, frame->segment)->lane, bytes, again);
	}
	frame->seq += bytes;
	frame->left -= bytes;
	frame->piece -= bytes;
	if (frame->linear)
		frame->linear -= bytes;
	return 0;
}

static long step(__u32 i, struct bt_frame *frame)
{
	return advance(frame);
}

SEC("tp_btf/net_dev_start_xmit")
int BPF_PROG(net_dev_start_xmit, struct sk_buff *skb, struct net_device *dev)
{
	struct sock *sk = skb->sk;
	struct bt_frame frame = {};
	const struct tcphdr *tcp;
	const struct skb_shared_info *shared;
	struct bt_socket *socket;
	unsigned char *head = skb->head;
	__u32 payload; /* where it starts, from the frame's first byte */
	__u32 linear;
	__u32 end;

	if (!sk || sk->sk_protocol != BT_IPPROTO_TCP)
		return 0;
	socket = bpf_sk_storage_get(&sockets, sk, NULL, 0);
	if (!socket || !socket->head)
		return 0;
	tcp = (const struct tcphdr *)(head + skb->transport_header);
	/* A tunnel's frame has its own transport header: its inner one was seen on the way in. */
	if (bpf_ntohs(BT_READ(tcphdr, tcp, source)) != sk->__sk_common.skc_num ||
	    BT_READ(tcphdr, tcp, dest) != sk->__sk_common.skc_dport)
		return 0;
	payload = head + skb->transport_header - skb->data + header_length(tcp);
	if (payload >= skb->len)
		return 0;
	linear = skb->len - skb->data_len;
	frame.socket = socket;
	shared = (const struct skb_shared_info *)(head + skb->end);
	frame.fragment = (__u64)head + skb->end +
			 bpf_core_field_offset(struct skb_shared_info, frags);
	frame.fragments = BT_READ(skb_shared_info, shared, nr_frags);
	frame.seq = bpf_ntohl(BT_READ(tcphdr, tcp, seq));
	frame.left = skb->len - payload;
	/*
	 * TCP leaves no payload in the linear part by itself ("tcp: remove... SG": 4.17): what is
	 * there was copied out of fragments for a device without scatter-gather.
	 */
	frame.linear = linear > payload ? linear - payload : 0;
	frame.segments = BT_READ(skb_shared_info, shared, gso_segs);
	if (!frame.segments)
		frame.segments = 1;
	frame.lane = BT_NOBODY;
	/* Without a page of somebody else's, all of it was copied: one piece. */
	if (BT_READ(skb_shared_info, shared, flags) & SKBFL_SHARED_FRAG)
		frame.piece = linear > payload ? linear - payload : 0;
	else
		frame.piece = frame.left;
	frame.sent = socket->sent;
	frame.device = dev->ifindex;
	frame.namespace = BT_FIELD(net_device, dev, nd_net.net)->ns.inum;
	/* Through a stack of devices (VLAN, bond) a frame passes each: the first one counts. */
	frame.again = socket->leaving && socket->device == frame.device &&
		      socket->namespace == frame.namespace;
	frame.segment = before(frame.seq, frame.sent) || socket->cursor < oldest_segment(socket) ?
				oldest_segment(socket) :
				socket->cursor;
	end = frame.seq + frame.left;
	advance(&frame); /* most frames are of one writer, and in one piece */
	if (frame.left)
		bpf_loop(BT_STEPS_A_FRAME, step, &frame, 0);
	if (frame.left)
		add(&losses.unfiled_egress_bytes, frame.left);
	if (before(socket->sent, end)) {
		socket->sent = end;
		socket->cursor = frame.segment;
		socket->leaving = 1;
		socket->device = frame.device;
		socket->namespace = frame.namespace;
	}
	if (verifies && frame.lane != BT_NOBODY && BT_FIELD(net_device, dev, dev.parent))
		begin_transmission(skb, frame.lane);
	return 0;
}

SEC("tp_btf/consume_skb")
int BPF_PROG(consume_skb, struct sk_buff *skb)
{
	end_transmission(skb);
	return 0;
}
