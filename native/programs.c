// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel_btf.h"
#include "ladder.h"
#include "privileges.h"
#include "programs.skel.h"

#define MAX_PROGRAMS 64

struct program {
	char name[32];
	char reason[128];
	int error;
	const struct bt_rung *rung; /* NULL: it stands in for no tracepoint */
	struct bpf_program *program;
	struct bpf_link *link;
	/* in windows; and the kernel's own figures when the last one began */
	__u64 run_nanos;
	__u64 runs;
	__u64 nanos_at_begin;
	__u64 runs_at_begin;
	bool away;
};

static struct program programs[MAX_PROGRAMS];
static unsigned int program_count;
static struct program *told[MAX_PROGRAMS]; /* those a reader is told of */
static unsigned int told_count;
static struct programs_bpf *skeleton;
static struct bpf_link *iterator;
static struct bt_maps maps;

static struct program *program_named(const char *name)
{
	for (unsigned int i = 0; i < program_count; i++)
		if (!strcmp(programs[i].name, name))
			return &programs[i];
	return NULL;
}

static bool is_there(const char *name)
{
	const struct program *program = program_named(name);

	return program && !program->error;
}

static void refuse(struct program *program, int error, const char *reason)
{
	program->error = error;
	snprintf(program->reason, sizeof(program->reason), "%s", reason);
}

static char last_warning[256];

/* The verifier's verdict is the last line of its log before the statistics. */
static void keep_verdict(struct program *program, char *log)
{
	char *end = strstr(log, "\nverification time ");
	char *line;

	if (!end)
		end = strstr(log, "\nprocessed ");
	if (!end)
		return;
	*end = '\0';
	line = strrchr(log, '\n');
	snprintf(program->reason, sizeof(program->reason), "verifier: %.100s",
		 line ? line + 1 : log);
}

/* libbpf names the program that made a load fail only in its messages. */
static int listen_to_libbpf(enum libbpf_print_level level, const char *format, va_list arguments)
{
	static char message[1 << 16];
	char name[32];
	struct program *program;
	int error;

	if (level != LIBBPF_WARN)
		return 0;
	vsnprintf(message, sizeof(message), format, arguments);
	if (sscanf(message, "libbpf: prog '%31[^']'", name) == 1 && (program = program_named(name))) {
		const char *verdict = strstr(message, "failed to load: ");

		if (!verdict)
			verdict = strstr(message, "failed to prepare load attributes: ");
		if (strstr(message, "BEGIN PROG LOAD LOG"))
			keep_verdict(program, message);
		if (verdict && sscanf(strchr(verdict, ':'), ": %d", &error) == 1) {
			program->error = error;
			if (!program->reason[0])
				refuse(program, error, strerror(-error));
		}
	}
	snprintf(last_warning, sizeof(last_warning), "%.*s", (int)strcspn(message, "\n"), message);
	return 0;
}

static bool only_verifies(const char *name)
{
	return !strcmp(name, "sys_enter") || !strcmp(name, "sys_exit") ||
	       !strcmp(name, "consume_skb");
}

/* The best way that is left to hear of an event: a way needs all its programs. */
static enum bt_way way_to(const char *event)
{
	bool there[BT_NO_WAY] = { false };
	bool refused[BT_NO_WAY] = { false };
	enum bt_way way = BT_TRACEPOINT;

	for (unsigned int i = 0; i < program_count; i++) {
		const struct program *one = &programs[i];
		enum bt_way its = one->rung ? one->rung->way : BT_TRACEPOINT;

		if (strcmp(one->rung ? one->rung->event : one->name, event))
			continue;
		there[its] = true;
		refused[its] |= one->error && !(one->rung && one->rung->optional);
	}
	while (way < BT_NO_WAY && (!there[way] || refused[way]))
		way++;
	return way;
}

static const char *event_of(const struct program *program)
{
	return program->rung ? program->rung->event : program->name;
}

static bool is_wanted(const struct program *program)
{
	enum bt_way its = program->rung ? program->rung->way : BT_TRACEPOINT;

	return !program->error && way_to(event_of(program)) == its;
}

/* A stand-in is looked at only where the tracepoint is missing: most kernels need none. */
static void look_for_functions(void)
{
	for (unsigned int i = 0; i < program_count; i++) {
		struct program *one = &programs[i];
		const char *slash = strchr(bpf_program__section_name(one->program), '/');

		if (!one->rung || !program_named(one->rung->event)->error || one->error ||
		    one->rung->way == BT_OLD_TRACEPOINT ||
		    (one->rung->way == BT_KPROBE && !one->rung->optional))
			continue;
		if (!slash || !bt_kernel_has_function(slash + 1))
			refuse(one, -ENOENT, "this kernel has no such function, or has it inlined");
	}
}

/* Of the events that can be had otherwise: to try the ladder on a kernel that needs none of it. */
static void leave_out_tracepoints(void)
{
	for (unsigned int i = 0; i < program_count; i++)
		if (programs[i].rung)
			refuse(program_named(programs[i].rung->event), -ECANCELED,
			       "left out (--from)");
}

/* Filesystems that are modules, or not there: nothing is missing where none of them is used. */
static bool is_of_filesystem(const char *name)
{
	return !strncmp(name, "ext4_", 5) || !strncmp(name, "btrfs_", 6);
}

static void list_programs(const struct bt_settings *settings)
{
	struct bpf_program *program;

	program_count = 0;
	bpf_object__for_each_program(program, skeleton->obj) {
		struct program *one = &programs[program_count];
		const char *section = bpf_program__section_name(program);
		const char *name = bpf_program__name(program);

		if (program_count == MAX_PROGRAMS ||
		    (settings->mode != BT_VERIFY && only_verifies(name)) ||
		    (is_of_filesystem(name) && !bt_kernel_has_tracepoint(name)))
			continue;
		program_count++;
		snprintf(one->name, sizeof(one->name), "%s", name);
		one->program = program;
		one->rung = bt_rung_of(one->name);
		if (one->rung && one->rung->way < settings->from)
			refuse(one, -ECANCELED, "left out (--from)");
		if (sscanf(section, "tp_btf/%48s", one->reason) != 1)
			continue;
		if (bt_kernel_has_tracepoint(one->reason))
			one->reason[0] = '\0';
		else
			refuse(one, -ENOENT, "this kernel has no such tracepoint");
	}
	if (settings->from != BT_TRACEPOINT)
		leave_out_tracepoints();
	look_for_functions();
}

static int open_once(const struct bt_settings *settings)
{
	__u32 lanes = settings->lanes * settings->processes;
	struct bpf_program *program;

	skeleton = programs_bpf__open();
	if (!skeleton)
		return -errno;
	if (!program_count)
		list_programs(settings);
	bpf_object__for_each_program(program, skeleton->obj) {
		struct program *one = program_named(bpf_program__name(program));

		bpf_program__set_autoload(program, one && is_wanted(one));
		if (one)
			one->program = program;
	}
	skeleton->rodata->lanes_per_process = settings->lanes;
	skeleton->rodata->moves_aligned = bt_kernel_is_since(6, 8);
	skeleton->rodata->verifies = settings->mode == BT_VERIFY;
	if (way_to("mm_filemap_get_pages") == BT_FUNCTION)
		skeleton->rodata->get_pages_by_count =
			!bt_parameter_is_pointer("filemap_get_pages", 1);
	if (is_there("btrfs_set_extent_bit"))
		skeleton->rodata->btrfs_delalloc =
			bt_kernel_constant("btrfs", "EXTENT_DELALLOC", 1 << 4);
	bpf_map__set_max_entries(skeleton->maps.lanes, lanes);
	if (settings->mode == BT_VERIFY)
		bpf_map__set_max_entries(skeleton->maps.calls, lanes);
	return 0;
}

static unsigned int count_refused(void)
{
	unsigned int refused = 0;

	for (unsigned int i = 0; i < program_count; i++)
		refused += programs[i].error != 0;
	return refused;
}

/* One refused program fails the whole load: leave it out, and load the others. */
static int load_what_loads(const struct bt_settings *settings)
{
	for (;;) {
		unsigned int refused;
		int error = open_once(settings);

		if (error)
			return error;
		refused = count_refused();
		error = programs_bpf__load(skeleton);
		if (!error)
			return 0;
		programs_bpf__destroy(skeleton);
		skeleton = NULL;
		if (count_refused() == refused)
			return error;
	}
}

/* Those of major faults, but for the one that their program has. */
static struct bpf_link **fault_links;
static unsigned int fault_link_count;

static void destroy_fault_links(void)
{
	while (fault_link_count)
		bpf_link__destroy(fault_links[--fault_link_count]);
	free(fault_links);
	fault_links = NULL;
}

/* Major faults are told by the kernel's own software event, on each processor. */
static struct bpf_link *attach_to_major_faults(const struct bpf_program *program)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attributes),
		.config = PERF_COUNT_SW_PAGE_FAULTS_MAJ,
		.sample_period = 1,
	};
	int processors = libbpf_num_possible_cpus();
	struct bpf_link *link = NULL;

	fault_links = processors > 0 ? calloc(processors, sizeof(*fault_links)) : NULL;
	if (!fault_links)
		return NULL;
	for (int cpu = 0; cpu < processors; cpu++) {
		int event = syscall(SYS_perf_event_open, &attributes, -1, cpu, -1,
				    PERF_FLAG_FD_CLOEXEC);
		int error = errno;

		if (event < 0 && error == ENODEV)
			continue; /* possible, but not there */
		if (link)
			fault_links[fault_link_count++] = link;
		link = event < 0 ? NULL : bpf_program__attach_perf_event(program, event);
		if (!link) {
			error = event < 0 ? error : errno;
			destroy_fault_links();
			errno = error;
			return NULL;
		}
	}
	return link;
}

/* The kernel's own number for what it cannot do, which the C library does not know. */
static const char *reason_of(int error)
{
	return error == 524 ? "this kernel cannot do that on this processor" : strerror(error);
}

/* Whether nothing was refused that there is another way for. */
static bool attach_all(void)
{
	bool done = true;

	for (unsigned int i = 0; i < program_count; i++) {
		struct program *one = &programs[i];

		/* One that is wanted since another was refused is loaded the next time. */
		if (!is_wanted(one) || bpf_program__fd(one->program) < 0)
			continue;
		if (one->program == skeleton->progs.major_fault)
			one->link = attach_to_major_faults(one->program);
		else
			one->link = bpf_program__attach(one->program);
		if (!one->link) {
			refuse(one, -errno, reason_of(errno));
			done &= way_to(event_of(one)) == BT_NO_WAY;
		}
		if (one->program == skeleton->progs.find_process)
			iterator = one->link;
	}
	return done;
}

static void unload(void)
{
	for (unsigned int i = 0; i < program_count; i++) {
		bpf_link__destroy(programs[i].link);
		programs[i].link = NULL;
	}
	destroy_fault_links();
	iterator = NULL;
	programs_bpf__destroy(skeleton);
	skeleton = NULL;
}

/* Of each event, the programs that tell of it; or the one that would, with all the reasons. */
static void choose_told(void)
{
	told_count = 0;
	for (unsigned int i = 0; i < program_count; i++) {
		struct program *one = &programs[i];
		size_t length = strlen(one->reason);

		if (one->link) {
			told[told_count++] = one;
			continue;
		}
		if (one->rung || way_to(one->name) != BT_NO_WAY)
			continue;
		told[told_count++] = one;
		for (unsigned int j = 0; j < program_count; j++) {
			const struct program *other = &programs[j];

			if (!other->rung || strcmp(other->rung->event, one->name) ||
			    other->error == -ECANCELED || other->rung->optional || !*other->reason)
				continue;
			length += snprintf(one->reason + length, sizeof(one->reason) - length,
					   "; %s: %s", other->name, other->reason);
			if (length >= sizeof(one->reason))
				break;
		}
	}
}

static void run_iterator(const struct bpf_link *link)
{
	char unused[64];
	int fd = bpf_iter_create(bpf_link__fd(link));

	if (fd < 0)
		return;
	while (read(fd, unused, sizeof(unused)) > 0)
		;
	close(fd);
}

/* Not a program of its own to the reader: without it slots are read the slower way. */
static void find_direct_map(void)
{
	static volatile __u64 secret[2];
	struct bpf_link *link = bpf_program__attach(skeleton->progs.find_direct_map);

	if (!link || getrandom((void *)secret, sizeof(secret), 0) != sizeof(secret))
		return;
	skeleton->bss->secret_address = (__u64)(unsigned long)secret;
	skeleton->bss->secret[0] = secret[0];
	skeleton->bss->secret[1] = secret[1];
	run_iterator(link);
	if (!skeleton->bss->direct_map) {
		skeleton->bss->five_levels = 1;
		run_iterator(link);
		skeleton->bss->five_levels = skeleton->bss->direct_map != 0;
	}
	bpf_link__destroy(link);
}

static void *map_memory(struct bpf_map *map)
{
	size_t size = (size_t)bpf_map__value_size(map) * bpf_map__max_entries(map);
	void *memory =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static int map_counters(const struct bt_settings *settings)
{
	skeleton->bss->prober_capabilities = bt_permitted_capabilities();
	maps.places = skeleton->bss->places;
	maps.losses = &skeleton->bss->losses;
	maps.clock_seconds = &skeleton->bss->clock_seconds;
	maps.fresh = bpf_map__fd(skeleton->maps.fresh);
	maps.outside = bpf_map__fd(skeleton->maps.outside);
	maps.pressure = &skeleton->bss->pressure;
	maps.cached = bpf_map__fd(skeleton->maps.cached);
	maps.evicted = bpf_map__fd(skeleton->maps.evicted);
	maps.evictions = bpf_map__fd(skeleton->maps.evictions);
	maps.latencies = skeleton->bss->latencies;
	maps.latency_pool = &skeleton->bss->latency_pool;
	for (__u32 i = 0; i < BT_LATENCIES; i++)
		maps.latency_pool->free[i] = i;
	maps.latency_pool->given = BT_LATENCIES;
	maps.cells = bpf_map__fd(skeleton->maps.cells);
	maps.dma_devices = bpf_map__fd(skeleton->maps.dma_devices);
	maps.requests = skeleton->bss->requests;
	maps.dirty = bpf_map__fd(skeleton->maps.dirty);
	maps.devices = bpf_map__fd(skeleton->maps.devices);
	maps.dirty_pages = &skeleton->bss->dirty_pages;
	maps.lanes = map_memory(skeleton->maps.lanes);
	if (settings->mode == BT_VERIFY)
		maps.calls = map_memory(skeleton->maps.calls);
	return !maps.lanes || (settings->mode == BT_VERIFY && !maps.calls) ? -errno : 0;
}

/* Root of a container may have every capability in its own user namespace, and none that counts. */
static void say_why(int error, char *why, size_t why_size)
{
	if (error == -EPERM || error == -EACCES)
		snprintf(why, why_size,
			 "not permitted: eBPF needs CAP_BPF and CAP_PERFMON in the host's user namespace");
	else
		snprintf(why, why_size, "%s", last_warning[0] ? last_warning : strerror(-error));
}

int bt_load_programs(const struct bt_settings *settings, char *why, size_t why_size)
{
	int error = bt_kernel_refuses(why, why_size);

	if (error)
		return error;
	libbpf_set_print(listen_to_libbpf);
	for (;;) {
		error = load_what_loads(settings);
		if (error) {
			say_why(error, why, why_size);
			return error;
		}
		find_direct_map();
		if (attach_all())
			break;
		unload();
	}
	choose_told();
	error = map_counters(settings);
	if (error)
		snprintf(why, why_size, "cannot map the counters: %s", strerror(-error));
	return error;
}

const struct bt_maps *bt_maps(void)
{
	return &maps;
}

unsigned int bt_programs(void)
{
	return told_count;
}

void bt_describe_program(unsigned int i, struct bt_program *record)
{
	const struct program *one = told[i];

	memcpy(record->name, one->name, sizeof(record->name));
	memcpy(record->reason, one->reason, sizeof(record->reason));
	record->error = one->error;
	record->attached = !one->error;
	record->run_nanos = one->run_nanos;
	record->runs = one->runs;
}

/* Switched off again by the kernel when this descriptor closes, with the process. */
int bt_always_measure(void)
{
	return bpf_enable_stats(BPF_STATS_RUN_TIME) < 0 ? -errno : 0;
}

/* The part of the probe that an event is of: BT_PARTS where it is not put away. */
static unsigned int part_of(const struct program *program)
{
	static const struct {
		const char *event;
		enum bt_part part;
	} events[] = {
		{ "mm_filemap_map_pages", BT_PART_FAULTS },
		{ "mm_filemap_fault", BT_PART_FAULTS },
		{ "block_rq_complete", BT_PART_LATENCIES },
		{ "block_bio_complete", BT_PART_LATENCIES },
		{ "block_split", BT_PART_LATENCIES },
		{ "consume_skb", BT_PART_LATENCIES },
		{ "net_dev_start_xmit", BT_PART_EGRESS },
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (!strcmp(event_of(program), events[i].event))
			return events[i].part;
	return BT_PARTS;
}

static bool run_time_of(const struct program *program, struct bpf_prog_info *info)
{
	__u32 size = sizeof(*info);

	memset(info, 0, sizeof(*info));
	return !program->error &&
	       !bpf_obj_get_info_by_fd(bpf_program__fd(program->program), info, &size);
}

void bt_begin_run_times(struct bt_run_time *run_time)
{
	struct bpf_prog_info info;

	memset(run_time, 0, sizeof(*run_time));
	for (unsigned int i = 0; i < told_count; i++) {
		struct program *one = told[i];

		if (!run_time_of(one, &info))
			continue;
		one->nanos_at_begin = info.run_time_ns;
		one->runs_at_begin = info.run_cnt;
		run_time->nanos[part_of(one)] += info.run_time_ns;
	}
}

void bt_end_run_times(struct bt_run_time *run_time)
{
	struct bpf_prog_info info;

	memset(run_time, 0, sizeof(*run_time));
	for (unsigned int i = 0; i < told_count; i++) {
		struct program *one = told[i];

		if (!run_time_of(one, &info))
			continue;
		one->run_nanos += info.run_time_ns - one->nanos_at_begin;
		one->runs += info.run_cnt - one->runs_at_begin;
		one->nanos_at_begin = info.run_time_ns;
		one->runs_at_begin = info.run_cnt;
		run_time->nanos[part_of(one)] += info.run_time_ns;
	}
}

static void detach(enum bt_part part)
{
	for (unsigned int i = 0; i < program_count; i++) {
		struct program *one = &programs[i];

		if (!one->link || part_of(one) != part)
			continue;
		bpf_link__destroy(one->link);
		one->link = NULL;
		one->away = true;
	}
}

/* How the programs that watch requests leave, a window from one step to the next. */
static enum { STAY, REQUESTS_END, DETACHED } latencies;

void bt_put_away(enum bt_part part)
{
	if (part != BT_PART_LATENCIES) {
		detach(part);
		return;
	}
	/* From here on requests count as completed when they are submitted. */
	__atomic_store_n(&skeleton->bss->requests_unwatched, 1, __ATOMIC_RELEASE);
	latencies = REQUESTS_END;
}

bool bt_finish_putting_away(void)
{
	switch (latencies) {
	case REQUESTS_END:
		detach(BT_PART_LATENCIES);
		latencies = DETACHED;
		return false;
	case DETACHED: /* no program is in the middle of a completion any more */
		latencies = STAY;
		return true;
	case STAY:
	default:
		return false;
	}
}

int bt_take_up(enum bt_part part)
{
	int error = 0;

	for (unsigned int i = 0; i < program_count; i++) {
		struct program *one = &programs[i];

		if (!one->away || part_of(one) != part)
			continue;
		one->link = bpf_program__attach(one->program);
		one->away = !one->link;
		if (!one->link)
			error = -errno;
	}
	if (!error && part == BT_PART_LATENCIES) {
		latencies = STAY;
		__atomic_store_n(&skeleton->bss->requests_unwatched, 0, __ATOMIC_RELEASE);
	}
	return error;
}

bool bt_is_attached(const char *name)
{
	const struct program *one = program_named(name);

	return one && one->link;
}

int bt_find_process(__u32 pid, struct bt_process *process)
{
	if (!iterator)
		return -EOPNOTSUPP;
	skeleton->bss->wanted_pid = pid;
	memset(&skeleton->bss->found, 0, sizeof(skeleton->bss->found));
	run_iterator(iterator);
	*process = skeleton->bss->found;
	return process->tgid ? 0 : -ESRCH;
}
