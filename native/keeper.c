// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "keeper.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "which architecture's system calls?"
#endif

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static int channel = -1;
static pid_t keeper;

static bool may_switch(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	return !syscall(SYS_capget, &header, data) && (data[0].effective & (1U << CAP_SYS_ADMIN));
}

static int keep_one_capability(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct one[_LINUX_CAPABILITY_U32S_3];

	for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
		prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	memset(one, 0, sizeof(one));
	one[0].effective = 1U << CAP_SYS_ADMIN;
	one[0].permitted = 1U << CAP_SYS_ADMIN;
	return syscall(SYS_capset, &header, one) ? -errno : 0;
}

/* bpf(BPF_ENABLE_STATS), and what it takes to be asked for that, to answer, and to leave. */
static int allow_nothing_else(void)
{
#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define ALLOW_IF(value) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1), \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
	struct sock_filter filter[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		ALLOW_IF(SYS_read),
		ALLOW_IF(SYS_write),
		ALLOW_IF(SYS_close),
		ALLOW_IF(SYS_exit_group),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_bpf, 0, 3),
		LOAD(args[0]), /* its low half: both machines are little-endian */
		ALLOW_IF(BPF_ENABLE_STATS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	};
	struct sock_fprog program = { .len = LENGTH(filter), .filter = filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return -errno;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? -errno : 0;
}

static int enable(int *statistics)
{
	union bpf_attr attributes;

	memset(&attributes, 0, sizeof(attributes));
	attributes.enable_stats.type = BPF_STATS_RUN_TIME;
	*statistics = syscall(SYS_bpf, BPF_ENABLE_STATS, &attributes, sizeof(attributes));
	return *statistics < 0 ? errno : 0;
}

/* The kernel counts as long as the descriptor is open: not beyond this process, however it ends. */
static void serve(int requests)
{
	int statistics = -1;
	uint8_t request;
	uint8_t error;

	while (read(requests, &request, 1) == 1) {
		error = 0;
		if (!request && statistics >= 0) {
			close(statistics);
			statistics = -1;
		} else if (request && statistics < 0) {
			error = enable(&statistics);
		}
		if (write(requests, &error, 1) != 1)
			return;
	}
}

static void be_keeper(int requests)
{
	int error;

	/* Whoever waits for the probe's streams to end must not wait for this process. */
	dup2(requests, STDIN_FILENO);
	close(requests);
	syscall(SYS_close_range, 1, ~0U, 0);
	/* No signal of the probe's death is needed: its end of the channel closes with it. */
	error = keep_one_capability();
	if (!error)
		error = allow_nothing_else();
	if (!error)
		serve(STDIN_FILENO);
	syscall(SYS_exit_group, error ? 1 : 0);
}

int bt_start_keeper(void)
{
	int ends[2];
	int error;

	if (!may_switch())
		return -EPERM;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	keeper = fork();
	error = errno;
	if (!keeper) {
		close(ends[0]);
		be_keeper(ends[1]);
	}
	close(ends[1]);
	if (keeper < 0) {
		close(ends[0]);
		return -error;
	}
	channel = ends[0];
	return 0;
}

int bt_switch_statistics(bool on)
{
	uint8_t request = on;
	uint8_t error;

	if (channel < 0)
		return -EPERM;
	/* SIGPIPE is ignored in the probe. */
	if (write(channel, &request, 1) != 1 || read(channel, &error, 1) != 1)
		return -EPIPE;
	return -error;
}

void bt_end_keeper(void)
{
	if (channel < 0)
		return;
	close(channel);
	channel = -1;
	waitpid(keeper, NULL, 0);
}
