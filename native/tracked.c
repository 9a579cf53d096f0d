// SPDX-License-Identifier: Apache-2.0
#include "tracked.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"
#include "cost.h"
#include "evictions.h"
#include "fresh.h"
#include "protocol.h"
#include "writes.h"

struct tracked {
	__u32 pid;  /* in our pid namespace; 0: never used */
	__u32 tgid; /* in the first one */
	__u32 base;
	int pidfd; /* -1: gone, its last counts still told */
	struct bt_place *place;
};

static struct tracked *tracked;
static __u32 capacity;
static __u32 lanes_each;

int bt_init_tracked(const struct bt_settings *settings)
{
	capacity = settings->processes;
	lanes_each = settings->lanes;
	tracked = calloc(capacity, sizeof(*tracked));
	if (!tracked)
		return -ENOMEM;
	for (__u32 i = 0; i < capacity; i++) {
		tracked[i].base = i * lanes_each;
		tracked[i].pidfd = -1;
	}
	return bt_init_evictions(settings);
}

static bool has_ended(int pidfd)
{
	struct pollfd poll_fd = { .fd = pidfd, .events = POLLIN };

	return poll(&poll_fd, 1, 0) > 0;
}

/* A program lets go of a place too, which then may be another process's. */
static bool has_been_let_go(const struct tracked *process)
{
	return __atomic_load_n(&process->place->tgid, __ATOMIC_ACQUIRE) != process->tgid ||
	       process->place->base != process->base;
}

/* Its id may be another process's soon: stop counting, keep the counts. */
static void let_go(struct tracked *process)
{
	if (!has_been_let_go(process))
		__atomic_store_n(&process->place->tgid, 0, __ATOMIC_RELEASE);
	close(process->pidfd);
	process->pidfd = -1;
}

static void let_go_of_the_ended(void)
{
	for (__u32 i = 0; i < capacity; i++)
		if (tracked[i].pidfd >= 0 &&
		    (has_been_let_go(&tracked[i]) || has_ended(tracked[i].pidfd)))
			let_go(&tracked[i]);
}

static struct tracked *room_for_one(void)
{
	for (__u32 i = 0; i < capacity; i++)
		if (!tracked[i].pid)
			return &tracked[i];
	for (__u32 i = 0; i < capacity; i++)
		if (tracked[i].pidfd < 0)
			return &tracked[i];
	return NULL;
}

static struct bt_place *place_for(__u32 tgid)
{
	for (__u32 i = 0; i < BT_WINDOW; i++) {
		struct bt_place *place = &bt_maps()->places[(tgid + i) & (BT_PLACES - 1)];

		if (!place->tgid)
			return place;
	}
	return NULL;
}

/* Removes the entries whose key says that they are of the process with this base. */
static void forget(int map, size_t base_offset, __u32 base)
{
	char keys[2][64];
	char *key = keys[0];
	char *next = keys[1];
	bool more = !bpf_map_get_next_key(map, NULL, key);
	__u32 its_base;

	while (more) {
		more = !bpf_map_get_next_key(map, key, next);
		memcpy(&its_base, key + base_offset, sizeof(its_base));
		if (its_base == base)
			bpf_map_delete_elem(map, key);
		key = next;
		next = next == keys[0] ? keys[1] : keys[0];
	}
}

/* Their completions would be counted in the lanes of whoever is tracked next. */
static void forget_requests(__u32 base)
{
	struct bt_request *requests = bt_maps()->requests;

	for (__u32 i = 0; i < BT_REQUESTS; i++)
		if (requests[i].bio && requests[i].lane - base < lanes_each)
			__atomic_store_n(&requests[i].bio, 0, __ATOMIC_RELEASE);
}

static void settle(struct bt_request *request)
{
	struct bt_lane_state *lane = &bt_maps()->lanes[request->lane];
	__u64 *sum = request->class < BT_REQUEST_DATA ?
			     &lane->requests.completed_bytes[request->class] :
			     &lane->counts.metadata_bytes;

	__atomic_fetch_add(sum, request->bytes, __ATOMIC_RELAXED);
	if (request->class == BT_REQUEST_DIRECT_READ || request->class == BT_REQUEST_DIRECT_WRITE)
		__atomic_fetch_sub(&lane->requests.direct_in_flight, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&request->bio, 0, __ATOMIC_RELEASE);
}

void bt_settle_requests(void)
{
	for (__u32 i = 0; i < BT_REQUESTS; i++)
		if (bt_maps()->requests[i].bio)
			settle(&bt_maps()->requests[i]);
}

static void give_back_latencies(__u32 base)
{
	struct bt_latency_pool *pool = bt_maps()->latency_pool;

	for (__u32 lane = 0; lane < lanes_each; lane++) {
		__u64 mine = bt_maps()->lanes[base + lane].requests.latency_plus_1;

		if (!mine)
			continue;
		memset(&bt_maps()->latencies[mine - 1], 0, sizeof(*bt_maps()->latencies));
		pool->free[pool->given % BT_LATENCIES] = mine - 1;
		__atomic_store_n(&pool->given, pool->given + 1, __ATOMIC_RELEASE);
	}
}

static void clear(const struct tracked *process)
{
	const struct bt_maps *maps = bt_maps();

	bt_forget_fresh(process->base, lanes_each);
	bt_forget_evictions(process->base, lanes_each);
	forget_requests(process->base);
	forget(maps->outside, offsetof(struct bt_outside_key, base), process->base);
	forget(maps->cells, offsetof(struct bt_cell_key, base), process->base);
	give_back_latencies(process->base);
	bt_forget_dirty(process->base, lanes_each);
	memset(maps->lanes + process->base, 0, lanes_each * sizeof(*maps->lanes));
	if (maps->calls)
		memset(maps->calls + process->base, 0, lanes_each * sizeof(*maps->calls));
}

/* Not their own clock, which would cost the programs as much as the rest of what they do. */
static void tell_the_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	__atomic_store_n(bt_maps()->clock_seconds, now.tv_sec, __ATOMIC_RELAXED);
}

#define MOST_SLOTS (4U << 20) /* PID_MAX_LIMIT: no thread id is higher */

/* Whether every slot is a word of the process's own half of the address space. */
static bool are_within(const struct bt_track *track, const struct bt_process *found)
{
	__u64 size = (__u64)track->slots * sizeof(__u64);

	return track->slots <= MOST_SLOTS && track->slot_address % sizeof(__u64) == 0 &&
	       track->slot_address < found->address_space &&
	       size <= found->address_space - track->slot_address;
}

/* Without those, a process could be followed into a program that its user may not look into. */
static bool is_told_of_other_programs(void)
{
	return bt_is_attached("sched_process_exec") && bt_is_attached("sched_process_exit");
}

static int look_at(const struct bt_track *track, struct bt_process *found)
{
	int error = bt_find_process(track->pid, found);

	if (error)
		return error;
	if (!found->may_be_followed || (found->prober && !is_told_of_other_programs()))
		return -EPERM;
	return are_within(track, found) ? 0 : -EINVAL;
}

static void follow(struct tracked *process, const struct bt_track *track,
		   const struct bt_process *found)
{
	struct bt_place *place = process->place;

	process->pid = track->pid;
	process->tgid = found->tgid;
	place->base = process->base;
	place->slots = track->slots;
	place->level = found->level;
	place->mapped_sizes = 0;
	place->slot_address = track->slot_address;
	tell_the_time();
	__atomic_store_n(&place->tgid, found->tgid, __ATOMIC_RELEASE);
}

/* Nothing that was counted of it since is told. */
static void forget_process(struct tracked *process)
{
	let_go(process);
	clear(process);
	process->pid = 0;
}

int bt_track(const struct bt_track *track)
{
	struct bt_process found;
	struct bt_process again;
	struct tracked *process;
	int pidfd;
	int error;

	let_go_of_the_ended();
	for (__u32 i = 0; i < capacity; i++)
		if (tracked[i].pidfd >= 0 && tracked[i].pid == track->pid)
			return -EEXIST;
	/* Before the process is looked at, so that it is the same one all along. */
	pidfd = syscall(SYS_pidfd_open, track->pid, 0);
	if (pidfd < 0)
		return -errno;
	error = look_at(track, &found);
	process = room_for_one();
	if (!error && (!process || !place_for(found.tgid)))
		error = -ENOSPC;
	if (error) {
		close(pidfd);
		return error;
	}
	if (process->pid)
		clear(process);
	process->pidfd = pidfd;
	process->place = place_for(found.tgid);
	follow(process, track, &found);
	/* It may have become another program since it was looked at: now that would be noticed. */
	error = look_at(track, &again);
	if (!error && again.programs != found.programs)
		error = -EPERM;
	if (error)
		forget_process(process);
	return error;
}

/* A lane's histogram; NULL while no request of it has completed. */
static const struct bt_latency_counts *latencies_of(const struct bt_lane_state *state)
{
	__u64 plus_1 = state->requests.latency_plus_1;

	return plus_1 ? &bt_maps()->latencies[plus_1 - 1] : NULL;
}

static void put_latency(const struct tracked *process, __u32 lane)
{
	const struct bt_lane_state *state = &bt_maps()->lanes[process->base + lane];
	const struct bt_latency_counts *latencies = latencies_of(state);
	struct bt_latency record;

	bt_begin(&record.header, BT_LATENCY, sizeof(record));
	record.pid = process->pid;
	record.lane = lane;
	record.most_direct_in_flight = state->requests.most_direct_in_flight;
	if (latencies)
		record.counts = *latencies;
	bt_put(&record.header);
}

/* The programs count requests where one meets few lines of memory, not where they are told. */
static void add_requests(const struct bt_lane_state *state, struct bt_counts *counts)
{
	const struct bt_latency_counts *latencies = latencies_of(state);
	const struct bt_lane_requests *requests = &state->requests;

	counts->read_submitted_bytes += requests->submitted_bytes[BT_REQUEST_READ];
	counts->read_completed_bytes += requests->completed_bytes[BT_REQUEST_READ];
	counts->write_submitted_bytes += requests->submitted_bytes[BT_REQUEST_WRITE];
	counts->write_completed_bytes += requests->completed_bytes[BT_REQUEST_WRITE];
	counts->direct_read_submitted_bytes += requests->submitted_bytes[BT_REQUEST_DIRECT_READ];
	counts->direct_read_completed_bytes += requests->completed_bytes[BT_REQUEST_DIRECT_READ];
	counts->direct_write_submitted_bytes += requests->submitted_bytes[BT_REQUEST_DIRECT_WRITE];
	counts->direct_write_completed_bytes += requests->completed_bytes[BT_REQUEST_DIRECT_WRITE];
	counts->direct_requests += requests->direct;
	counts->direct_requests_ahead += requests->direct + requests->direct_ahead;
	counts->read_requests += requests->completed.seen - requests->writes;
	if (latencies)
		counts->read_nanos += latencies->nanos - requests->write_nanos;
}

static void put_lane(const struct tracked *process, __u32 lane)
{
	static const struct bt_lane_state none;
	__u32 index = process->base + lane;
	const struct bt_lane_state *state = &bt_maps()->lanes[index];
	bool has_calls = bt_has_calls(index);
	struct bt_lane record;

	if (!has_calls && !memcmp(&state->counts, &none.counts, sizeof(none.counts)) &&
	    !memcmp(&state->requests, &none.requests, sizeof(none.requests)))
		return;
	bt_begin(&record.header, BT_LANE, sizeof(record));
	record.pid = process->pid;
	record.lane = lane;
	record.counts = state->counts;
	add_requests(state, &record.counts);
	if (has_calls)
		bt_add_calls(index, &record.counts);
	bt_put(&record.header);
	if (state->requests.latency_plus_1 || state->requests.most_direct_in_flight)
		put_latency(process, lane);
	if (has_calls)
		bt_put_calls(process->pid, lane, index);
}

static const struct tracked *owner_of(__u32 base)
{
	for (__u32 i = 0; i < capacity; i++)
		if (tracked[i].pid && tracked[i].base == base)
			return &tracked[i];
	return NULL;
}

void bt_name_lane(__u32 index, __u32 *pid, __u32 *lane)
{
	const struct tracked *process = owner_of(index - index % lanes_each);

	*pid = process ? process->pid : 0;
	*lane = index % lanes_each;
}

static void put_outside(void)
{
	int map = bt_maps()->outside;
	struct bt_outside_file file;
	struct bt_outside_key key;
	struct bt_outside record;
	void *from = NULL;

	while (!bpf_map_get_next_key(map, from, &key)) {
		const struct tracked *process = owner_of(key.base);

		from = &key;
		if (!process || bpf_map_lookup_elem(map, &key, &file))
			continue;
		bt_begin(&record.header, BT_OUTSIDE, sizeof(record));
		record.pid = process->pid;
		record.device = key.device;
		record.inode = key.inode;
		record.lookup_bytes = file.lookup_bytes;
		record.direct_bytes = file.direct_bytes;
		memcpy(record.name, file.name, sizeof(record.name));
		bt_put(&record.header);
	}
}

static void put_dma_devices(void)
{
	int map = bt_maps()->dma_devices;
	struct bt_dma_state device;
	struct bt_dma record;
	void *from = NULL;
	__u64 key;

	while (!bpf_map_get_next_key(map, from, &key)) {
		from = &key;
		if (bpf_map_lookup_elem(map, &key, &device))
			continue;
		bt_begin(&record.header, BT_DMA, sizeof(record));
		record.maps = device.maps;
		record.bounces = device.bounces;
		record.bounced_bytes = device.bounced_bytes;
		memcpy(record.device, device.device, sizeof(record.device));
		bt_put(&record.header);
	}
}

static void put_programs(void)
{
	struct bt_program record;

	for (unsigned int i = 0; i < bt_programs(); i++) {
		bt_begin(&record.header, BT_PROGRAM, sizeof(record));
		bt_describe_program(i, &record);
		bt_put(&record.header);
	}
}

static void put_end(__u64 cookie)
{
	const struct bt_losses *losses = bt_maps()->losses;
	struct bt_end record;

	bt_begin(&record.header, BT_END, sizeof(record));
	record.cookie = cookie;
	record.failed_slot_reads = losses->failed_slot_reads;
	record.lost_requests = losses->lost_requests;
	record.lost_fresh_bytes = losses->lost_fresh_bytes;
	record.unfiled_egress_bytes = losses->unfiled_egress_bytes;
	record.lost_outside = losses->lost_outside;
	record.lost_files = losses->lost_files;
	record.lost_evicted_bytes = losses->lost_evicted_bytes;
	record.lost_evictions = losses->lost_evictions;
	record.lost_latencies = losses->lost_latencies;
	record.lost_mappings = losses->lost_mappings;
	record.lost_dirty_bytes = losses->lost_dirty_bytes;
	record.lost_devices = losses->lost_devices;
	bt_put(&record.header);
}

void bt_put_snapshot(__u64 cookie)
{
	tell_the_time();
	let_go_of_the_ended();
	bt_sweep_fresh();
	bt_trim_evictions();
	bt_sweep_dirty();
	for (__u32 i = 0; i < capacity; i++)
		for (__u32 lane = 0; tracked[i].pid && lane < lanes_each; lane++)
			put_lane(&tracked[i], lane);
	put_outside();
	bt_put_evictions();
	bt_put_residencies();
	put_dma_devices();
	bt_put_device_writes();
	bt_update_run_times();
	put_programs();
	bt_put_cost();
	put_end(cookie);
}
