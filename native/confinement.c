// SPDX-License-Identifier: Apache-2.0
#include "confinement.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "which architecture's system calls?"
#endif

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* A new need of the loader, once it is attached, goes here or into the next list. */
static const unsigned int calls[] = {
	SYS_read, /* commands, and the walk over processes */
	SYS_write,
	SYS_close,
#ifdef SYS_poll
	SYS_poll, /* whether a process has ended */
#endif
	SYS_ppoll,
	SYS_pidfd_open,
	SYS_clock_gettime, /* where the vDSO has no clock */
	SYS_clock_nanosleep,
	SYS_restart_syscall,
	SYS_getpid,
	SYS_getppid, /* the parent's death comes as a signal */
	SYS_rt_sigreturn,
	SYS_brk, /* malloc() gives back what loading took; no mmap: it need not grow */
	SYS_wait4, /* for the keeper to end */
	SYS_exit,
	SYS_exit_group,
};

static const unsigned int bpf_commands[] = {
	BPF_MAP_LOOKUP_ELEM,
	BPF_MAP_UPDATE_ELEM,
	BPF_MAP_DELETE_ELEM,
	BPF_MAP_GET_NEXT_KEY,
	BPF_MAP_LOOKUP_AND_DELETE_ELEM,
	BPF_MAP_LOOKUP_BATCH,
	BPF_OBJ_GET_INFO_BY_FD, /* what the programs cost */
	BPF_ITER_CREATE,	/* to look for a process */
	BPF_LINK_CREATE,	/* what was put away is taken up again */
	BPF_RAW_TRACEPOINT_OPEN, /* ... on older kernels */
};

/* A sanitizer's own calls are many, and are not what is tested there. */
#ifdef BT_SANITIZED
#define REFUSED SECCOMP_RET_LOG
#else
#define REFUSED (SECCOMP_RET_ERRNO | EPERM)
#endif

struct filter {
	struct sock_filter code[2 * (LENGTH(calls) + LENGTH(bpf_commands)) + 16];
	unsigned short length;
};

static void append(struct filter *filter, struct sock_filter instruction)
{
	filter->code[filter->length++] = instruction;
}

static void load(struct filter *filter, size_t offset)
{
	append(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

static void answer(struct filter *filter, unsigned int verdict)
{
	append(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict));
}

static void skip_unless(struct filter *filter, unsigned int value, unsigned char instructions)
{
	append(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0,
						    instructions));
}

static void allow_each(struct filter *filter, const unsigned int *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		skip_unless(filter, values[i], 1);
		answer(filter, SECCOMP_RET_ALLOW);
	}
}

/*
 * Numbers are compared whole, so those of x86's second ABI (x32, bit 30) are none of them; the first
 * half of an argument is its low half on both machines.
 */
static void write_filter(struct filter *filter)
{
	load(filter, offsetof(struct seccomp_data, arch));
	append(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
	answer(filter, SECCOMP_RET_KILL_PROCESS);
	load(filter, offsetof(struct seccomp_data, nr));
	allow_each(filter, calls, LENGTH(calls));
	skip_unless(filter, SYS_bpf, 1 + 2 * LENGTH(bpf_commands));
	load(filter, offsetof(struct seccomp_data, args[0]));
	allow_each(filter, bpf_commands, LENGTH(bpf_commands));
	answer(filter, REFUSED);
}

int bt_confine(void)
{
	struct filter filter = { .length = 0 };
	struct sock_fprog program = { .filter = filter.code };

	write_filter(&filter);
	program.len = filter.length;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? -errno : 0;
}
