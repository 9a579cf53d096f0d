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
#include "programs.skel.h"

#define MAX_PROGRAMS 32

struct program {
	char name[32];
	char reason[128];
	int error;
	struct bpf_program *program;
};

static struct program programs[MAX_PROGRAMS];
static unsigned int program_count;
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
	snprintf(program->reason, sizeof(program->reason), "verifier: %s", line ? line + 1 : log);
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
	return !strcmp(name, "sys_enter") || !strcmp(name, "sys_exit");
}

/* Filesystems that are modules, or not there: nothing is missing where none of them is used. */
static bool is_of_filesystem(const char *name)
{
	return !strncmp(name, "ext4_", 5) || !strncmp(name, "btrfs_", 6);
}

static bool has_tracepoint(const struct btf *kernel, const char *name)
{
	char type[64];

	snprintf(type, sizeof(type), "btf_trace_%.48s", name);
	return btf__find_by_name_kind(kernel, type, BTF_KIND_TYPEDEF) >= 0;
}

static void list_programs(const struct bt_settings *settings)
{
	const struct btf *kernel = bt_kernel_btf();
	struct bpf_program *program;

	program_count = 0;
	bpf_object__for_each_program(program, skeleton->obj) {
		struct program *one = &programs[program_count];
		const char *section = bpf_program__section_name(program);
		const char *name = bpf_program__name(program);

		if (program_count == MAX_PROGRAMS ||
		    (settings->mode != BT_VERIFY && only_verifies(name)) ||
		    (kernel && is_of_filesystem(name) && !has_tracepoint(kernel, name)))
			continue;
		program_count++;
		snprintf(one->name, sizeof(one->name), "%s", name);
		if (!kernel)
			refuse(one, -ENOENT, "this kernel has no BTF (/sys/kernel/btf/vmlinux)");
		if (!kernel || sscanf(section, "tp_btf/%48s", one->reason) != 1)
			continue;
		if (has_tracepoint(kernel, one->reason))
			one->reason[0] = '\0';
		else
			refuse(one, -ENOENT, "this kernel has no such tracepoint");
	}
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

		bpf_program__set_autoload(program, one && !one->error);
		if (one)
			one->program = program;
	}
	skeleton->rodata->lanes_per_process = settings->lanes;
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

/* Major faults are told by the kernel's own software event, on each processor. */
static struct bpf_link *attach_to_major_faults(const struct bpf_program *program)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attributes),
		.config = PERF_COUNT_SW_PAGE_FAULTS_MAJ,
		.sample_period = 1,
	};
	struct bpf_link *link = NULL;

	for (int cpu = 0; cpu < libbpf_num_possible_cpus(); cpu++) {
		int event = syscall(SYS_perf_event_open, &attributes, -1, cpu, -1,
				    PERF_FLAG_FD_CLOEXEC);

		if (event < 0 && errno == ENODEV)
			continue; /* possible, but not there */
		if (event < 0)
			return NULL;
		link = bpf_program__attach_perf_event(program, event);
		if (!link)
			return NULL;
	}
	return link;
}

static void attach_all(void)
{
	for (unsigned int i = 0; i < program_count; i++) {
		struct program *one = &programs[i];
		struct bpf_link *link;

		if (one->error)
			continue;
		if (one->program == skeleton->progs.major_fault)
			link = attach_to_major_faults(one->program);
		else
			link = bpf_program__attach(one->program);
		if (!link)
			refuse(one, -errno, strerror(errno));
		else if (one->program == skeleton->progs.find_process)
			iterator = link;
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
	bpf_link__destroy(link);
}

static void *map_memory(struct bpf_map *map)
{
	size_t size = (size_t)bpf_map__value_size(map) * bpf_map__max_entries(map);
	void *memory =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);

	return memory == MAP_FAILED ? NULL : memory;
}

int bt_load_programs(const struct bt_settings *settings, char *why, size_t why_size)
{
	int error;

	libbpf_set_print(listen_to_libbpf);
	error = load_what_loads(settings);
	if (error) {
		snprintf(why, why_size, "%s", last_warning[0] ? last_warning : strerror(-error));
		return error;
	}
	maps.places = skeleton->bss->places;
	maps.losses = &skeleton->bss->losses;
	maps.fresh = bpf_map__fd(skeleton->maps.fresh);
	maps.outside = bpf_map__fd(skeleton->maps.outside);
	maps.dirty = bpf_map__fd(skeleton->maps.dirty);
	maps.devices = bpf_map__fd(skeleton->maps.devices);
	maps.dirty_pages = &skeleton->bss->dirty_pages;
	maps.lanes = map_memory(skeleton->maps.lanes);
	if (settings->mode == BT_VERIFY)
		maps.calls = map_memory(skeleton->maps.calls);
	if (!maps.lanes || (settings->mode == BT_VERIFY && !maps.calls)) {
		snprintf(why, why_size, "cannot map the counters: %s", strerror(errno));
		return -errno;
	}
	/* Switched off again by the kernel when this descriptor closes, with the process. */
	if (settings->statistics && bpf_enable_stats(BPF_STATS_RUN_TIME) < 0)
		fprintf(stderr, "bytetrail-probe: no program statistics: %s\n", strerror(errno));
	find_direct_map();
	attach_all();
	return 0;
}

const struct bt_maps *bt_maps(void)
{
	return &maps;
}

unsigned int bt_programs(void)
{
	return program_count;
}

void bt_describe_program(unsigned int i, struct bt_program *record)
{
	const struct program *one = &programs[i];
	struct bpf_prog_info info;
	__u32 size = sizeof(info);

	memcpy(record->name, one->name, sizeof(record->name));
	memcpy(record->reason, one->reason, sizeof(record->reason));
	record->error = one->error;
	record->attached = !one->error;
	memset(&info, 0, sizeof(info));
	if (!one->error &&
	    !bpf_obj_get_info_by_fd(bpf_program__fd(one->program), &info, &size)) {
		record->run_nanos = info.run_time_ns;
		record->runs = info.run_cnt;
	}
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
