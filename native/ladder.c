// SPDX-License-Identifier: Apache-2.0
#include "ladder.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "kernel_btf.h"

#define LOOKUP "mm_filemap_get_pages"
#define MAP_AROUND "mm_filemap_map_pages"
#define FAULT "mm_filemap_fault"
#define DIRECT "iomap_dio_rw_begin"
#define TCP "tcp_sendmsg_locked"
#define SEND "sock_send_length"
#define RECEIVE "sock_recv_length"
#define DMA_PAGE "dma_map_phys"
#define DMA_LIST "dma_map_sg"

static const struct bt_rung rungs[] = {
	{ "fexit_filemap_get_pages", LOOKUP, BT_FUNCTION, false },
	{ "kprobe_filemap_read", LOOKUP, BT_KPROBE, false },
	{ "kretprobe_filemap_read", LOOKUP, BT_KPROBE, false },
	/* sendfile(2) went by filemap_read() until 6.5. */
	{ "kprobe_filemap_splice_read", LOOKUP, BT_KPROBE, true },
	{ "kretprobe_filemap_splice_read", LOOKUP, BT_KPROBE, true },

	{ "fexit_filemap_map_pages", MAP_AROUND, BT_FUNCTION, false },
	{ "kprobe_filemap_map_pages", MAP_AROUND, BT_KPROBE, false },
	{ "kretprobe_filemap_map_pages", MAP_AROUND, BT_KPROBE, false },

	{ "fentry_filemap_fault", FAULT, BT_FUNCTION, false },
	{ "kprobe_filemap_fault", FAULT, BT_KPROBE, false },

	{ "kprobe_iomap_dio_rw", DIRECT, BT_KPROBE, false },

	{ "fentry_tcp_sendmsg_locked", TCP, BT_FUNCTION, false },
	{ "fentry_do_tcp_sendpages", TCP, BT_FUNCTION, true },

	{ "fexit_inet_sendmsg", SEND, BT_FUNCTION, false },
	{ "fexit_inet6_sendmsg", SEND, BT_FUNCTION, true },
	{ "fexit_inet_sendpage", SEND, BT_FUNCTION, true },
	{ "fexit_inet_recvmsg", RECEIVE, BT_FUNCTION, false },
	{ "fexit_inet6_recvmsg", RECEIVE, BT_FUNCTION, true },

	{ "dma_map_page", DMA_PAGE, BT_OLD_TRACEPOINT, false },
	{ "fentry_dma_map_page_attrs", DMA_PAGE, BT_FUNCTION, false },
	{ "kprobe_dma_map_page_attrs", DMA_PAGE, BT_KPROBE, false },
	{ "fentry_dma_map_sg_attrs", DMA_LIST, BT_FUNCTION, false },
	{ "kprobe_dma_map_sg_attrs", DMA_LIST, BT_KPROBE, false },
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

const struct bt_rung *bt_rung_of(const char *program)
{
	for (unsigned int i = 0; i < LENGTH(rungs); i++)
		if (!strcmp(rungs[i].program, program))
			return &rungs[i];
	return NULL;
}

unsigned int bt_way_named(const char *name)
{
	static const char *const names[] = { "tracepoint", "old-tracepoint", "function", "kprobe",
					     "none" };
	unsigned int way = 0;

	while (way < LENGTH(names) && strcmp(names[way], name))
		way++;
	return way;
}

static const struct btf_type *prototype(const char *function)
{
	const struct btf *kernel = bt_kernel_btf();
	int id = kernel ? btf__find_by_name_kind(kernel, function, BTF_KIND_FUNC) : -ENOENT;

	return id < 0 ? NULL : btf__type_by_id(kernel, btf__type_by_id(kernel, id)->type);
}

bool bt_kernel_has_function(const char *name)
{
	return prototype(name);
}

bool bt_parameter_is_pointer(const char *function, unsigned int parameter)
{
	const struct btf_type *type = prototype(function);

	if (!type || parameter >= btf_vlen(type))
		return false;
	type = btf__type_by_id(bt_kernel_btf(), btf_params(type)[parameter].type);
	while (type && (btf_is_mod(type) || btf_is_typedef(type)))
		type = btf__type_by_id(bt_kernel_btf(), type->type);
	return type && btf_is_ptr(type);
}

bool bt_kernel_is_since(int major, int minor)
{
	struct utsname kernel;
	int its_major = 0;
	int its_minor = 0;

	if (uname(&kernel) || sscanf(kernel.release, "%d.%d", &its_major, &its_minor) != 2)
		return true;
	return its_major > major || (its_major == major && its_minor >= minor);
}

/* "none integrity [confidentiality]": the one in brackets holds. */
static bool is_locked_down(void)
{
	FILE *file = fopen("/sys/kernel/security/lockdown", "re");
	char line[128] = "";

	if (!file)
		return false; /* no lockdown, or not to be seen: then each program says what it lacks */
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	return strstr(line, "[confidentiality]");
}

int bt_kernel_refuses(char *why, size_t why_size)
{
	if (is_locked_down()) {
		snprintf(why, why_size,
			 "the kernel is locked down (confidentiality): no eBPF program may read its memory");
		return -EPERM;
	}
	if (!bt_kernel_btf()) {
		snprintf(why, why_size, "this kernel has no BTF (/sys/kernel/btf/vmlinux)");
		return -ENOENT;
	}
	return 0;
}
