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
	__u32 level = self->thread_pid->level;
	struct upid own = {};
	struct upid id = {};

	if (!task || task->pid != task->tgid || task->thread_pid->level < level)
		return 0;
	id_at(self->thread_pid, level, &own);
	id_at(task->thread_pid, level, &id);
	if (id.nr != (int)wanted_pid || id.ns != own.ns)
		return 0;
	found.level = task->thread_pid->level;
	found.user = task->real_cred->uid.val;
	found.prober = self->real_cred->uid.val;
	found.tgid = task->tgid;
	return 0;
}
