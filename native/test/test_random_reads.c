// SPDX-License-Identifier: Apache-2.0
/*
 * Random 4 KiB reads of a file of which half is resident, by two processes at once, with read-ahead.
 * The witness is mincore(2), asked before and after each read by the reader itself: a page that was
 * not there has stalled it; one that a read of its own had brought in ahead has been fed to it; any
 * other was a hit.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

#define PAGE (4 * KIB)
#define FILE_PAGES (128 * MIB / PAGE)
#define EXTENT 16 /* pages; every other one is resident at first */
#define AHEAD 512 /* pages; more than any read-ahead */
#define READS 5000

struct witness {
	uint64_t hit;
	uint64_t read_ahead;
	uint64_t stalled;
	uint64_t unread; /* read ahead, and never read */
};

struct reader {
	pid_t pid;
	unsigned int lane;
	int begin;   /* a byte: go */
	int results; /* a struct witness comes */
	int end;     /* a byte: leave */
	struct witness witness;
};

static struct probe probe;
static int file;

static void look(char *map, uint64_t page, uint64_t count, unsigned char *in_core)
{
	require(!mincore(map + page * PAGE, count * PAGE, in_core), "mincore");
}

/* Read-ahead comes in after the read that asked for it: until a millisecond adds nothing. */
static void look_until_settled(char *map, uint64_t page, uint64_t count, unsigned char *in_core)
{
	static unsigned char earlier[AHEAD];

	look(map, page, count, in_core);
	do {
		memcpy(earlier, in_core, count);
		usleep(1000);
		look(map, page, count, in_core);
	} while (memcmp(earlier, in_core, count));
}

/*
 * What a read of `page` has brought in is what is there now, was not before, and follows without a
 * gap: read-ahead goes on where the resident run ends.
 */
static void note_read_ahead(const unsigned char *before, const unsigned char *after, uint64_t count,
			    unsigned char *own)
{
	for (uint64_t i = 0; i < count && (after[i] & 1); i++)
		if (i > 0 && !(before[i] & 1))
			own[i] = 1;
}

static struct witness read_at_random(unsigned int lane, unsigned int seed)
{
	static unsigned char own[FILE_PAGES];
	static unsigned char before[AHEAD];
	static unsigned char after[AHEAD];
	static char buffer[4 * KIB];
	char *map = mmap(NULL, FILE_PAGES * PAGE, PROT_READ, MAP_SHARED, file, 0);
	struct witness witness = { 0 };
	char path[64];
	int fd;

	require(map != MAP_FAILED, "map for mincore");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	fd = open(path, O_RDONLY | O_CLOEXEC); /* a read-ahead state of its own */
	require(fd >= 0, "open");
	for (int i = 0; i < READS; i++) {
		uint64_t page = (uint64_t)rand_r(&seed) % FILE_PAGES;
		uint64_t count = FILE_PAGES - page < AHEAD ? FILE_PAGES - page : AHEAD;

		look(map, page, count, before);
		if (!(before[0] & 1))
			witness.stalled += PAGE;
		else if (own[page])
			witness.read_ahead += PAGE;
		else
			witness.hit += PAGE;
		own[page] = 0;
		enter(lane);
		require(pread(fd, buffer, PAGE, page * PAGE) == (ssize_t)PAGE, "pread");
		leave();
		look_until_settled(map, page, count, after);
		note_read_ahead(before, after, count, own + page);
	}
	for (uint64_t i = 0; i < FILE_PAGES; i++)
		witness.unread += own[i] * PAGE;
	return witness;
}

static void start_reader(struct reader *reader, unsigned int seed)
{
	int begin[2];
	int results[2];
	int end[2];
	char byte;

	reader->lane = new_lane();
	require(!pipe(begin) && !pipe(results) && !pipe(end), "pipe");
	reader->pid = fork();
	if (!reader->pid) {
		struct witness witness;

		require(read(begin[0], &byte, 1) == 1, "begin");
		witness = read_at_random(reader->lane, seed);
		require(write(results[1], &witness, sizeof(witness)) == sizeof(witness), "tell");
		require(read(end[0], &byte, 1) == 1, "end");
		_exit(0);
	}
	reader->begin = begin[1];
	reader->results = results[0];
	reader->end = end[1];
	EXPECT(track(&probe, reader->pid), 0);
}

static void expect_within_a_percent(const char *what, uint64_t counted, uint64_t seen)
{
	uint64_t difference = counted > seen ? counted - seen : seen - counted;

	printf("  %-10s counted %10llu, mincore %10llu\n", what, (unsigned long long)counted,
	       (unsigned long long)seen);
	EXPECT_TRUE(difference <= seen / 100 + PAGE);
}

/*
 * What two readers bring in at once, mincore cannot tell apart: a page that comes between its looks
 * before and after a read may be either's. So what each wasted is compared for one reader alone.
 */
static void expect_as_seen(const struct bt_counts *counts, const struct witness *witness,
			   bool alone)
{
	uint64_t fresh = counts->read_ahead_bytes + counts->stalled_bytes;

	EXPECT(counts->lookup_bytes, READS * PAGE);
	EXPECT_TRUE(fresh <= counts->lookup_bytes);
	expect_within_a_percent("hit", counts->lookup_bytes - fresh, witness->hit);
	expect_within_a_percent("read ahead", counts->read_ahead_bytes, witness->read_ahead);
	expect_within_a_percent("stalled", counts->stalled_bytes, witness->stalled);
	if (alone)
		expect_within_a_percent("wasted", counts->wasted_bytes, witness->unread);
	/* Every byte brought in is somewhere, and nowhere twice. */
	EXPECT(counts->inserted_bytes, fresh + counts->wasted_bytes);
}

/* Half of it, without read-ahead to make more of it. */
static void make_half_resident(void)
{
	char buffer[4 * KIB];

	require(!posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM), "posix_fadvise");
	for (uint64_t page = 0; page < FILE_PAGES; page++)
		if (page / EXTENT % 2)
			require(pread(file, buffer, PAGE, page * PAGE) == (ssize_t)PAGE, "pread");
}

static void counts_random_reads_as_mincore_does(int readers)
{
	struct reader all[2];
	const struct snapshot *snapshot;

	file = make_file(FILE_PAGES * PAGE);
	make_half_resident();
	for (int i = 0; i < readers; i++)
		start_reader(&all[i], 4711 + i);
	for (int i = 0; i < readers; i++)
		require(write(all[i].begin, "", 1) == 1, "begin");
	for (int i = 0; i < readers; i++)
		require(read(all[i].results, &all[i].witness, sizeof(all[i].witness)) ==
				sizeof(all[i].witness),
			"a reader's results");
	drop_cache(file); /* what was not read by now never will be */
	snapshot = take_snapshot(&probe);
	for (int i = 0; i < readers; i++)
		expect_as_seen(&snapshot->lanes[all[i].lane], &all[i].witness,
			       readers == 1);
	EXPECT(snapshot->end.lost_fresh_bytes, 0);
	for (int i = 0; i < readers; i++) {
		require(write(all[i].end, "", 1) == 1, "end");
		waitpid(all[i].pid, NULL, 0);
	}
	close(file);
}

int main(void)
{
	begin_test("attaches everything");
	probe = start_probe("--mode=always-on");
	EXPECT(probe.missing, 0);
	EXPECT(track(&probe, getpid()), 0);

	begin_test("counts one reader's random reads as mincore does");
	counts_random_reads_as_mincore_does(1);
	begin_test("counts two processes' random reads of one file as mincore does");
	counts_random_reads_as_mincore_does(2);
	stop_probe(&probe, 0);
	return finish_tests();
}
