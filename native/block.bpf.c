// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Block requests: filed under the lane of the thread that submits them (read-ahead included),
 * completed by bio, wherever that happens.
 */
#include "latency.bpf.h"
#include "loads.bpf.h"
#include "maps.bpf.h"
#include "pages.bpf.h"
#include "requests.bpf.h"
#include "write_back.bpf.h"

#define BT_REQ_OP_MASK 0xff
/* The most bios one request can hold: more than its 1280 KiB in pages of 4 KiB. */
#define BT_BIOS_A_REQUEST 1024
/* A completion that was not seen by then never will be. */
#define BT_REQUEST_LOST_SECONDS 60

/* Set by the loader while nothing waits for completions: see bt_put_away(). */
__u32 requests_unwatched = 0;

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
	page = BT_READ(bio_vec, vector, bv_page);
	find_owner(page, &owner);
	if (owner.mapping && !owner.anonymous && owner.in_transfer) {
		const struct inode *host = BT_READ(address_space, owner.mapping, host);
		__u32 mode = BT_READ(inode, host, i_mode);

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

static __always_inline bool reads(__u32 class)
{
	return class == BT_REQUEST_READ || class == BT_REQUEST_DIRECT_READ;
}

static __always_inline bool is_direct(__u32 class)
{
	return class == BT_REQUEST_DIRECT_READ || class == BT_REQUEST_DIRECT_WRITE;
}

static __always_inline void count_request(const struct bt_request *request,
					  struct bt_lane_state *lane, __u64 began)
{
	__u64 nanos;

	if (request->class == BT_REQUEST_METADATA)
		return;
	nanos = bpf_ktime_get_ns() - began;
	if (!reads(request->class)) {
		add(&lane->write_requests, 1);
		add(&lane->write_nanos, nanos);
	}
	count_latency(lane, request->lane, nanos);
}

/* One more direct request of the lane is on its way. */
static __always_inline void join_queue(struct bt_lane_state *lane)
{
	__u64 in_flight = __sync_fetch_and_add(&lane->direct_in_flight, 1) + 1;

	add(&lane->counts.direct_requests, 1);
	add(&lane->counts.direct_requests_ahead, in_flight);
	if (lane->most_direct_in_flight < in_flight)
		lane->most_direct_in_flight = in_flight;
}

static __always_inline void leave_queue(const struct bt_request *request,
					struct bt_lane_state *lane)
{
	if (lane && is_direct(request->class))
		add(&lane->direct_in_flight, -1);
}

/* Where there is no room, what has been waited for too long makes some for the next. */
static __noinline void lose_request(__u64 bio)
{
	__u32 home = home_of(bio);

	add(&losses.lost_requests, 1);
	for (__u32 i = 0; i < BT_REQUEST_WINDOW; i++) {
		struct bt_request *request = request_at(home + i);

		if (request->bio && clock_seconds - request->second > BT_REQUEST_LOST_SECONDS) {
			leave_queue(request, lane_at(request->lane));
			forget_request(request);
		}
	}
}

/* A function of its own, to keep the stacks of its callers small: see fresh.bpf.h. */
static __noinline void remember(const struct bio *queued, __u32 index, __u32 class, __u64 bytes,
				__u64 nanos)
{
	struct bt_lane_state *lane = lane_at(index);
	__u64 bio = bio_address(queued);
	struct bt_request *request = find_request(bio);

	if (!lane)
		return;

	/* Its completion was not seen, and its memory is another bio's now. */
	if (request)
		leave_queue(request, lane_at(request->lane));
	else
		request = claim_request(bio);
	if (!request) {
		lose_request(bio);
		return;
	}
	request->lane = index;
	request->class = class;
	request->bytes = bytes;
	request->nanos = nanos;
	request->second = clock_seconds;
	if (!holds(request, bio))
		add(&losses.lost_requests, 1);
	else if (is_direct(class))
		join_queue(lane);
}

SEC("tp_btf/block_bio_queue")
int BPF_PROG(block_bio_queue, struct bio *bio)
{
	const struct gendisk *disk;
	struct bt_where where;
	__u64 bytes;
	__u64 now;
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
	bytes = bio->bi_iter.bi_size;
	count_submitted(&where.lane->counts, class, bytes);
	disk = BT_FIELD(bio, bio, bi_bdev)->bd_disk;
	if (class != BT_REQUEST_METADATA)
		note(&where.lane->counts.block_device, disk->part0->bd_dev);
	if (requests_unwatched) {
		count_completed(&where.lane->counts, class, bytes);
		return 0;
	}
	now = disk->fops->submit_bio ? bpf_ktime_get_ns() : 0;
	remember(bio, where.index, class, bytes, now);
	return 0;
}

/* The front of a bio too large for its device becomes a bio of its own, chained to the rest. */
SEC("tp_btf/block_split")
int BPF_PROG(block_split, struct bio *bio)
{
	__u64 private = address_of(bio->bi_private, losses.lost_requests);
	struct bt_request *parent = find_request(private);
	__u64 bytes = bio->bi_iter.bi_size;

	if (!parent || !private)
		return 0;
	parent->bytes -= bytes;
	remember(bio, parent->lane, parent->class, bytes, parent->nanos);
	return 0;
}

struct bt_completion {
	const struct bio *bio;
	__u64 began; /* the request itself; 0: it is counted, or the kernel did not note it */
	__u32 bytes; /* left of what is complete */
	bool failed;
};

static __always_inline void complete(struct bt_request *request, __u64 bytes, bool failed,
				     __u64 began, bool last)
{
	struct bt_lane_state *lane = lane_at(request->lane);

	if (!lane)
		return;
	if (failed)
		count_submitted(&lane->counts, request->class, -bytes);
	else
		count_completed(&lane->counts, request->class, bytes);
	if (began)
		count_request(request, lane, began);
	if (last) {
		leave_queue(request, lane);
		forget_request(request);
	}
}

static __always_inline void complete_next(struct bt_completion *completion)
{
	const struct bio *bio = completion->bio;
	struct bt_request *request = find_request(bio_address(bio));
	__u32 size = BT_READ(bio, bio, bi_iter.bi_size);
	__u32 done = size < completion->bytes ? size : completion->bytes;

	completion->bytes -= done;
	completion->bio = BT_READ(bio, bio, bi_next);
	if (!request)
		return;
	complete(request, done, completion->failed, completion->began, done == size);
	completion->began = 0;
}

static long complete_bio(__u32 i, struct bt_completion *completion)
{
	if (!completion->bio || !completion->bytes)
		return 1;
	complete_next(completion);
	return 0;
}

/* Fires before the request's bios are advanced by `bytes`, which may be a part of them. */
SEC("tp_btf/block_rq_complete")
int BPF_PROG(block_rq_complete, struct request *rq, __u8 error, unsigned int bytes)
{
	struct bt_completion completion = {};

	completion.bio = BT_READ(request, rq, bio);
	completion.began = BT_READ(request, rq, start_time_ns);
	completion.bytes = bytes;
	completion.failed = error;
	if (!completion.bio)
		return 0;
	complete_next(&completion); /* most have but one */
	if (completion.bytes)
		bpf_loop(BT_BIOS_A_REQUEST, complete_bio, &completion, 0);
	return 0;
}

/* Only for devices without requests (zram, brd, device mapper): others clear the bio's flag. */
SEC("tp_btf/block_bio_complete")
int BPF_PROG(block_bio_complete, struct request_queue *queue, struct bio *bio)
{
	struct bt_request *request = find_request(bio_address(bio));

	if (request)
		complete(request, request->bytes, bio->bi_status, request->nanos, true);
	return 0;
}
