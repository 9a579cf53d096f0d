// SPDX-License-Identifier: Apache-2.0
/*
 * One file of known bytes for each record: what C writes and Java must read. With the argument
 * "write" it makes golden/, else it compares.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "records.h"

#define NANOS 1234567890123456789ULL

static int writing;
static int wrong;

static void fill_header(struct bt_header *header, enum bt_type type, size_t length)
{
	memset(header, 0, length);
	header->length = length;
	header->type = type;
	header->version = BT_VERSION;
	header->nanos = NANOS;
}

static void save(const char *path, const void *record, size_t length)
{
	FILE *file = fopen(path, "wb");

	if (!file || fwrite(record, length, 1, file) != 1 || fclose(file)) {
		perror(path);
		exit(EXIT_FAILURE);
	}
}

static void golden(const char *name, const struct bt_header *header)
{
	char path[64];
	char bytes[4096];
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "golden/%s.bin", name);
	if (writing) {
		save(path, header, header->length);
		return;
	}
	file = fopen(path, "rb");
	length = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
	if (file)
		fclose(file);
	if (length == header->length && !memcmp(bytes, header, length)) {
		printf("passed %s\n", path);
		return;
	}
	printf("FAILED %s is not what this compiler lays out; if records.h was meant to change, "
	       "raise BT_VERSION and run: make golden\n", path);
	wrong++;
}

static void messages(void)
{
	struct bt_hello hello;
	struct bt_program program;
	struct bt_ready ready;
	struct bt_tracked tracked;
	struct bt_error error;

	fill_header(&hello.header, BT_HELLO, sizeof(hello));
	hello.magic = BT_MAGIC;
	hello.mode = BT_VERIFY;
	hello.pid = 4711;
	hello.init_pid_namespace = 1;
	golden("hello", &hello.header);

	fill_header(&program.header, BT_PROGRAM, sizeof(program));
	strcpy(program.name, "mm_filemap_get_pages");
	program.attached = 1;
	program.run_nanos = 987654321;
	program.runs = 12345;
	golden("program-attached", &program.header);

	fill_header(&program.header, BT_PROGRAM, sizeof(program));
	strcpy(program.name, "tcp_sendmsg_locked");
	program.error = -2;
	strcpy(program.reason, "this kernel has no such tracepoint");
	golden("program-missing", &program.header);

	fill_header(&ready.header, BT_READY, sizeof(ready));
	ready.attached = 16;
	ready.missing = 1;
	golden("ready", &ready.header);

	fill_header(&tracked.header, BT_TRACKED, sizeof(tracked));
	tracked.pid = 815;
	tracked.error = -3;
	golden("tracked", &tracked.header);

	fill_header(&error.header, BT_ERROR, sizeof(error));
	error.error = -71;
	error.fatal = 1;
	strcpy(error.text, "unknown command 7");
	golden("error", &error.header);
}

/* The i-th of the 64-bit counters is 1001 + i. */
static void lane(void)
{
	struct bt_lane record;
	__u64 *counter = &record.counts.lookups;

	fill_header(&record.header, BT_LANE, sizeof(record));
	record.pid = 815;
	record.lane = 42;
	for (size_t i = 0; i < offsetof(struct bt_counts, file_device) / sizeof(*counter); i++)
		counter[i] = 1001 + i;
	record.counts.file_device = 254 << 20 | 1;
	record.counts.block_device = 254 << 20;
	record.counts.net_device = 2;
	record.counts.net_namespace = 4026531840U;
	golden("lane", &record.header);
}

static void rows(void)
{
	struct bt_outside outside;
	struct bt_syscall syscall;
	struct bt_latency latency;
	struct bt_dma dma;
	struct bt_device_writes device;
	struct bt_cost cost;
	struct bt_end end;

	fill_header(&outside.header, BT_OUTSIDE, sizeof(outside));
	outside.pid = 815;
	outside.device = 254 << 20 | 1;
	outside.inode = 1234567;
	outside.lookup_bytes = 65536;
	outside.direct_bytes = 4096;
	strcpy(outside.name, "libzip.so");
	golden("outside", &outside.header);

	fill_header(&syscall.header, BT_SYSCALL, sizeof(syscall));
	syscall.pid = 815;
	syscall.lane = 42;
	syscall.number = 17;
	syscall.calls = 1000;
	syscall.errors = 1;
	syscall.bytes = 1048576;
	syscall.nanos = 400000;
	golden("syscall", &syscall.header);

	fill_header(&latency.header, BT_LATENCY, sizeof(latency));
	latency.pid = 815;
	latency.lane = 42;
	latency.counts.nanos = 123456789;
	latency.counts.most_nanos = 4567890;
	latency.most_direct_in_flight = 32;
	for (unsigned int i = 0; i < BT_LATENCY_BUCKETS; i++)
		latency.counts.buckets[i] = i + 1;
	golden("latency", &latency.header);

	fill_header(&dma.header, BT_DMA, sizeof(dma));
	dma.maps = 100;
	dma.bounces = 10;
	dma.bounced_bytes = 40960;
	strcpy(dma.device, "0000:00:1f.2");
	golden("dma", &dma.header);

	fill_header(&device.header, BT_DEVICE_WRITES, sizeof(device));
	device.device = 254 << 20;
	device.requests = 7;
	device.lane_bytes = 1048576;
	device.other_bytes = 4096;
	device.direct_bytes = 8192;
	device.metadata_bytes = 12288;
	device.journal_bytes = 16384;
	device.unknown_bytes = 20480;
	golden("device-writes", &device.header);

	fill_header(&cost.header, BT_COST, sizeof(cost));
	cost.counted_nanos = 60000000000ULL;
	cost.measured_nanos = 1200000000;
	cost.windows = 12;
	cost.error = -1;
	cost.budget_ppm = 10000;
	cost.share_ppm = 12345;
	for (unsigned int i = 0; i < BT_PARTS; i++) {
		cost.parts[i].since = NANOS - i;
		cost.parts[i].nanos = 1000000000 + i;
		cost.parts[i].times = 2 + i;
		cost.parts[i].now = i == BT_PART_FAULTS;
	}
	golden("cost", &cost.header);

	fill_header(&end.header, BT_END, sizeof(end));
	end.cookie = 0xfeedfacecafebeefULL;
	end.failed_slot_reads = 1;
	end.lost_requests = 2;
	end.lost_fresh_bytes = 3;
	end.unfiled_egress_bytes = 4;
	end.lost_outside = 5;
	end.lost_files = 6;
	end.lost_evicted_bytes = 7;
	end.lost_evictions = 8;
	end.lost_latencies = 9;
	end.lost_mappings = 10;
	end.lost_dirty_bytes = 11;
	end.lost_devices = 12;
	golden("end", &end.header);
}

static void pressure(void)
{
	struct bt_eviction eviction;
	struct bt_residency residency;

	fill_header(&eviction.header, BT_EVICTION, sizeof(eviction));
	eviction.evictor_kind = BT_BY_SHARE;
	eviction.evictor_pid = 815;
	eviction.evictor_lane = 42;
	eviction.victim_kind = BT_OF_LANE;
	eviction.victim_pid = 4711;
	eviction.victim_lane = 7;
	eviction.evicted_bytes = 1048576;
	eviction.refaulted_bytes = 65536;
	golden("eviction-of-lane", &eviction.header);

	fill_header(&eviction.header, BT_EVICTION, sizeof(eviction));
	eviction.evictor_kind = BT_BY_PROCESS;
	eviction.evictor_pid = 1234;
	eviction.victim_kind = BT_OF_FILE;
	eviction.victim_pid = 815;
	eviction.device = 254 << 20 | 1;
	eviction.inode = 1234567;
	eviction.evicted_bytes = 4096;
	strcpy(eviction.process, "backup");
	strcpy(eviction.name, "modules");
	golden("eviction-of-file", &eviction.header);

	fill_header(&residency.header, BT_RESIDENCY, sizeof(residency));
	residency.pid = 815;
	residency.lane = 42;
	residency.files = 1000;
	residency.file_bytes = 16384000;
	residency.resident_bytes = 8192000;
	golden("residency", &residency.header);
}

static void commands(void)
{
	struct bt_track track;
	struct bt_snapshot snapshot;

	fill_header(&track.header, BT_TRACK, sizeof(track));
	track.pid = 815;
	track.slots = 1 << 22;
	track.slot_address = 0x7f0123456000ULL;
	golden("track", &track.header);

	fill_header(&snapshot.header, BT_SNAPSHOT, sizeof(snapshot));
	snapshot.cookie = 0xfeedfacecafebeefULL;
	golden("snapshot", &snapshot.header);
}

int main(int argc, char **argv)
{
	writing = argc > 1 && !strcmp(argv[1], "write");
	if (writing)
		mkdir("golden", 0777);
	messages();
	lane();
	rows();
	pressure();
	commands();
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
