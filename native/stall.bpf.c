// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Threads asleep for I/O inside a lane. Runs at every context switch of the host, so it leaves
 * after two flag tests unless one of the two tasks waits for I/O.
 */
#include "maps.bpf.h"

/* States of a task: constants of the kernel's own headers. */
#define BT_UNINTERRUPTIBLE 0x2
#define BT_NO_LOAD 0x400

/*
 * A force waits for the journal's threads, too, and those waits the kernel does not call I/O. Asleep
 * so: 0 keeps other threads' switches off the map.
 */
__u64 force_sleepers = 0;

/* The program runs in the context of `prev`: its slot can be read, that of `next` cannot. */
static __always_inline void fall_asleep(bool for_io)
{
	struct bt_where where;
	struct bt_thread *thread;

	if (!find_lane(&where) || !in_lane(&where))
		return;
	if (!for_io && !(where.word & BT_WORD_FORCES))
		return;
	thread = this_thread();
	if (!thread)
		return;
	if (!for_io)
		add(&force_sleepers, 1);
	thread->sleeps_in_force = !for_io;
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
	if (thread->sleeps_in_force)
		add(&force_sleepers, -1);
	thread->stalled_lane = thread->sleep_lane;
	thread->sleep_started = 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	if (BPF_CORE_READ_BITFIELD(prev, in_iowait))
		fall_asleep(true);
	else if (!preempt && (prev->__state & (BT_UNINTERRUPTIBLE | BT_NO_LOAD)) == BT_UNINTERRUPTIBLE)
		fall_asleep(false);
	if (BPF_CORE_READ_BITFIELD(next, in_iowait) || force_sleepers)
		wake_up(next);
	return 0;
}
