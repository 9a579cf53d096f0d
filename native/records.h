/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The probe's ABI: what it reads on standard input and writes on standard output.
 *
 * Every record begins with struct bt_header; all numbers are in host byte order (little-endian on
 * every machine bytetrail runs on). A reader skips a record of a type it does not know by its
 * length, and refuses another version.
 *
 *   application's collector            bytetrail-probe
 *          |  <-- HELLO, PROGRAM..., READY ---  |   once, after attaching
 *          |  --- TRACK -------------------->   |   once for each process
 *          |  <-- TRACKED -------------------   |
 *          |  --- SNAPSHOT ----------------->   |   about once a second
 *          |  <-- LANE..., LATENCY...,          |
 *          |      OUTSIDE..., SYSCALL...,       |
 *          |      EVICTION..., RESIDENCY...,    |
 *          |      DMA..., PROGRAM..., END       |
 *          |  <-- LANE..., OUTSIDE...,          |
 *          |      SYSCALL..., EVICTION...,      |
 *          |      RESIDENCY...,                 |
 *          |      DEVICE_WRITES...,             |
 *          |      PROGRAM..., COST, END         |
 *          |  (end of input)                    |   the probe detaches and exits
 *
 * Counters are cumulative since TRACK. Bytes are bytes, times nanoseconds of CLOCK_MONOTONIC.
 */
#ifndef BYTETRAIL_RECORDS_H
#define BYTETRAIL_RECORDS_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#include <stddef.h>
#endif

#define BT_MAGIC 0x45424f5250525442ULL /* "BTRPROBE" little-endian */
#define BT_VERSION 3

/* Lanes a process may have: LedgerDescriptor.DEFAULT_LANE_CAPACITY. */
#define BT_LANES 4096

/* The lane word in a thread's slot (drawn at LedgerDescriptor.laneWord). */
#define BT_WORD_LANE_MASK 0xffffULL
#define BT_WORD_WRITES (1ULL << 16) /* pages this lane inserts do not come from a device */
#define BT_WORD_FORCES (1ULL << 17) /* the call waits until what was written is on the device */

enum bt_type {
	BT_HELLO = 1,
	BT_PROGRAM = 2,
	BT_READY = 3,
	BT_TRACKED = 4,
	BT_LANE = 5,
	BT_OUTSIDE = 6,
	BT_SYSCALL = 7,
	BT_END = 8,
	BT_ERROR = 9,
	BT_LATENCY = 10,
	BT_DMA = 11,
	BT_EVICTION = 16,
	BT_RESIDENCY = 17,
	BT_DEVICE_WRITES = 24,
	BT_COST = 32,

	BT_TRACK = 64,
	BT_SNAPSHOT = 65,
};

struct bt_header {
	__u32 length; /* of the whole record, this header included; a multiple of 8 */
	__u16 type;
	__u16 version;
	__u64 nanos; /* when it was written */
};

enum bt_mode {
	BT_ALWAYS_ON = 0,
	BT_VERIFY = 1,
};

struct bt_hello {
	struct bt_header header;
	__u64 magic;
	__u32 mode; /* enum bt_mode, as granted */
	__u32 pid;
	__u64 init_pid_namespace; /* whether the probe's own pid namespace is the first one: 1 or 0 */
};

/* One eBPF program: sent at the start (was it attached?) and with each snapshot (its cost). */
struct bt_program {
	struct bt_header header;
	char name[32];       /* "mm_filemap_get_pages" */
	__s32 error;         /* 0: attached; otherwise the negative errno */
	__u32 attached;      /* 1 or 0 */
	__u64 run_nanos;     /* kernel's own statistics, of COST's measured_nanos */
	__u64 runs;
	char reason[128];    /* why it is missing, for people; empty when attached */
};

struct bt_ready {
	struct bt_header header;
	__u32 attached; /* programs attached */
	__u32 missing;
};

struct bt_track {
	struct bt_header header;
	__u32 pid; /* as the probe's own pid namespace has it */
	__u32 slots;
	__u64 slot_address; /* of slot 0 in that process; slot index = thread id in its own namespace */
};

struct bt_tracked {
	struct bt_header header;
	__u32 pid;
	__s32 error; /* 0 or a negative errno: -ESRCH no such process, -EPERM one that our user could
			* not ptrace(2), -EINVAL slots outside its address space, -ENOSPC too
			* many, -EEXIST tracked already */
};

struct bt_snapshot {
	struct bt_header header;
	__u64 cookie; /* comes back in the END record */
};

/*
 * What the kernel saw in one lane. Lane 0 holds what happened outside every lane.
 *
 * "Fresh" is a byte of the page cache that this lane itself brought in and has not read yet. When
 * it is read, it was either fed by read-ahead or stalled the reader; a byte that was not fresh is a
 * hit. So hits = bytes the lane read - read_ahead_bytes - stalled_bytes.
 */
struct bt_counts {
	/* page cache, by read(2), sendfile(2) and their kin */
	__u64 lookups;          /* mm_filemap_get_pages events */
	__u64 lookup_bytes;     /* of the pages looked up, cut at the end of the file, continuations once */
	__u64 inserted_bytes;   /* added to the page cache by this lane, read-ahead included */
	__u64 read_ahead_bytes; /* fresh bytes looked up without waiting for them */
	__u64 stalled_bytes;    /* fresh bytes looked up after waiting for the device */
	__u64 stalled_nanos;    /* thread asleep for input or output inside the lane */
	__u64 stalls;           /* times it slept so */
	__u64 wasted_bytes;     /* fresh bytes given up on: not read within ten seconds */
	/* mapped files */
	__u64 major_faults;     /* faults that waited for the page */
	__u64 minor_faults;     /* faults served from the page cache; those that map 2 MiB are not seen */
	__u64 mapped_bytes;     /* of the windows around faults; a large folio is mapped beyond them */
	/*
	 * Block requests submitted in the lane's threads; completions matched by bio. What was
	 * submitted and did not fail is what the device moves. Completions are seen in whatever
	 * thread the device interrupts, and a kernel may keep eBPF programs out of some threads:
	 * they give latencies, not sums.
	 */
	__u64 read_submitted_bytes; /* file data for the page cache; less what failed */
	__u64 read_completed_bytes;
	__u64 read_requests;    /* completed */
	__u64 read_nanos;       /* from submission to completion, summed over requests as in LATENCY */
	__u64 direct_read_submitted_bytes; /* past the page cache */
	__u64 direct_read_completed_bytes;
	__u64 direct_write_submitted_bytes;
	__u64 direct_write_completed_bytes;
	__u64 write_submitted_bytes; /* page-cache data written back by the lane's own thread */
	__u64 write_completed_bytes;
	__u64 metadata_bytes;   /* completed requests for the filesystem's own blocks, read or written */
	/* sockets */
	__u64 sent_bytes;       /* accepted by sendmsg, sendfile and their kin */
	__u64 sends;
	__u64 received_bytes;
	__u64 receives;
	__u64 egress_copied_bytes;     /* TCP payload handed to a device in memory copied for the socket */
	__u64 egress_referenced_bytes; /* ... in page-cache pages passed on by reference */
	__u64 egress_frames;
	__u64 retransmitted_bytes;     /* counted in neither of the above */
	/* verify mode: the system calls made inside the lane that move, map or force bytes; every
	 * call, these and the JVM's own, has a SYSCALL record */
	__u64 system_calls;
	__u64 system_call_read_bytes;    /* returned by the read family and sendfile */
	__u64 system_call_written_bytes; /* returned by the write family */
	__u64 system_call_nanos;
	/* pressure on the page cache; who did it to whom is in the EVICTION records */
	__u64 evicted_bytes;    /* reclaimed, of files this lane was the last to read */
	__u64 evicting_bytes;   /* reclaimed by this lane's own threads, to make room for it */
	__u64 refaulted_bytes;  /* inserted_bytes that had been reclaimed before, by whomever */
	/* direct I/O: each call of the filesystem's, and each request it comes to */
	__u64 direct_begun;          /* reads and writes that the filesystem began to do directly */
	__u64 direct_refused;        /* ... and went through the page cache after all, since cached
				      * pages of the file could not be dropped */
	__u64 direct_requests;       /* submitted */
	__u64 direct_requests_ahead; /* of the lane in flight when one was submitted, itself
				      * included, summed: by direct_requests it is the queue's depth */
	/* movers */
	__u64 bounced_bytes;    /* copied between the file's pages and a buffer the device can reach */
	__u64 linearised_bytes; /* TCP payload copied once more, into one piece, for its device */
	__u64 egress_segments;  /* packets on the wire that egress_frames are cut into */
	/* verify mode: frames whose memory the device's driver has given back */
	__u64 transmitted_frames; /* they can be told apart for: those given to hardware */
	__u64 completed_frames;
	__u64 transmit_nanos;     /* from the driver's taking them to giving back, summed */
	/*
	 * Writes through the page cache. Pages count whole, but for those in the middle of which a
	 * write began or ended and which had other dirty bytes. What several lanes wrote to before
	 * it reached the device is divided between them in equal shares.
	 */
	__u64 cached_write_bytes;  /* copied into the page cache; whole pages on btrfs */
	__u64 write_hit_bytes;     /* of these, into pages that were there already */
	__u64 overwritten_bytes;   /* of these, over bytes of pages still dirty: no write of their own */
	__u64 dirtied_bytes;       /* pages made dirty, by write(2) or through a mapping */
	__u64 written_back_bytes;  /* of those pages, handed to a device, by whatever thread */
	__u64 never_written_bytes; /* of those pages, truncated or deleted before that */
	/* where: the last seen of each, 0 when none was */
	__u32 file_device;     /* (major << 20) | minor of the filesystem */
	__u32 block_device;    /* ... of the device the requests went to */
	__u32 net_device;      /* interface index */
	__u32 net_namespace;   /* inode of the interface's network namespace */
};

struct bt_lane {
	struct bt_header header;
	__u32 pid;
	__u32 lane;
	struct bt_counts counts;
};

/*
 * How long block requests of a lane took, from submission to completion: a log-linear histogram
 * (HDR). A bucket is 1/16 of a power of two wide; the first 32 are 64 ns wide each. Of a lane that makes
 * more than 1024 in a second, one of each 16 beyond those is timed, and counts 16 times.
 */
#define BT_LATENCY_SHIFT 6 /* the unit: 64 ns */
#define BT_LATENCY_STEPS_SHIFT 4 /* 16 buckets a power of two */
#define BT_LATENCY_BUCKETS 416 /* the last one also holds what is beyond 2^35 ns, 34 s */

struct bt_latency_counts {
	__u64 nanos;      /* summed */
	__u64 most_nanos; /* the longest */
	__u32 buckets[BT_LATENCY_BUCKETS];
};

struct bt_latency {
	struct bt_header header;
	__u32 pid;
	__u32 lane;
	__u64 most_direct_in_flight; /* direct requests of the lane at once */
	struct bt_latency_counts counts;
};

/*
 * A device for which the kernel has mapped memory for DMA since the probe was attached: whoever
 * does, moves bytes by itself.
 */
struct bt_dma {
	struct bt_header header;
	__u64 maps;
	__u64 bounces; /* of these, through a buffer that the processor copies to or from */
	__u64 bounced_bytes;
	char device[32]; /* as its directory in /sys/devices is called: "0000:00:1f.2" */
};

/* A file read outside every lane (native code, class loading, GC logs). */
struct bt_outside {
	struct bt_header header;
	__u32 pid;
	__u32 device;
	__u64 inode;
	__u64 lookup_bytes;
	__u64 direct_bytes;
	char name[64]; /* last component of its path */
};

/*
 * All that a block device was given to write since the probe began, by whose it was: the same sum as
 * the sectors written in /sys/block/<device>/stat. What a device stacked on others hands down is not
 * counted there again.
 */
struct bt_device_writes {
	struct bt_header header;
	__u32 device; /* (major << 20) | minor of the whole disk */
	__u32 reserved;
	__u64 requests;
	__u64 lane_bytes;     /* pages dirtied by tracked processes, written_back_bytes of their lanes */
	__u64 other_bytes;    /* other file pages: of other processes, or dirtied before we looked */
	__u64 direct_bytes;   /* past the page cache */
	__u64 metadata_bytes; /* the filesystem's own blocks, in their place */
	__u64 journal_bytes;  /* ... in its journal or log */
	__u64 unknown_bytes;  /* swap, zeroing, pages that no file owns: compressed or encrypted ones */
};

/*
 * Verify mode: one system call number inside one lane. A lane has rows for seven numbers; calls of
 * others are filed together under BT_OTHER_CALL, without their bytes.
 */
#define BT_ANONYMOUS_MMAP 0xfffffffeU /* mmap(2) without a file, in SYSCALL records */
#define BT_OTHER_CALL 0xffffffffU

struct bt_syscall {
	struct bt_header header;
	__u32 pid;
	__u32 lane;
	__u32 number; /* as this machine's ABI counts them */
	__u32 reserved;
	__u64 calls;
	__u64 errors;
	__u64 bytes; /* sum of the non-negative results, for calls that return a byte count */
	__u64 nanos;
};

/* Ends a snapshot. What could not be counted is counted here, for the process as a whole. */
struct bt_end {
	struct bt_header header;
	__u64 cookie;
	__u64 failed_slot_reads;     /* the lane word could not be read: filed under lane 0 */
	__u64 lost_requests;         /* block requests without room in the table: not completed here */
	__u64 lost_fresh_bytes;      /* fresh bytes without room: they will look like hits */
	__u64 unfiled_egress_bytes;  /* payload of a tracked socket whose lane was forgotten */
	__u64 lost_outside;          /* files outside lanes without room */
	__u64 lost_files;            /* times a file had no room: its pages belong to no lane */
	__u64 lost_evicted_bytes;    /* reclaimed, and forgotten since: not told when read again */
	__u64 lost_evictions;        /* bytes of EVICTION rows without room */
	__u64 lost_latencies;        /* lanes without room for a histogram: requests not in one */
	__u64 lost_mappings;         /* mapped files without room: loads from them have no lane */
	__u64 lost_dirty_bytes;      /* dirty pages without room: their write-back is nobody's */
	__u64 lost_devices;          /* writes to block devices without room */
};

/*
 * What the programs cost. The kernel's statistics of them cost something themselves, so they are
 * switched on for short windows, at random times: what was seen in those, by counted_nanos over
 * measured_nanos, is what all of the time took. A share is run time on all processors by time gone:
 * 10,000 parts in a million are 1 % of one processor.
 *
 * Where there is a budget, parts of the probe are put away while the share is above it, the first
 * one first, and taken up again once they would fit.
 */
enum bt_part {
	BT_PART_FAULTS,    /* minor and major faults, mapped bytes */
	BT_PART_LATENCIES, /* of requests and of transmissions; how many requests are in flight */
	BT_PART_EGRESS,    /* whether what leaves was copied or referenced */
	BT_PARTS,
};

struct bt_shed {
	__u64 since; /* CLOCK_MONOTONIC of the last time it was put away; 0: never */
	__u64 nanos; /* how long it was, in all, up to now */
	__u32 times;
	__u32 now;   /* whether it is: 1 or 0 */
};

struct bt_cost {
	struct bt_header header;
	__u64 counted_nanos;  /* since the programs were attached */
	__u64 measured_nanos; /* of these, with the kernel's statistics on */
	__u64 windows;
	__s32 error;          /* why they cannot be had: a negative errno; 0: they can */
	__u32 budget_ppm;     /* the share that is allowed; 0: any */
	__u32 share_ppm;      /* the share lately; what is put away is not in it */
	__u32 reserved;
	struct bt_shed parts[BT_PARTS];
};

/*
 * Pages of the page cache that memory reclaim took away from a file: for whom, and whose they were.
 * Truncated, deleted and dropped pages (posix_fadvise, drop_caches) are no evictions.
 *
 * A thread that needs memory and finds none reclaims it itself, in the middle of what it does: its
 * lane is the evictor. The kernel's own threads (kswapd, DAMON) reclaim ahead of need, for nobody in
 * particular: what they take is shared among the lanes, and all other processes, by the bytes they
 * added to the page cache since the last snapshot; rows of shares are told apart.
 *
 * The victim is the lane that last brought pages of the file in or began to read it; if nobody
 * read it, the lane that wrote it; if no lane is known, the file.
 */
enum bt_evictor_kind {
	BT_BY_LANE,    /* lane 0 is the process outside its lanes: its heap, for one */
	BT_BY_SHARE,   /* the lane's share of what the kernel's threads took */
	BT_BY_PROCESS, /* one that is not tracked */
	BT_BY_KERNEL,  /* its own threads; what is left when the shares are taken off */
	BT_BY_SEVERAL, /* refaults only: who of them it was has been lost */
};

enum bt_victim_kind {
	BT_OF_LANE,
	BT_OF_FILE,  /* no lane read it; or lane 0 did */
	BT_OF_FILES, /* ... and there was no room to name it */
};

struct bt_eviction {
	struct bt_header header;
	__u32 evictor_kind; /* enum bt_evictor_kind */
	__u32 evictor_pid;  /* as TRACK named it; in the first pid namespace for BT_BY_PROCESS; else 0 */
	__u32 evictor_lane;
	__u32 victim_kind;  /* enum bt_victim_kind */
	__u32 victim_pid;   /* 0 when no tracked process read it */
	__u32 victim_lane;
	__u32 device;       /* of the file, 0 for BT_OF_LANE */
	__u32 reserved;
	__u64 inode;        /* likewise */
	__u64 evicted_bytes;
	__u64 refaulted_bytes; /* of what this evictor took, read in again by this victim */
	char process[16];   /* name of the process of BT_BY_PROCESS */
	char name[64];      /* last component of the file's path */
};

/* How much of the files a lane read is in the page cache now, as the kernel counts it by inode. */
struct bt_residency {
	struct bt_header header;
	__u32 pid;
	__u32 lane;
	__u64 files;          /* of those it read last that there was room to remember */
	__u64 file_bytes;     /* their sizes, summed */
	__u64 resident_bytes; /* of these, in the page cache: address_space.nrpages */
};

/* Something the probe has to say in words; it goes on unless it exits right after. */
struct bt_error {
	struct bt_header header;
	__s32 error;
	__u32 fatal;
	char text[240];
};

#define BT_ASSERT_SIZE(type, bytes) \
	_Static_assert(sizeof(struct type) == (bytes), "size of struct " #type)

BT_ASSERT_SIZE(bt_header, 16);
BT_ASSERT_SIZE(bt_hello, 40);
BT_ASSERT_SIZE(bt_program, 200);
BT_ASSERT_SIZE(bt_ready, 24);
BT_ASSERT_SIZE(bt_track, 32);
BT_ASSERT_SIZE(bt_tracked, 24);
BT_ASSERT_SIZE(bt_snapshot, 24);
BT_ASSERT_SIZE(bt_counts, 53 * 8 + 16);
BT_ASSERT_SIZE(bt_lane, 24 + 53 * 8 + 16);
BT_ASSERT_SIZE(bt_latency_counts, 16 + 416 * 4);
BT_ASSERT_SIZE(bt_latency, 48 + 416 * 4);
BT_ASSERT_SIZE(bt_dma, 72);
BT_ASSERT_SIZE(bt_outside, 112);
BT_ASSERT_SIZE(bt_syscall, 64);
BT_ASSERT_SIZE(bt_end, 120);
BT_ASSERT_SIZE(bt_eviction, 152);
BT_ASSERT_SIZE(bt_residency, 48);
BT_ASSERT_SIZE(bt_device_writes, 80);
BT_ASSERT_SIZE(bt_cost, 128);
BT_ASSERT_SIZE(bt_error, 264);

#endif
