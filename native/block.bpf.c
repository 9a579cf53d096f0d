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

/* The compiler, which knows what the class can be, would leave out what the verifier must see. */
static __always_inline __u64 *sum_of(__u64 *sums, __u32 class)
{
	asm volatile("%0 &= %1" : "+r"(class) : "i"(BT_REQUEST_DATA - 1));
	return &sums[class];
}

static __always_inline void count_submitted(struct bt_lane_requests *requests, __u32 class,
					    __u64 bytes)
{
	if (class < BT_REQUEST_DATA)
		add(sum_of(requests->submitted_bytes, class), bytes);
}

static __always_inline void count_done(struct bt_lane_state *lane, __u32 class, __u64 bytes)
{
	if (class < BT_REQUEST_DATA)
		add(sum_of(lane->requests.completed_bytes, class), bytes);
	else
		add(&lane->counts.metadata_bytes, bytes);
}

static __always_inline void count_completed(struct bt_lane_state *lane,
					    const struct bt_request *request, __u64 bytes,
					    bool failed)
{
	if (failed)
		count_submitted(&lane->requests, request->class, -bytes);
	else
		count_done(lane, request->class, bytes);
}

static __always_inline bool is_read(__u32 class)
{
	return class == BT_REQUEST_READ || class == BT_REQUEST_DIRECT_READ;
}

static __always_inline bool is_direct(__u32 class)
{
	return class == BT_REQUEST_DIRECT_READ || class == BT_REQUEST_DIRECT_WRITE;
}

/* `began` is 0 where only the request is to be counted, not its time. */
static __always_inline void count_request(const struct bt_request *request,
					  struct bt_lane_state *lane, __u64 began, __u32 stands_for)
{
	__u64 nanos;

	if (!is_read(request->class))
		add(&lane->requests.writes, 1);
	if (!began || !stands_for)
		return;
	nanos = bpf_ktime_get_ns() - began;
	if (!is_read(request->class))
		add(&lane->requests.write_nanos, nanos * stands_for);
	count_latency(lane, request->lane, nanos, stands_for);
}

/* One more direct request of the lane is on its way. */
static __always_inline void join_queue(struct bt_lane_requests *requests)
{
	__u64 ahead = __sync_fetch_and_add(&requests->direct_in_flight, 1);

	add(&requests->direct, 1);
	if (ahead)
		add(&requests->direct_ahead, ahead);
	if (requests->most_direct_in_flight <= ahead)
		requests->most_direct_in_flight = ahead + 1;
}

static __always_inline void leave_queue(const struct bt_request *request,
					struct bt_lane_state *lane)
{
	if (lane && is_direct(request->class))
		add(&lane->requests.direct_in_flight, -1);
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

static __always_inline void remember(const struct bio *queued, struct bt_lane_state *lane,
				     __u32 index, __u32 class, __u64 bytes, __u64 nanos,
				     __u32 stands_for)
{
	__u64 bio = bio_address(queued);
	struct bt_request *request = place_for(bio);

	if (!request) {
		lose_request(bio);
		return;
	}
	/* Its completion was not seen, and its memory is another bio's now. */
	if (request->bio)
		leave_queue(request, lane_at(request->lane));
	else
		claim(request, bio);
	request->lane = index;
	request->class = class;
	request->stands_for = stands_for;
	request->bytes = bytes;
	request->nanos = nanos;
	request->second = clock_seconds;
	if (!holds(request, bio))
		add(&losses.lost_requests, 1);
	else if (is_direct(class))
		join_queue(&lane->requests);
}

/* A function of its own, to keep the stack of its caller small: see fresh.bpf.h. */
static __noinline void remember_front(const struct bio *bio, struct bt_request *whole, __u64 bytes)
{
	struct bt_lane_state *lane = lane_at(whole->lane);

	if (lane)
		remember(bio, lane, whole->lane, whole->class, bytes, whole->nanos,
			 whole->stands_for);
}

SEC("tp_btf/block_bio_queue")
int BPF_PROG(block_bio_queue, struct bio *bio)
{
	const struct gendisk *disk;
	const struct task_struct *task = bpf_get_current_task_btf();
	struct bt_where where;
	__u32 timed = 0;
	__u64 now = 0;
	__u64 bytes;
	bool tracked;
	int class;

	/* Inside a stacked device's own submission: its upper bio was counted. */
	if (BT_FIELD(task_struct, task, bio_list))
		return 0;
	tracked = find_lane_of(task, &where);
	if (is_write(bio))
		count_device_write(bio, tracked ? &where : NULL);
	if (!tracked)
		return 0;
	class = class_of(bio);
	if (class < 0)
		return 0;
	bytes = bio->bi_iter.bi_size;
	count_submitted(&where.lane->requests, class, bytes);
	disk = BT_FIELD(bio, bio, bi_bdev)->bd_disk;
	if (class != BT_REQUEST_METADATA)
		note(&where.lane->counts.block_device, disk->part0->bd_dev);
	if (requests_unwatched) {
		count_done(where.lane, class, bytes);
		return 0;
	}
	if (disk->fops->submit_bio)
		timed = stands_for(&where.lane->requests.queued);
	if (timed)
		now = bpf_ktime_get_ns();
	remember(bio, where.lane, where.index, class, bytes, now, timed);
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
	remember_front(bio, parent, bytes);
	return 0;
}

struct bt_completion {
	const struct bio *bio;
	const struct request *request;
	__u32 bytes; /* left of what is complete */
	bool failed;
	bool counted; /* the request itself */
};

static __always_inline void complete_next(struct bt_completion *completion)
{
	const struct bio *bio = completion->bio;
	struct bt_request *request = find_request(bio_address(bio));
	__u32 size = BT_READ(bio, bio, bi_iter.bi_size);
	__u32 done = size < completion->bytes ? size : completion->bytes;
	struct bt_lane_state *lane;

	completion->bytes -= done;
	completion->bio = BT_READ(bio, bio, bi_next);
	if (!request)
		return;
	lane = lane_at(request->lane);
	if (!lane)
		return;
	count_completed(lane, request, done, completion->failed);
	if (!completion->counted && request->class < BT_REQUEST_DATA)
		count_request(request, lane,
			      BT_READ(request, completion->request, start_time_ns),
			      stands_for(&lane->requests.completed));
	completion->counted = true;
	if (done == size) {
		leave_queue(request, lane);
		forget_request(request);
	}
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

	completion.request = rq;
	completion.bio = BT_READ(request, rq, bio);
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
	struct bt_lane_state *lane = request ? lane_at(request->lane) : NULL;

	if (!lane)
		return 0;
	count_completed(lane, request, request->bytes, bio->bi_status);
	if (request->class < BT_REQUEST_DATA) {
		add(&lane->requests.completed.seen, 1);
		count_request(request, lane, request->nanos, request->stands_for);
	}
	leave_queue(request, lane);
	forget_request(request);
	return 0;
}
