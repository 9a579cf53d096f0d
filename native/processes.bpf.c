// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Finds a process by its id in the probe's own pid namespace: programs only know the first one's. */
#include "maps.bpf.h"

__u32 wanted_pid = 0; /* set by the loader before each walk */
struct bt_process found = {};

/* Runs in the context of the probe, which reads the iterator: "own" is the probe's. */
SEC("iter/task")
int find_process(struct bpf_iter__task *context)
{
	struct task_struct *task = context->task;
	struct task_struct *self = bpf_get_current_task_btf();
	const struct pid *own_pid = BT_FIELD(task_struct, self, thread_pid);
	const struct pid *pid;
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
	found.level = pid->level;
	found.user = BT_FIELD(task_struct, task, real_cred)->uid.val;
	found.prober = BT_FIELD(task_struct, self, real_cred)->uid.val;
	found.tgid = task->tgid;
	return 0;
}
