/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the eBPF programs and the loader share inside one machine. Unlike records.h this is no ABI:
 * both sides are built from the same source into the same binary.
 */
#ifndef BYTETRAIL_STATE_H
#define BYTETRAIL_STATE_H

#include "records.h"

/*
 * The tracked processes, found without a hash: a process lives in one of the BT_WINDOW places from
 * (tgid & (BT_PLACES - 1)) on. Programs run for every process of the host, so the common case is a
 * miss after BT_WINDOW compares.
 */
#define BT_PLACES 256
#define BT_WINDOW 4

struct bt_place {
	__u32 tgid; /* in the first pid namespace; 0: free. Written last, cleared first */
	__u32 base; /* index of its lane 0 in the lanes map */
	__u32 slots;
	__u32 level; /* depth of its pid namespace: 0 is the first one */
	__u64 slot_address;
	__u64 mapped_sizes; /* bit i: a mapping of 2^(i-1) < bytes <= 2^i was made in a lane */
};

enum bt_request_class {
	BT_REQUEST_READ,
	BT_REQUEST_WRITE,
	BT_REQUEST_DIRECT_READ,
	BT_REQUEST_DIRECT_WRITE,
	BT_REQUEST_DATA, /* how many classes above it carry the data of files */
	BT_REQUEST_METADATA = BT_REQUEST_DATA,
};

/*
 * Reading the clock costs a request more than all else here, so of a lane that makes many only some
 * are timed: all of the first BT_TIMED_A_SECOND in a second, then one of each BT_TIMED_SHARE, which
 * stands for them all. The choice within each such group looks like chance, so that no habit of the
 * application keeps step with it.
 */
#define BT_TIMED_A_SECOND 1024
#define BT_TIMED_SHARE_SHIFT 4
#define BT_TIMED_SHARE (1 << BT_TIMED_SHARE_SHIFT)

struct bt_timed {
	__u64 seen;
	__u64 from;   /* of them, the first one in this second */
	__u32 second; /* of the loader's clock */
	__u32 reserved;
};

/* A lane's block requests. A request meets the first two lines of 64 bytes, and no more of its lane. */
struct bt_lane_requests {
	__u64 submitted_bytes[BT_REQUEST_DATA]; /* less what failed */
	__u64 completed_bytes[BT_REQUEST_DATA];

	__u64 direct; /* submitted */
	__u64 direct_in_flight;
	__u64 direct_ahead; /* in flight when another was submitted, summed */
	__u64 most_direct_in_flight;
	struct bt_timed completed;
	__u64 latency_plus_1; /* its histogram; 0: it has none yet */

	struct bt_timed queued; /* at devices without requests, which keep no time of their own */
	__u64 writes;           /* of those completed */
	__u64 write_nanos;      /* of those in the histogram */
	__u64 reserved[3];
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct bt_lane_requests) == 3 * 64, "as drawn");
_Static_assert(offsetof(struct bt_lane_requests, direct) == 64, "the second line");

/* The first line of 64 bytes is all a look-up in a warm page cache touches. */
struct bt_lane_state {
	__u64 fresh_pages;  /* pages of this lane in the fresh map; 0 keeps look-ups off that map */
	__u64 last_mapping; /* of the last look-up: tells continuations from new reads */
	__u64 last_index;
	__u64 last_start;
	__u64 last_step; /* how many pages further than the one before, if it went on from there; else 0 */
	struct bt_counts counts;
	__u64 added_bytes; /* to the page cache, for reading or writing */
	struct bt_lane_requests requests;
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct bt_lane_state) % 64 == 0, "whole cache lines");
_Static_assert(offsetof(struct bt_lane_state, counts.lookup_bytes) < 64, "one cache line");

/* A function of the kernel that a thread is in. */
struct bt_call {
	__u64 arguments[3]; /* the first is 0 when it is in none */
};

/* What one thread is in the middle of. */
struct bt_thread {
	__u64 call_started;  /* verify mode: when its system call began */
	__u64 sleep_started; /* when it went to sleep for I/O; 0: awake */
	__u64 faults;        /* faults it had finished when a file fault began */
	__u32 sleep_lane;
	__u32 stalled_lane;  /* the lane it slept in since its last look-up; 0: none */
	__u32 fault_lane;
	__u32 sleeps_in_force; /* 1: not counted as a wait for I/O by the kernel */
	__u32 reserved;
	__u32 writing; /* 1 while an iomap write(2) is under way, whose range is known from its start */
	__u64 fault_page; /* its index in the file */
	/* the first folio it added to the page cache since its last look-up; 0 pages: none */
	__u64 added_inode;
	__u64 added_page;
	__u64 added_pages;
	struct bt_call reading; /* where kprobes tell; a copy to a mapped file faults inside a read */
	struct bt_call mapping;
	__u64 load;       /* as `faults`: of a load from a mapping that a lane has made */
	__u32 load_lane;
	__u32 reserved2;
	/* the last write(2) of a file, in bytes */
	__u64 write_mapping;
	__u64 write_start;
	__u64 write_end;
	__u64 write_size; /* of the file before it */
	/* what this thread put into the page cache since */
	__u64 insert_mapping;
	__u64 insert_start;
	__u64 insert_end;
	__u64 missed; /* bytes of the write under way that were not resident */
};

/*
 * Pages made dirty under lanes and not given to a device yet: one entry for 64 aligned pages of a
 * file. A page has as many owners as lanes wrote to it since it was clean.
 */
#define BT_DIRTY_SHIFT 6
#define BT_DIRTY_PAGES (1 << BT_DIRTY_SHIFT)
#define BT_DIRTY_OWNERS 4

struct bt_dirty_key {
	__u64 mapping; /* not the inode's number: subvolumes of btrfs share those */
	__u64 block;   /* page index >> BT_DIRTY_SHIFT */
};

struct bt_dirty {
	__u64 nanos; /* when it was last added to */
	__u32 owners[BT_DIRTY_OWNERS]; /* index of the lane + 1; 0: free. Never given back */
	__u64 pages[BT_DIRTY_OWNERS];  /* bit i: page (block << BT_DIRTY_SHIFT) + i is dirty */
	__u64 again[BT_DIRTY_OWNERS];  /* written to once more while on its way to the device */
};

/*
 * A mapping that was made in a lane, kept where an address in it leads: in each cell of the size
 * of the mapping, rounded up to a power of two, that it reaches into. That is one or two cells; and
 * as each mapping is longer than half a cell, at most three that are still there share one.
 */
#define BT_MAPPINGS_A_CELL 4

struct bt_cell_key {
	__u64 cell; /* address >> size */
	__u32 base; /* of the process */
	__u32 size; /* log2 of the bytes */
};

struct bt_mapping {
	__u64 start; /* its first address; 0: free */
	__u64 end;
	__u64 made; /* when: of two that hold an address, the later one is there */
	__u32 lane;
	__u32 reserved;
};

struct bt_cell {
	struct bt_mapping mappings[BT_MAPPINGS_A_CELL];
};

/* Pages brought in by a lane and not read by it yet: one entry for 64 aligned pages of a file. */
#define BT_FRESH_SHIFT 6
#define BT_FRESH_PAGES (1 << BT_FRESH_SHIFT)

struct bt_fresh_key {
	__u64 inode;
	__u64 block; /* page index >> BT_FRESH_SHIFT */
	__u32 device;
	__u32 lane;
};

struct bt_fresh {
	__u64 pages; /* bit i: page (block << BT_FRESH_SHIFT) + i is fresh */
	__u64 done;  /* bit i: it was, and has been read; a full set ends the entry */
	__u64 size;  /* of the file when it was last added to */
	__u64 nanos; /* when that was */
	__u64 order; /* of the largest folio in or around the block */
};

/* A file in the page cache that tracked processes read or write. */
struct bt_cached_key {
	__u64 inode;
	__u32 device;
	__u32 generation; /* an inode number is given to another file soon */
};

#define BT_READERS 4

struct bt_cached {
	__u64 nanos; /* when it was last noted */
	__u64 size;
	__s64 pages; /* in the page cache */
	__u32 reader; /* index + 1 of the lane that last brought pages in, or began to read; 0: none */
	__u32 writer; /* likewise */
	__u32 readers[BT_READERS]; /* the last ones, each once */
	__u32 next; /* ... the place for another */
	__u32 reserved;
};

/* Pages that were reclaimed and have not been back: one entry for 64 aligned pages of a file. */
struct bt_evicted_key {
	struct bt_cached_key file;
	__u64 block; /* page index >> BT_FRESH_SHIFT */
};

/* Who took memory away: a lane's index, or one of those. */
#define BT_KERNEL 0xffffffffU
#define BT_PROCESS 0xfffffffeU
#define BT_SEVERAL 0xfffffffdU

struct bt_evictor {
	__u32 lane;
	__u32 process; /* of BT_PROCESS: its id in the first pid namespace; else 0 */
};

#define BT_EVICTORS 2

struct bt_evicted {
	__u64 nanos; /* of the last eviction */
	__u64 size;  /* of the file then */
	__u64 pages[BT_EVICTORS]; /* bit i: page i of the block, taken by ... */
	struct bt_evictor evictors[BT_EVICTORS];
};

/* A victim that is no lane. */
#define BT_FILE 0xffffffffU
#define BT_FILES 0xfffffffeU

struct bt_eviction_key {
	struct bt_evictor evictor;
	__u32 victim; /* a lane's index, or one of those */
	__u32 shared; /* 1: made by the loader, of the rows of BT_KERNEL */
	struct bt_cached_key file; /* 0 for the victims that have a name of their own */
};

struct bt_eviction_row {
	__u64 evicted_bytes;
	__u64 refaulted_bytes;
	char process[16];
	char name[64];
};

#define BT_CACHED_FILES 16384
#define BT_EVICTED_BLOCKS 32768
#define BT_EVICTION_ROWS 4096
#define BT_PROCESSORS 64

/* How full those tables are, and what others add to the page cache. */
struct bt_pressure {
	__u64 cached_files;
	__u64 evicted_blocks;
	__u64 rows;
	__u32 epoch; /* raised by the loader when it has dropped files that are still read */
	__u32 reserved;
	struct {
		__u64 bytes;
		__u64 padding[7];
	} added_by_others[BT_PROCESSORS]; /* processors that are so many apart share one */
};

/*
 * Bios on their way, found without a helper's call: one lies in one of the BT_REQUEST_WINDOW places
 * from its hash on.
 */
#define BT_REQUESTS_SHIFT 14
#define BT_REQUESTS (1 << BT_REQUESTS_SHIFT)
#define BT_REQUEST_WINDOW 4

struct bt_request {
	__u64 bio; /* 0: free */
	__u32 lane;
	__u8 class; /* enum bt_request_class */
	__u8 stands_for; /* requests to be counted in the histogram with it, if we keep its time */
	__u16 reserved;
	__u32 bytes;
	__u32 second; /* of the loader's clock, when it was submitted */
	__u64 nanos;  /* when, exactly; 0: the kernel keeps the time with its request, or nobody */
};

_Static_assert(sizeof(struct bt_request) == 32, "never in more than one line of 64 bytes");

/*
 * Who wrote which bytes of a TCP stream: segment i holds the sequence numbers from its own start to
 * the next one's. Memory of segments before (head - BT_SEGMENTS) is gone.
 */
#define BT_SEGMENTS 128
#define BT_NOBODY 0xffffffffU

struct bt_segment {
	__u32 start;
	__u32 lane; /* or BT_NOBODY: the writer is not tracked */
};

struct bt_socket {
	__u32 head;   /* segments ever begun; the last one is at (head - 1) % BT_SEGMENTS */
	__u32 cursor; /* the one that holds `sent` */
	__u32 sent;   /* the sequence number after the highest seen leaving */
	__u32 leaving; /* 1 once something has left */
	__u32 device;
	__u32 namespace;
	struct bt_segment segments[BT_SEGMENTS];
};

struct bt_outside_key {
	__u64 inode;
	__u32 device;
	__u32 base; /* of the process */
};

struct bt_outside_file {
	__u64 lookup_bytes;
	__u64 direct_bytes;
	char name[64];
};

/*
 * Verify mode: the system calls of one lane, by number. A lane has few; what does not fit is filed
 * under BT_OTHER_CALL in the last row.
 */
#define BT_CALL_ROWS 8

struct bt_call_row {
	__u32 number_plus_1; /* 0: free */
	__u32 reserved;
	__u64 calls;
	__u64 errors;
	__u64 bytes;
	__u64 nanos;
};

struct bt_lane_calls {
	struct bt_call_row rows[BT_CALL_ROWS];
};

/* A block device as it is written to: struct bt_device_writes. */
struct bt_device_counts {
	__u64 requests;
	__u64 lane_bytes;
	__u64 other_bytes;
	__u64 direct_bytes;
	__u64 metadata_bytes;
	__u64 journal_bytes;
	__u64 unknown_bytes;
};

struct bt_losses {
	__u64 failed_slot_reads;
	__u64 lost_requests;
	__u64 lost_fresh_bytes;
	__u64 unfiled_egress_bytes;
	__u64 lost_outside;
	__u64 lost_files;
	__u64 lost_evicted_bytes;
	__u64 lost_evictions;
	__u64 missed_returns;
	__u64 lost_latencies;
	__u64 lost_mappings;
	__u64 lost_dirty_bytes;
	__u64 lost_devices;
};

/* A device that memory is mapped for. */
struct bt_dma_state {
	__u64 maps;
	__u64 bounces;
	__u64 bounced_bytes;
	char device[32];
};

/*
 * Histograms are few, since few lanes meet a device. A lane takes one when its first request
 * completes; the loader gives back those of a process that is forgotten. The i-th one that is ever
 * taken is free[i % BT_LATENCIES].
 */
#define BT_LATENCIES 1024

struct bt_latency_pool {
	__u64 taken;
	__u64 given;
	__u32 free[BT_LATENCIES];
};

/* What the task iterator tells of the one process asked for. */
struct bt_process {
	__u32 tgid;
	__u32 level;
	__u32 may_be_followed; /* 1: the probe's user could read its memory by ptrace(2) as well */
	__u32 prober;          /* that user, as the first user namespace has it */
	__u64 programs;        /* how many it has executed: tells whether it still runs the same one */
	__u64 address_space;   /* where its addresses end; 0: it has none */
};

#endif
