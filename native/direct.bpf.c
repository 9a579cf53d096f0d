// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Direct I/O as the filesystem begins it, and as it gives up; and outside lanes, direct reads by
 * file. (In lanes the block requests tell their bytes; they have no file, their pages being
 * anonymous memory.)
 */
#include "outside.bpf.h"

#define BT_ITER_DEST 0 /* the iterator is what is read into */

static __always_inline void outside_direct_read(const struct bt_where *where,
						const struct inode *inode, __u64 bytes)
{
	struct bt_outside_file *file = outside_file(where, inode);

	if (file)
		add(&file->direct_bytes, bytes);
}

SEC("tp_btf/iomap_dio_rw_begin")
int BPF_PROG(iomap_dio_rw_begin, struct kiocb *iocb, struct iov_iter *iter, unsigned int flags,
	     size_t done_before)
{
	struct bt_where where;
	const struct inode *inode;
	__u64 position;
	__u64 end;
	__u64 size;

	if (!find_lane(&where))
		return 0;
	if (!done_before)
		add(&where.lane->counts.direct_begun, 1);
	if (iter->data_source != BT_ITER_DEST || in_lane(&where))
		return 0;
	inode = BT_FIELD(kiocb, iocb, ki_filp)->f_inode;
	position = iocb->ki_pos;
	end = position + iter->count;
	size = inode->i_size;
	if (end > size)
		end = size;
	if (end > position)
		outside_direct_read(&where, inode, end - position);
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
