// SPDX-License-Identifier: Apache-2.0
#include "privileges.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

__u64 bt_permitted_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, sets))
		return 0;
	return sets[0].permitted | (__u64)sets[1].permitted << 32;
}

/*
 * The bounding set first: dropping from it needs CAP_SETPCAP. A process without that capability
 * keeps its bounding set, which no_new_privs makes useless.
 */
static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];

	for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
		prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	memset(none, 0, sizeof(none));
	return syscall(SYS_capset, &header, none) ? -errno : 0;
}

int bt_drop_privileges(void)
{
	int error = drop_capabilities();

	if (!error && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		error = -errno;
	if (!error && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		error = -errno;
	return error;
}

static pid_t parent;

/*
 * The kernel sends the signal when the *thread* that forked us ends, and a JVM's threads come and
 * go: another parent process is what counts.
 */
static void leave_without_parent(int signal)
{
	(void)signal;
	if (getppid() != parent)
		_exit(0);
}

int bt_follow_parent(void)
{
	struct sigaction action;

	parent = getppid();
	memset(&action, 0, sizeof(action));
	action.sa_handler = leave_without_parent;
	action.sa_flags = SA_RESTART;
	if (sigaction(SIGUSR1, &action, NULL) || prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0))
		return -errno;
	/* It may have died before the signal was asked for. */
	leave_without_parent(SIGUSR1);
	return 0;
}
