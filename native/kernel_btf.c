// SPDX-License-Identifier: Apache-2.0
#include "kernel_btf.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct btf *kept;

/* The linker gives libbpf the second for the first (see the Makefile). */
struct btf *__real_btf__load_vmlinux_btf(void);
struct btf *__wrap_btf__load_vmlinux_btf(void);

/*
 * In one piece: read() gets 4 KiB a call from sysfs, of more than 5 MiB. NULL before "btf: Allow mmap
 * of vmlinux btf", 6.16.
 */
static struct btf *map_btf(void)
{
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	struct btf *btf = NULL;
	struct stat status;
	void *memory;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &status)) {
		memory = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (memory != MAP_FAILED) {
			btf = btf__new(memory, status.st_size);
			munmap(memory, status.st_size);
		}
	}
	close(fd);
	return btf;
}

const struct btf *bt_kernel_btf(void)
{
	if (!kept) {
		kept = map_btf();
		if (!kept)
			kept = __real_btf__load_vmlinux_btf();
	}
	return kept;
}

static bool declares(const struct btf *btf, const char *tracepoint)
{
	char type[64];

	snprintf(type, sizeof(type), "btf_trace_%.48s", tracepoint);
	return btf__find_by_name_kind(btf, type, BTF_KIND_TYPEDEF) >= 0;
}

/* NULL where it is not loaded, or part of the kernel; else to be freed. */
static struct btf *module_types(const char *module)
{
	return btf__load_module_btf(module, (struct btf *)bt_kernel_btf());
}

/* Types of the module that a tracepoint is named after: "ext4" for "ext4_write_end". */
static bool module_declares(const char *tracepoint)
{
	struct btf *types;
	char module[32];
	bool found;

	snprintf(module, sizeof(module), "%.*s", (int)strcspn(tracepoint, "_"), tracepoint);
	types = module_types(module);
	if (!types)
		return false;
	found = declares(types, tracepoint);
	btf__free(types);
	return found;
}

bool bt_kernel_has_tracepoint(const char *name)
{
	return bt_kernel_btf() && (declares(bt_kernel_btf(), name) || module_declares(name));
}

static bool find_constant(const struct btf *btf, __u32 first, const char *name, long *value)
{
	for (__u32 id = first; id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (!btf_is_enum(type))
			continue;
		for (int i = 0; i < btf_vlen(type); i++) {
			const struct btf_enum *one = &btf_enum(type)[i];

			if (!strcmp(btf__name_by_offset(btf, one->name_off), name)) {
				*value = one->val;
				return true;
			}
		}
	}
	return false;
}

long bt_kernel_constant(const char *module, const char *name, long otherwise)
{
	struct btf *types = module_types(module);
	const struct btf *kernel = bt_kernel_btf();
	long value = otherwise;

	if (types)
		find_constant(types, btf__type_cnt(kernel), name, &value);
	else if (kernel)
		find_constant(kernel, 1, name, &value);
	btf__free(types);
	return value;
}

/* libbpf frees what it gets, so it gets the one that was read. */
struct btf *__wrap_btf__load_vmlinux_btf(void)
{
	struct btf *btf = (struct btf *)bt_kernel_btf();

	kept = NULL;
	return btf;
}
