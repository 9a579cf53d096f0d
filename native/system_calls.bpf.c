// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Verify mode: every system call made inside a lane. The lane word only changes outside system
 * calls, so it is read once, at the exit; the entry keeps the time alone.
 */
#include "maps.bpf.h"

/*
 * The number a system call was made with, mmap(2)'s own, and its flags: x86-64 keeps them here, arm64
 * there.
 */
#ifdef __TARGET_ARCH_x86
#define PT_REGS_NUMBER(registers) ((registers)->orig_ax)
#define PT_REGS_FLAGS(registers) ((registers)->r10)
#define BT_MMAP 9
#else
#define PT_REGS_NUMBER(registers) ((registers)->syscallno)
#define PT_REGS_FLAGS(registers) ((registers)->regs[3])
#define BT_MMAP 222
#endif
#define BT_MAP_ANONYMOUS 0x20

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* as many as there are lanes in verify mode */
	__type(key, __u32);
	__type(value, struct bt_lane_calls);
} calls SEC(".maps");

static __always_inline struct bt_call_row *row_of(struct bt_lane_calls *lane, __u32 number_plus_1)
{
	for (int i = 0; i < BT_CALL_ROWS - 1; i++) {
		struct bt_call_row *row = &lane->rows[i];
		__u32 there = row->number_plus_1;

		if (!there)
			there = __sync_val_compare_and_swap(&row->number_plus_1, 0, number_plus_1);
		if (!there || there == number_plus_1)
			return row;
	}
	return &lane->rows[BT_CALL_ROWS - 1];
}

/* A mapping without a file is memory for the JVM itself, and gets a number of its own. */
static __always_inline __u32 number_of(const struct pt_regs *registers)
{
	__u32 number = PT_REGS_NUMBER(registers);

	if (number == BT_MMAP && PT_REGS_FLAGS(registers) & BT_MAP_ANONYMOUS)
		return BT_ANONYMOUS_MMAP;
	return number;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(sys_enter, struct pt_regs *registers, long number)
{
	struct bt_thread *thread;

	if (!find_place(bpf_get_current_pid_tgid() >> 32))
		return 0;
	thread = this_thread();
	if (thread)
		thread->call_started = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit, struct pt_regs *registers, long result)
{
	struct bt_where where;
	struct bt_thread *thread;
	struct bt_lane_calls *lane;
	struct bt_call_row *row;

	if (!find_lane(&where) || !in_lane(&where))
		return 0;
	lane = bpf_map_lookup_elem(&calls, &where.index);
	if (!lane)
		return 0;
	row = row_of(lane, number_of(registers) + 1);
	add(&row->calls, 1);
	if (result > 0)
		add(&row->bytes, result);
	else if (result < 0)
		add(&row->errors, 1);
	thread = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);
	if (thread && thread->call_started)
		add(&row->nanos, bpf_ktime_get_ns() - thread->call_started);
	return 0;
}
