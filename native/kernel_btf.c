// SPDX-License-Identifier: Apache-2.0
#include "kernel_btf.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <stddef.h>
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

/* libbpf frees what it gets, so it gets the one that was read. */
struct btf *__wrap_btf__load_vmlinux_btf(void)
{
	struct btf *btf = (struct btf *)bt_kernel_btf();

	kept = NULL;
	return btf;
}
