// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Finds a process by its id in the probe's own pid namespace, since programs only know the first
 * one's, and says whether it may be followed; lets go of it when it becomes another program or ends.
 */
#include "maps.bpf.h"

#define BT_DUMPABLE_MASK 3
#define BT_DUMPABLE 1 /* SUID_DUMP_USER */

/* Set by the loader before each walk. */
__u32 wanted_pid = 0;
__u64 prober_capabilities = 0; /* that it was started with */
struct bt_process found = {};

/* Before "mm: replace mm->flags with bitmap entirely" (6.18). */
struct mm_struct___before_6_18 {
	unsigned long flags;
} __attribute__((preserve_access_index));

static __always_inline __u64 flags_offset(void)
{
	if (bpf_core_field_exists(((struct mm_struct___before_6_18 *)0)->flags))
		return bpf_core_field_offset(struct mm_struct___before_6_18, flags);
	return bpf_core_field_offset(struct mm_struct, flags);
}

/*
 * The rule of ptrace(2) (__ptrace_may_access()), which the kernel applies to whoever asks itself: by
 * the time that a process is asked for, the probe has no capability left to be trusted for.
 */
static __noinline __u32 may_be_followed(const struct cred *target, const struct mm_struct *mm,
					const struct cred *prober)
{
	__u64 capabilities = 0;
	__u64 flags = 0;
	__u32 user = prober->uid.val;
	__u32 group = prober->gid.val;

	if (user == 0)
		return 1;
	if (target->uid.val != user || target->euid.val != user || target->suid.val != user ||
	    target->gid.val != group || target->egid.val != group || target->sgid.val != group)
		return 0;
	/* What lies there has not changed, but its types (6.3, 6.18). */
	bpf_probe_read_kernel(&flags, sizeof(flags),
			      (const char *)mm + flags_offset());
	bpf_probe_read_kernel(&capabilities, sizeof(capabilities),
			      (const char *)target +
				      bpf_core_field_offset(struct cred, cap_permitted));
	return (flags & BT_DUMPABLE_MASK) == BT_DUMPABLE && !(capabilities & ~prober_capabilities);
}

/* Runs in the context of the probe, which reads the iterator: "own" is the probe's. */
SEC("iter/task")
int find_process(struct bpf_iter__task *context)
{
	struct task_struct *task = context->task;
	struct task_struct *self = bpf_get_current_task_btf();
	const struct pid *own_pid = BT_FIELD(task_struct, self, thread_pid);
	const struct pid *pid;
	const struct mm_struct *mm;
	const struct cred *prober;
	__u32 level = own_pid->level;
	struct upid own = {};
	struct upid id = {};

	if (!task || task->pid != task->tgid)
		return 0;
	pid = BT_FIELD(task_struct, task, thread_pid);
	if (pid->level < level)
		return 0;
	id_at(own_pid, level, &own);
	id_at(pid, level, &id);
	if (id.nr != (int)wanted_pid || id.ns != own.ns)
		return 0;
	mm = BT_FIELD(task_struct, task, mm);
	prober = BT_FIELD(task_struct, self, real_cred);
	found.level = pid->level;
	found.prober = prober->uid.val;
	found.programs = task->self_exec_id;
	found.address_space = mm ? mm->task_size : 0;
	found.may_be_followed =
		mm ? may_be_followed(BT_FIELD(task_struct, task, real_cred), mm, prober) : 0;
	found.tgid = task->tgid;
	return 0;
}

static __always_inline void let_go(__u32 tgid)
{
	struct bt_place *place = (struct bt_place *)find_place(tgid);

	if (place)
		place->tgid = 0;
}

/* Whose it is now, and what lies where its slots were, is another program's. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(sched_process_exec, struct task_struct *task)
{
	let_go(task->tgid);
	return 0;
}

/* Its id is another process's soon. */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(sched_process_exit, struct task_struct *task)
{
	if (!task->signal->live.counter)
		let_go(task->tgid);
	return 0;
}
