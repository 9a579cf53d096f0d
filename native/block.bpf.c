// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Block requests: filed under the lane of the thread that submits them (read-ahead included),
 * completed by bio, wherever that happens.
 */
#include "maps.bpf.h"
#include "pages.bpf.h"
#include "write_back.bpf.h"

#define BT_REQ_OP_MASK 0xff
/* The most bios one request can hold: more than its 1280 KiB in pages of 4 KiB. */
#define BT_BIOS_A_REQUEST 1024

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64); /* the bio */
	__type(value, struct bt_request);
} requests SEC(".maps");

static __always_inline bool flagged(const struct bio *bio, int flag)
{
	return bio->bi_opf & (1U << flag);
}

/*
 * What a bio carries, by its first page. A page of the cache is locked while it is read and under
 * writeback while it is written; a mapped file used as a buffer for direct I/O is neither.
 */
static __always_inline int class_of(const struct bio *bio)
{
	__u32 op = bio->bi_opf & BT_REQ_OP_MASK;
	const struct bio_vec *vector;
	const struct page *page;
	struct bt_page_owner owner;

	if (op != REQ_OP_READ && op != REQ_OP_WRITE)
		return -1;
	if (flagged(bio, bpf_core_enum_value(enum req_flag_bits, __REQ_META)))
		return BT_REQUEST_METADATA;
	if (flagged(bio, bpf_core_enum_value(enum req_flag_bits, __REQ_SWAP)))
		return -1;
	vector = BT_FIELD(bio, bio, bi_io_vec) + bio->bi_iter.bi_idx;
	page = BPF_CORE_READ(vector, bv_page);
	find_owner(page, &owner);
	if (owner.mapping && !owner.anonymous && owner.in_transfer) {
		struct address_space *mapping = owner.mapping;
		__u32 mode = BPF_CORE_READ(mapping, host, i_mode);

		if ((mode & BT_S_IFMT) != BT_S_IFREG)
			return BT_REQUEST_METADATA;
		return op == REQ_OP_READ ? BT_REQUEST_READ : BT_REQUEST_WRITE;
	}
	return op == REQ_OP_READ ? BT_REQUEST_DIRECT_READ : BT_REQUEST_DIRECT_WRITE;
}

static __always_inline void count_submitted(struct bt_counts *counts, __u32 class, __u64 bytes)
{
	switch (class) {
	case BT_REQUEST_READ:
		add(&counts->read_submitted_bytes, bytes);
		break;
	case BT_REQUEST_WRITE:
		add(&counts->write_submitted_bytes, bytes);
		break;
	case BT_REQUEST_DIRECT_READ:
		add(&counts->direct_read_submitted_bytes, bytes);
		break;
	case BT_REQUEST_DIRECT_WRITE:
		add(&counts->direct_write_submitted_bytes, bytes);
		break;
	}
}

static __always_inline void count_completed(struct bt_counts *counts, __u32 class, __u64 bytes)
{
	switch (class) {
	case BT_REQUEST_READ:
		add(&counts->read_completed_bytes, bytes);
		break;
	case BT_REQUEST_WRITE:
		add(&counts->write_completed_bytes, bytes);
		break;
	case BT_REQUEST_DIRECT_READ:
		add(&counts->direct_read_completed_bytes, bytes);
		break;
	case BT_REQUEST_DIRECT_WRITE:
		add(&counts->direct_write_completed_bytes, bytes);
		break;
	case BT_REQUEST_METADATA:
		add(&counts->metadata_bytes, bytes);
		break;
	}
}

static __always_inline void count_request(struct bt_counts *counts, __u64 submitted)
{
	add(&counts->read_requests, 1);
	add(&counts->read_nanos, bpf_ktime_get_ns() - submitted);
}

static __always_inline bool reads(__u32 class)
{
	return class == BT_REQUEST_READ || class == BT_REQUEST_DIRECT_READ;
}

SEC("tp_btf/block_bio_queue")
int BPF_PROG(block_bio_queue, struct bio *bio)
{
	struct bt_where where;
	struct bt_request request = {};
	__u64 key = (__u64)bio;
	bool tracked = find_lane(&where);
	int class;

	/* Inside a stacked device's own submission: its upper bio was counted. */
	if (BT_FIELD(task_struct, bpf_get_current_task_btf(), bio_list))
		return 0;
	if (is_write(bio))
		count_device_write(bio, tracked ? &where : NULL);
	if (!tracked)
		return 0;
	class = class_of(bio);
	if (class < 0)
		return 0;
	request.lane = where.index;
	request.class = class;
	request.bytes = bio->bi_iter.bi_size;
	request.nanos = bpf_ktime_get_ns();
	count_submitted(&where.lane->counts, class, request.bytes);
	if (class != BT_REQUEST_METADATA)
		note(&where.lane->counts.block_device, BT_FIELD(bio, bio, bi_bdev)->bd_disk->part0->bd_dev);
	if (bpf_map_update_elem(&requests, &key, &request, BPF_ANY))
		add(&losses.lost_requests, 1);
	return 0;
}

/* The front of a bio too large for its device becomes a bio of its own, chained to the rest. */
SEC("tp_btf/block_split")
int BPF_PROG(block_split, struct bio *bio)
{
	__u64 key = (__u64)bio;
	__u64 parent_key = (__u64)bio->bi_private;
	struct bt_request *parent = bpf_map_lookup_elem(&requests, &parent_key);
	struct bt_request request;

	if (!parent)
		return 0;
	request = *parent;
	request.bytes = bio->bi_iter.bi_size;
	parent->bytes -= request.bytes;
	if (bpf_map_update_elem(&requests, &key, &request, BPF_ANY))
		add(&losses.lost_requests, 1);
	return 0;
}

struct bt_completion {
	const struct bio *bio;
	__u32 bytes; /* left of what is complete */
	bool failed;
	bool counted; /* the request itself */
};

static long complete_bio(__u32 i, struct bt_completion *completion)
{
	const struct bio *bio = completion->bio;
	__u64 key = (__u64)bio;
	struct bt_request *request;
	struct bt_lane_state *lane;
	__u32 size;
	__u32 done;

	if (!bio || !completion->bytes)
		return 1;
	size = BPF_CORE_READ(bio, bi_iter.bi_size);
	done = size < completion->bytes ? size : completion->bytes;
	completion->bytes -= done;
	completion->bio = BPF_CORE_READ(bio, bi_next);
	request = bpf_map_lookup_elem(&requests, &key);
	if (!request)
		return 0;
	lane = lane_at(request->lane);
	if (lane && completion->failed)
		count_submitted(&lane->counts, request->class, -(__u64)done);
	else if (lane)
		count_completed(&lane->counts, request->class, done);
	if (lane && !completion->counted && reads(request->class)) {
		count_request(&lane->counts, request->nanos);
		completion->counted = true;
	}
	if (done == size)
		bpf_map_delete_elem(&requests, &key);
	return 0;
}

/* Fires before the request's bios are advanced by `bytes`, which may be a part of them. */
SEC("tp_btf/block_rq_complete")
int BPF_PROG(block_rq_complete, struct request *rq, __u8 error, unsigned int bytes)
{
	struct bt_completion completion = {};

	completion.bio = BT_FIELD(request, rq, bio);
	completion.bytes = bytes;
	completion.failed = error;
	bpf_loop(BT_BIOS_A_REQUEST, complete_bio, &completion, 0);
	return 0;
}

/* Only for devices without requests (zram, brd, device mapper): others clear the bio's flag. */
SEC("tp_btf/block_bio_complete")
int BPF_PROG(block_bio_complete, struct request_queue *queue, struct bio *bio)
{
	__u64 key = (__u64)bio;
	struct bt_request *request = bpf_map_lookup_elem(&requests, &key);
	struct bt_lane_state *lane;

	if (!request)
		return 0;
	lane = lane_at(request->lane);
	if (lane && bio->bi_status)
		count_submitted(&lane->counts, request->class, -request->bytes);
	else if (lane)
		count_completed(&lane->counts, request->class, request->bytes);
	if (lane && reads(request->class))
		count_request(&lane->counts, request->nanos);
	bpf_map_delete_elem(&requests, &key);
	return 0;
}
