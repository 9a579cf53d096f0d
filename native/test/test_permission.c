// SPDX-License-Identifier: Apache-2.0
/* Whom the probe follows for whom: what its user could not read, it does not read for them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "harness.h"

#define ALWAYS_ON "--mode=always-on"
#define NOBODY 65534
#define SOMEBODY 65533
#define BIT(capability) (1ULL << (capability))

static char directory[] = "/tmp/bytetrail-test-XXXXXX";
static char probe_path[64];
static char sleep_path[64];

static void copy(const char *from, const char *to, mode_t mode)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
	struct stat status;

	require(in >= 0 && out >= 0 && !fstat(in, &status), from);
	for (off_t done = 0; done < status.st_size;) {
		ssize_t n = sendfile(out, in, NULL, status.st_size - done);

		require(n > 0, to);
		done += n;
	}
	require(!fchmod(out, mode), to);
	close(in);
	close(out);
}

/* What `setcap cap_bpf,cap_perfmon+ep` writes. */
static void give_file_capabilities(const char *path)
{
	__u64 wanted = BIT(CAP_BPF) | BIT(CAP_PERFMON);
	struct vfs_cap_data data = {
		.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
		.data = { { .permitted = (__u32)wanted }, { .permitted = wanted >> 32 } },
	};

	require(!setxattr(path, "security.capability", &data, sizeof(data), 0), path);
}

static void install(void)
{
	const char *probe = getenv("BYTETRAIL_PROBE");

	require(mkdtemp(directory) && !chmod(directory, 0755), directory);
	snprintf(probe_path, sizeof(probe_path), "%s/probe", directory);
	snprintf(sleep_path, sizeof(sleep_path), "%s/sleep", directory);
	copy(probe ? probe : "target/bytetrail-probe", probe_path, 0755);
	give_file_capabilities(probe_path);
	copy("/bin/sleep", sleep_path, 04755);
}

static void uninstall(void)
{
	unlink(probe_path);
	unlink(sleep_path);
	rmdir(directory);
}

static void set_permitted(__u64 wanted)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	memset(sets, 0, sizeof(sets));
	sets[0].permitted = (__u32)wanted;
	sets[1].permitted = wanted >> 32;
	require(!syscall(SYS_capset, &header, sets), "capset");
}

/* As a process that was begun by such a user: dumpable, which changing users undoes. */
static void become(uid_t user, gid_t group, __u64 capabilities)
{
	require(!setgroups(0, NULL) && !setresgid(group, group, group), "setresgid");
	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	require(!setresuid(user, user, user), "setresuid");
	set_permitted(capabilities);
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static pid_t start_target(uid_t user, gid_t group, __u64 capabilities, bool dumpable)
{
	int ready[2];
	char byte;
	pid_t target;

	require(!pipe(ready), "pipe");
	target = fork();
	require(target >= 0, "fork");
	if (!target) {
		become(user, group, capabilities);
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); /* becoming undoes it */
		prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
		require(write(ready[1], "", 1) == 1, "write");
		for (;;)
			pause();
	}
	require(read(ready[0], &byte, 1) == 1, "read");
	close(ready[0]);
	close(ready[1]);
	return target;
}

static void end(pid_t target)
{
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
}

/* What a probe with file capabilities, started by nobody, says to following this process. */
static int as_nobody(pid_t target)
{
	int *answer = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = 0;
	int result;
	pid_t child;

	require(answer != MAP_FAILED, "mmap");
	answer[0] = 1; /* the probe did not get to it */
	fflush(stdout);
	child = fork();
	require(child >= 0, "fork");
	if (!child) {
		struct probe probe;

		become(NOBODY, NOBODY, 0);
		setenv("BYTETRAIL_PROBE", probe_path, 1);
		probe = start_probe(ALWAYS_ON);
		answer[1] = probe.missing;
		answer[0] = track(&probe, target ? target : getpid());
		stop_probe(&probe, 0);
		_exit(0);
	}
	waitpid(child, &status, 0);
	EXPECT(status, 0);
	EXPECT(answer[1], 0); /* programs missing */
	result = answer[0];
	munmap(answer, 4096);
	return result;
}

static void expect_answer(const char *name, pid_t target, int answer)
{
	begin_test(name);
	EXPECT((unsigned int)as_nobody(target), (unsigned int)answer);
	if (target)
		end(target);
}

static void follows_by_the_rule_of_ptrace(void)
{
	expect_answer("follows its user's own process, with file capabilities alone", 0, 0);
	expect_answer("follows another of its user's", start_target(NOBODY, NOBODY, 0, true), 0);
	expect_answer("refuses root's", start_target(0, 0, 0, true), -EPERM);
	expect_answer("refuses another user's", start_target(SOMEBODY, NOBODY, 0, true), -EPERM);
	expect_answer("refuses another group's", start_target(NOBODY, SOMEBODY, 0, true), -EPERM);
	expect_answer("refuses one that is not dumpable", start_target(NOBODY, NOBODY, 0, false),
		      -EPERM);
	expect_answer("refuses one that may do more",
		      start_target(NOBODY, NOBODY, BIT(CAP_NET_RAW), true), -EPERM);
}

/* Answers until the process that was followed is let go of. */
static int track_after_exec(const struct probe *probe, pid_t target)
{
	int answer = -EEXIST;

	for (int i = 0; i < 500 && answer == -EEXIST; i++) {
		usleep(10000);
		answer = track(probe, target);
	}
	return answer;
}

/* A process becomes this program once the pipe is written to. */
static pid_t start_changeling(const char *program, int go[2])
{
	char byte;
	pid_t target;

	require(!pipe2(go, O_CLOEXEC), "pipe");
	target = fork();
	require(target >= 0, "fork");
	if (!target) {
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		require(read(go[0], &byte, 1) == 1, "read");
		execl(program, "sleep", "60", NULL);
		_exit(127);
	}
	return target;
}

/* What the probe says to following a process on once it has become this program. */
static int follow_into(const struct probe *probe, const char *program)
{
	int go[2];
	pid_t target = start_changeling(program, go);
	int answer;

	require(!track(probe, target), "follow it before");
	require(write(go[1], "", 1) == 1, "write");
	answer = track_after_exec(probe, target);
	end(target);
	close(go[0]);
	close(go[1]);
	return answer;
}

static void lets_go_of_what_becomes_another_program(void)
{
	struct probe probe = start_probe(ALWAYS_ON);

	begin_test("lets go of a process that becomes another program");
	EXPECT(follow_into(&probe, "/bin/sleep"), 0);
	stop_probe(&probe, 0);
}

static void does_not_follow_into_a_setuid_program(void)
{
	int status = 0;
	pid_t child;

	begin_test("does not follow a process into a setuid program");
	fflush(stdout);
	child = fork();
	if (!child) {
		struct probe probe;

		become(NOBODY, NOBODY, 0);
		setenv("BYTETRAIL_PROBE", probe_path, 1);
		probe = start_probe(ALWAYS_ON);
		_exit(follow_into(&probe, sleep_path) == -EPERM ? 0 : 2);
	}
	waitpid(child, &status, 0);
	EXPECT(status, 0);
}

static int track_slots(const struct probe *probe, __u64 address, __u32 slots)
{
	struct bt_track command = { .pid = getpid(), .slots = slots, .slot_address = address };
	union record record;

	send_command(probe, &command, BT_TRACK, sizeof(command));
	require(next_record(probe, &record) && record.header.type == BT_TRACKED, "TRACKED");
	return record.tracked.error;
}

#define EXPECT_REFUSED(address, slots) \
	EXPECT((unsigned int)track_slots(&probe, address, slots), (unsigned int)-EINVAL)

static void keeps_to_the_address_space(void)
{
	struct probe probe = start_probe(ALWAYS_ON);

	begin_test("refuses slots outside the process's address space");
	EXPECT_REFUSED(0xffff888000000000ULL, 1); /* the kernel's map of all memory, on x86-64 */
	EXPECT_REFUSED(0xffff800000000000ULL, 1);
	EXPECT_REFUSED(0xfffffffffffffff8ULL, 4U << 20); /* around the end */
	EXPECT_REFUSED(1ULL << 56, 1);
	EXPECT_REFUSED(0x7f0000000001ULL, 1);
	EXPECT_REFUSED(4096, (4U << 20) + 1);
	EXPECT_REFUSED(4096, ~0U);
#ifdef __x86_64__
	EXPECT_REFUSED(0x7ffffffff000ULL, 1);
	EXPECT_REFUSED(0x7ffffffff000ULL - 8, 2);
	EXPECT(track_slots(&probe, 0x7ffffffff000ULL - 16, 2), 0);
#endif
	stop_probe(&probe, 0);
}

static unsigned long kibibytes(pid_t pid, const char *name)
{
	char path[64];
	char line[256];
	unsigned long value = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	file = fopen(path, "re");
	require(file, path);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			value = strtoul(line + strlen(name) + 1, NULL, 10);
	fclose(file);
	return value;
}

static unsigned int descriptors(pid_t pid)
{
	char command[64];
	unsigned int count = 0;
	FILE *list;

	snprintf(command, sizeof(command), "ls /proc/%d/fd | wc -l", pid);
	list = popen(command, "re");
	require(list && fscanf(list, "%u", &count) == 1, command);
	pclose(list);
	return count;
}

/* More than its pace allows at once, unread, then read. */
static void does_not_grow_with_what_it_is_told(void)
{
	struct probe probe = start_probe(ALWAYS_ON);
	struct bt_track command = { 0 };
	unsigned long before;
	unsigned int open_before;
	union record record;

	begin_test("does not grow with what it is told");
	EXPECT(track(&probe, getpid()), 0);
	take_snapshot(&probe);
	before = kibibytes(probe.pid, "VmData");
	open_before = descriptors(probe.pid);
	EXPECT_TRUE(before > 0);
	for (unsigned int i = 0; i < 400; i++) {
		command.pid = i % 2 ? getppid() + (i << 16) : 1; /* none there, or out of range */
		command.slot_address = i % 2 ? 0 : ~0ULL;
		send_command(&probe, &command, BT_TRACK, sizeof(command));
	}
	for (unsigned int i = 0; i < 400; i++)
		require(next_record(&probe, &record) && record.tracked.error < 0, "refusal");
	for (unsigned int i = 0; i < 20; i++)
		take_snapshot(&probe);
	EXPECT(kibibytes(probe.pid, "VmData"), before);
	EXPECT(descriptors(probe.pid), open_before);
	stop_probe(&probe, 0);
}

int main(void)
{
	struct probe probe = start_probe(ALWAYS_ON); /* or leave */

	signal(SIGPIPE, SIG_IGN);
	stop_probe(&probe, 0);
	install();
	follows_by_the_rule_of_ptrace();
	does_not_follow_into_a_setuid_program();
	uninstall();
	lets_go_of_what_becomes_another_program();
	keeps_to_the_address_space();
	does_not_grow_with_what_it_is_told();
	return finish_tests();
}
