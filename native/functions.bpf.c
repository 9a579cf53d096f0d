// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * The page cache on kernels without tracepoints for it (before 6.12): told by the kernel's own
 * functions, at their entry and return. The loader picks one way down the ladder (ladder.c).
 */
#include "lookups.bpf.h"
#include "mapped.bpf.h"

/* Since ever. */
#define BT_VM_FAULT_NOPAGE 0x100

/*
 * The second parameter of filemap_get_pages(): the bytes wanted, or an iterator that has them
 * ("mm/filemap: add filemap_splice_read()" changed it, 6.3). Set by the loader from the kernel's types.
 */
const volatile bool get_pages_by_count = false;

/* Where the tracepoint would be: at the end, after any wait, and only where pages were found. */
SEC("fexit/filemap_get_pages")
int BPF_PROG(fexit_filemap_get_pages, struct kiocb *iocb, __u64 wanted)
{
	struct bt_where where;
	struct bt_file file;
	const struct address_space *mapping;
	const struct inode *inode;
	__u64 position;
	__u64 error = 0;
	__u64 first;
	__u64 last;

	if (!find_lane(&where) || bpf_get_func_ret(ctx, &error) || (int)error)
		return 0;
	mapping = BT_FIELD(kiocb, iocb, ki_filp)->f_mapping;
	inode = mapping->host;
	position = iocb->ki_pos;
	if (!get_pages_by_count)
		wanted = BPF_CORE_READ((const struct iov_iter *)wanted, count);
	first = position >> BT_PAGE_SHIFT;
	last = (position + wanted + BT_PAGE_SIZE - 1) >> BT_PAGE_SHIFT;
	if (last <= first)
		return 0;
	describe(inode, &file);
	look_up(&where, (__u64)mapping, inode, &file, first, last - 1);
	return 0;
}

/* Entry and return of one call meet in the thread's state. */
static __always_inline void enter_function(__u64 offset, __u64 first, __u64 second, __u64 third)
{
	struct bt_thread *thread;
	struct bt_call *call;

	if (!find_place(bpf_get_current_pid_tgid() >> 32))
		return;
	thread = this_thread();
	if (!thread)
		return;
	call = (void *)thread + offset;
	/* The kernel had no room to note where the last call returns to. */
	if (call->arguments[0])
		add(&losses.missed_returns, 1);
	call->arguments[0] = first;
	call->arguments[1] = second;
	call->arguments[2] = third;
}

static __always_inline bool leave_function(__u64 offset, struct bt_call *left)
{
	struct bt_thread *thread;
	struct bt_call *call;

	if (!find_place(bpf_get_current_pid_tgid() >> 32))
		return false;
	thread = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);
	if (!thread)
		return false;
	call = (void *)thread + offset;
	*left = *call;
	call->arguments[0] = 0;
	return left->arguments[0];
}

#define READING offsetof(struct bt_thread, reading)
#define MAPPING offsetof(struct bt_thread, mapping)

/* [start, end) was read: by one call, however many look-ups that took. */
static __always_inline void look_up_range(const struct file *from, __u64 start, __u64 end)
{
	const struct address_space *mapping = BPF_CORE_READ(from, f_mapping);
	const struct inode *inode = BPF_CORE_READ(mapping, host);
	struct bt_where where;
	struct bt_file file;

	if (end <= start || !find_lane(&where))
		return;
	describe_by_helper(inode, &file);
	where.lane->last_mapping = 0; /* no call continues another */
	look_up(&where, (__u64)mapping, inode, &file, start >> BT_PAGE_SHIFT,
		(end - 1) >> BT_PAGE_SHIFT);
}

SEC("kprobe/filemap_read")
int BPF_KPROBE(kprobe_filemap_read, struct kiocb *iocb)
{
	enter_function(READING, (__u64)iocb, BPF_CORE_READ(iocb, ki_pos), 0);
	return 0;
}

/* Its result holds what direct I/O had read before: the position tells. */
SEC("kretprobe/filemap_read")
int BPF_KRETPROBE(kretprobe_filemap_read)
{
	struct bt_call call;
	const struct kiocb *iocb;

	if (!leave_function(READING, &call))
		return 0;
	iocb = (const struct kiocb *)call.arguments[0];
	look_up_range(BPF_CORE_READ(iocb, ki_filp), call.arguments[1], BPF_CORE_READ(iocb, ki_pos));
	return 0;
}

SEC("kprobe/filemap_splice_read")
int BPF_KPROBE(kprobe_filemap_splice_read, struct file *from, __u64 *position)
{
	__u64 start = 0;

	bpf_probe_read_kernel(&start, sizeof(start), position);
	enter_function(READING, (__u64)from, start, 0);
	return 0;
}

SEC("kretprobe/filemap_splice_read")
int BPF_KRETPROBE(kretprobe_filemap_splice_read, long spliced)
{
	struct bt_call call;

	if (leave_function(READING, &call) && spliced > 0)
		look_up_range((const struct file *)call.arguments[0], call.arguments[1],
			      call.arguments[1] + spliced);
	return 0;
}

/*
 * The window around a fault. Where the function maps pages but not the one wanted, it says the same
 * as where it maps none: those pages go unseen.
 */
SEC("fexit/filemap_map_pages")
int BPF_PROG(fexit_filemap_map_pages, struct vm_fault *fault, unsigned long first,
	     unsigned long last)
{
	struct bt_where where;
	struct bt_file file;
	__u64 result = 0;

	if (!find_lane(&where) || bpf_get_func_ret(ctx, &result) ||
	    !(result & BT_VM_FAULT_NOPAGE))
		return 0;
	describe(fault->vma->vm_file->f_mapping->host, &file);
	map_pages(&where, &file, first, last);
	return 0;
}

SEC("fentry/filemap_fault")
int BPF_PROG(fentry_filemap_fault, struct vm_fault *fault)
{
	struct bt_where where;
	struct bt_file file;

	if (!find_lane(&where))
		return 0;
	describe(fault->vma->vm_file->f_mapping->host, &file);
	begin_fault(&where, &file, fault->pgoff);
	return 0;
}

static __always_inline void describe_mapped(const struct vm_fault *fault, struct bt_file *file)
{
	describe_by_helper(BPF_CORE_READ(fault, vma, vm_file, f_mapping, host), file);
}

SEC("kprobe/filemap_map_pages")
int BPF_KPROBE(kprobe_filemap_map_pages, struct vm_fault *fault, unsigned long first,
	       unsigned long last)
{
	enter_function(MAPPING, (__u64)fault, first, last);
	return 0;
}

SEC("kretprobe/filemap_map_pages")
int BPF_KRETPROBE(kretprobe_filemap_map_pages, __u32 result)
{
	struct bt_call call;
	struct bt_where where;
	struct bt_file file;

	if (!leave_function(MAPPING, &call) || !(result & BT_VM_FAULT_NOPAGE) || !find_lane(&where))
		return 0;
	describe_mapped((const struct vm_fault *)call.arguments[0], &file);
	map_pages(&where, &file, call.arguments[1], call.arguments[2]);
	return 0;
}

SEC("kprobe/filemap_fault")
int BPF_KPROBE(kprobe_filemap_fault, struct vm_fault *fault)
{
	struct bt_where where;
	struct bt_file file;

	if (!find_lane(&where))
		return 0;
	describe_mapped(fault, &file);
	begin_fault(&where, &file, BPF_CORE_READ(fault, pgoff));
	return 0;
}
