// SPDX-License-Identifier: Apache-2.0
/* What the loader may still do once it is attached: each call by a process of its own. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "confinement.h"
#include "harness.h"
#include "privileges.h"

static long bpf(int command)
{
	union bpf_attr attributes;

	memset(&attributes, 0, sizeof(attributes));
	return syscall(SYS_bpf, command, &attributes, sizeof(attributes));
}

static long look_at_the_clock(void)
{
	struct timespec now;

	return syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
}

static long look_up(void)
{
	return bpf(BPF_MAP_LOOKUP_ELEM);
}

static long ask_for_parent(void)
{
	return syscall(SYS_getppid);
}

static long open_a_file(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static long open_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static long run_a_program(void)
{
	return execl("/bin/true", "true", NULL);
}

static long start_a_process(void)
{
	return fork();
}

static long look_into_a_process(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static long read_a_process(void)
{
	return syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
}

static long map_memory(void)
{
	return (long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long signal_a_process(void)
{
	return kill(getppid(), 0);
}

static long load_a_program(void)
{
	return bpf(BPF_PROG_LOAD);
}

static long make_a_map(void)
{
	return bpf(BPF_MAP_CREATE);
}

static long pin_an_object(void)
{
	return bpf(BPF_OBJ_PIN);
}

static long open_another_map(void)
{
	return bpf(BPF_MAP_GET_FD_BY_ID);
}

#ifdef __x86_64__
/* getpid(2) by the 32-bit gate: another architecture to the kernel, with other numbers. */
static long call_as_32_bit_program(void)
{
	unsigned long result = 20;

	__asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
	return result;
}

static long call_as_x32_program(void)
{
	return syscall(0x40000000 | SYS_getppid);
}
#endif

static const struct {
	const char *name;
	long (*call)(void);
	bool is_allowed;
	int signal; /* that ends it; 0: none */
} cases[] = {
	{ "may look at the clock", look_at_the_clock, true, 0 },
	{ "may read its maps", look_up, true, 0 },
	{ "may ask who its parent is", ask_for_parent, true, 0 },
	{ "may open no file", open_a_file, false, 0 },
	{ "may open no socket", open_a_socket, false, 0 },
	{ "may run no program", run_a_program, false, 0 },
	{ "may start no process", start_a_process, false, 0 },
	{ "may trace no process", look_into_a_process, false, 0 },
	{ "may read no process", read_a_process, false, 0 },
	{ "may signal no process", signal_a_process, false, 0 },
	{ "may map no memory", map_memory, false, 0 },
	{ "may load no eBPF program", load_a_program, false, 0 },
	{ "may make no map", make_a_map, false, 0 },
	{ "may pin nothing", pin_an_object, false, 0 },
	{ "may open no map of others", open_another_map, false, 0 },
#ifdef __x86_64__
	{ "may not call as a 32-bit program", call_as_32_bit_program, false, SIGSYS },
	{ "may not call as an x32 program", call_as_x32_program, false, 0 },
#endif
};

int main(void)
{
	struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status = 0;
		bool refused;
		pid_t child;

		begin_test(cases[i].name);
		child = fork();
		require(child >= 0, "fork");
		if (!child) {
			if (bt_drop_privileges() || bt_confine())
				_exit(1);
			refused = cases[i].call() == -1 && errno == EPERM;
			_exit(refused == cases[i].is_allowed);
		}
		waitpid(child, &status, 0);
		EXPECT(WIFSIGNALED(status) ? WTERMSIG(status) : 0, cases[i].signal);
		EXPECT(WIFEXITED(status) ? WEXITSTATUS(status) : 0, 0);
	}
	return finish_tests();
}
