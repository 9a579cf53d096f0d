// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Threads asleep for I/O inside a lane. Runs at every context switch of the host, so it leaves
 * after two flag tests unless one of the two tasks waits for I/O.
 */
#include "maps.bpf.h"

/* The program runs in the context of `prev`: its slot can be read, that of `next` cannot. */
static __always_inline void fall_asleep(void)
{
	struct bt_where where;
	struct bt_thread *thread;

	if (!find_lane(&where) || !in_lane(&where))
		return;
	thread = this_thread();
	if (!thread)
		return;
	thread->sleep_lane = where.index;
	thread->sleep_started = bpf_ktime_get_ns();
}

static __always_inline void wake_up(struct task_struct *task)
{
	struct bt_thread *thread;
	struct bt_lane_state *lane;

	if (!find_place(task->tgid))
		return;
	thread = bpf_task_storage_get(&threads, task, NULL, 0);
	if (!thread || !thread->sleep_started)
		return;
	lane = lane_at(thread->sleep_lane);
	if (lane) {
		add(&lane->counts.stalls, 1);
		add(&lane->counts.stalled_nanos, bpf_ktime_get_ns() - thread->sleep_started);
	}
	thread->stalled_lane = thread->sleep_lane;
	thread->sleep_started = 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	if (BPF_CORE_READ_BITFIELD(prev, in_iowait))
		fall_asleep();
	if (BPF_CORE_READ_BITFIELD(next, in_iowait))
		wake_up(next);
	return 0;
}
