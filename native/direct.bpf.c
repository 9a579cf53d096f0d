// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Direct I/O as the filesystem begins it, and as it gives up; who reads which file that way, so
 * that what of it is in the page cache can be told; and outside lanes, direct reads by file. (In
 * lanes the block requests tell their bytes; they have no file, their pages being anonymous memory.)
 */
#include "evictions.bpf.h"
#include "outside.bpf.h"

#define BT_ITER_DEST 0 /* the iterator is what is read into */

static __always_inline void count_direct_read(const struct bt_where *where,
					      const struct inode *inode,
					      const struct bt_file *file, __u64 start, __u64 bytes)
{
	struct bt_outside_file *outside;
	__u64 end = start + bytes;

	if (end > file->size)
		end = file->size;
	if (end <= start)
		return;
	outside = outside_file(where, inode, file);
	if (outside)
		add(&outside->direct_bytes, end - start);
}

SEC("tp_btf/iomap_dio_rw_begin")
int BPF_PROG(iomap_dio_rw_begin, struct kiocb *iocb, struct iov_iter *iter, unsigned int flags,
	     size_t done_before)
{
	struct bt_where where;
	struct bt_file file;
	const struct inode *inode;

	if (!find_lane(&where))
		return 0;
	if (!done_before)
		add(&where.lane->counts.direct_begun, 1);
	if (iter->data_source != BT_ITER_DEST)
		return 0;
	inode = BT_FIELD(kiocb, iocb, ki_filp)->f_inode;
	describe(inode, &file);
	if (in_lane(&where))
		note_reader(&where, &file);
	else
		count_direct_read(&where, inode, &file, iocb->ki_pos, iter->count);
	return 0;
}

/* The seventh parameter, done_before: where calls pass it. */
static __always_inline __u64 done_before(const struct pt_regs *context)
{
	__u64 done = 0;

#if defined(__TARGET_ARCH_x86)
	/* Above the address to return to. */
	bpf_probe_read_kernel(&done, sizeof(done), (const __u64 *)PT_REGS_SP(context) + 1);
#elif defined(__TARGET_ARCH_arm64)
	done = ((const struct user_pt_regs *)context)->regs[6];
#endif
	return done;
}

/* For kernels without the tracepoint (6.6). It has too many parameters for fentry there. */
SEC("kprobe/__iomap_dio_rw")
int BPF_KPROBE(kprobe_iomap_dio_rw, struct kiocb *iocb, struct iov_iter *iter)
{
	struct bt_where where;
	struct bt_file file;
	const struct inode *inode;

	if (!find_lane(&where))
		return 0;
	if (!done_before(ctx))
		add(&where.lane->counts.direct_begun, 1);
	if (BPF_CORE_READ(iter, data_source) != BT_ITER_DEST)
		return 0;
	inode = BPF_CORE_READ(iocb, ki_filp, f_inode);
	describe_by_helper(inode, &file);
	if (in_lane(&where))
		note_reader(&where, &file);
	else
		count_direct_read(&where, inode, &file, BPF_CORE_READ(iocb, ki_pos),
				  BPF_CORE_READ(iter, count));
	return 0;
}

/* The file's pages in the cache, which a direct write must first drop, are in use. */
SEC("tp_btf/iomap_dio_invalidate_fail")
int BPF_PROG(iomap_dio_invalidate_fail)
{
	struct bt_where where;

	if (find_lane(&where))
		add(&where.lane->counts.direct_refused, 1);
	return 0;
}
