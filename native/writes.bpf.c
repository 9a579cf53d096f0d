// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Writes into the page cache. The kernel as a whole tells only that a folio has become dirty, which
 * says little of a large one and nothing of a second write; filesystems tell of each write(2), with
 * its range. Where one does not, and for stores through a mapping, the folio is what is marked.
 */
#include "folios.bpf.h"
#include "writes.bpf.h"
#include "dirty.bpf.h"

#define BT_NO_SYSTEM_CALL (-1L)

/* Constants of the kernel's own headers: iomap's flags (zeroing, faults, direct, unsharing, DAX). */
#define BT_IOMAP_WRITE (1U << 0)
#define BT_IOMAP_NOT_WRITE_2 (1U << 1 | 1U << 3 | 1U << 4 | 1U << 7 | 1U << 8)

/* A thread in a page fault of the application's own got into the kernel by no system call. */
static __always_inline bool in_user_fault(void)
{
	const struct pt_regs *registers =
		(const struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());

#ifdef __TARGET_ARCH_x86
	return (long)registers->orig_ax == BT_NO_SYSTEM_CALL;
#else
	return (int)registers->syscallno == (int)BT_NO_SYSTEM_CALL;
#endif
}

static __always_inline void count_write(const struct bt_where *where, struct bt_thread *thread,
					__u64 start, __u64 end)
{
	settle_insertions(thread, thread->write_mapping, start, end);
	add(&where->lane->counts.cached_write_bytes, end - start);
	if (thread->missed < end - start)
		add(&where->lane->counts.write_hit_bytes, end - start - thread->missed);
	thread->missed = 0;
}

static __always_inline void note_filesystem(const struct bt_where *where, const struct inode *inode)
{
	const struct super_block *filesystem = BT_READ(inode, inode, i_sb);

	note(&where->lane->counts.file_device, BT_READ(super_block, filesystem, s_dev));
}

static __always_inline bool is_under_writeback(__u64 folio)
{
	return folio_has(folio, bpf_core_enum_value(enum pageflags, PG_writeback));
}

static __always_inline bool is_dirty(__u64 folio)
{
	return folio_has(folio, bpf_core_enum_value(enum pageflags, PG_dirty));
}

/*
 * One piece of a write(2), within one folio, that has been copied; the folio is locked, and not
 * dirty for it yet.
 */
static __noinline int wrote_piece(const struct inode *inode, __u64 start, __u64 bytes,
				  bool to_the_byte)
{
	struct bt_dirty_range range = {};
	struct bt_thread *thread;
	struct bt_where where;
	struct bt_entry entry;
	__u64 mapping = BT_WORD(inode, inode, i_mapping);

	if (!bytes || !find_lane(&where))
		return 0;
	thread = this_thread();
	if (!thread)
		return 0;
	thread->write_mapping = mapping;
	thread->writing = 0;
	note_filesystem(&where, inode);
	count_write(&where, thread, start, start + bytes);
	set_range(&range, mapping, start, start + bytes);
	range.written_end = BT_READ(inode, inode, i_size);
	if (!to_the_byte)
		range.written_end &= ~(BT_PAGE_SIZE - 1);
	range.lane = where.index;
	find_folio(mapping, start >> BT_PAGE_SHIFT, &entry);
	range.leaving = entry.folio && is_under_writeback(entry.folio) && !is_dirty(entry.folio);
	mark_dirty(&range);
	return 0;
}

SEC("tp_btf/ext4_da_write_end")
int BPF_PROG(ext4_da_write_end, struct inode *inode, loff_t start, unsigned int asked,
	     unsigned int bytes)
{
	return wrote_piece(inode, start, bytes, true);
}

/* Without delayed allocation: nearly full, or mounted so. */
SEC("tp_btf/ext4_write_end")
int BPF_PROG(ext4_write_end, struct inode *inode, loff_t start, unsigned int asked,
	     unsigned int bytes)
{
	return wrote_piece(inode, start, bytes, true);
}

SEC("tp_btf/ext4_journalled_write_end")
int BPF_PROG(ext4_journalled_write_end, struct inode *inode, loff_t start, unsigned int asked,
	     unsigned int bytes)
{
	return wrote_piece(inode, start, bytes, true);
}

/* Of btrfs, which may be a module, and not in vmlinux.h then. */
struct btrfs_inode___bt {
	struct inode vfs_inode;
} __attribute__((preserve_access_index));

struct extent_io_tree___bt {
	struct btrfs_inode___bt *inode;
	__u8 owner;
} __attribute__((preserve_access_index));

/* Before "btrfs: pass btrfs_inode to the tree" (6.3). */
struct extent_io_tree___before_6_3 {
	struct inode *private_data;
} __attribute__((preserve_access_index));

#define BT_IO_TREE_INODE_IO 3

/* EXTENT_DELALLOC, of an enumeration without a name: the loader looks it up. */
const volatile __u32 btrfs_delalloc = 1U << 4;

static __always_inline const struct inode *inode_of(const struct extent_io_tree___bt *tree)
{
	if (bpf_core_field_exists(tree->inode))
		return (const void *)BPF_CORE_READ(tree, inode) +
		       bpf_core_field_offset(struct btrfs_inode___bt, vfs_inode);
	return BPF_CORE_READ((const struct extent_io_tree___before_6_3 *)tree, private_data);
}

/* Fires for whole blocks, by write(2) and by faults. */
SEC("tp_btf/btrfs_set_extent_bit")
int BPF_PROG(btrfs_set_extent_bit, const struct extent_io_tree___bt *tree, __u64 start, __u64 bytes,
	     unsigned int bits)
{
	if (!(bits & btrfs_delalloc) || tree->owner != BT_IO_TREE_INODE_IO || in_user_fault())
		return 0;
	return wrote_piece(inode_of(tree), start, bytes, false);
}

/* Before 6.16 an iteration knew what it had done, not where it began. */
struct iomap_iter___old {
	__s64 processed;
} __attribute__((preserve_access_index));

static __always_inline __s64 processed(const struct iomap_iter *iter)
{
	if (bpf_core_field_exists(iter->iter_start_pos))
		return iter->pos - iter->iter_start_pos;
	return ((const struct iomap_iter___old *)iter)->processed;
}

static __always_inline void begin_write(struct bt_thread *thread, __u64 mapping, __u64 size,
					__u64 start, __u64 bytes)
{
	thread->write_mapping = mapping;
	thread->write_start = start;
	thread->write_end = start + bytes;
	thread->write_size = size;
	thread->insert_mapping = 0;
	thread->missed = 0;
	thread->writing = 1;
}

/* Fires before each extent of a write(2), and after the last one: what the one before came to. */
SEC("tp_btf/iomap_iter")
int BPF_PROG(iomap_iter, struct iomap_iter *iter)
{
	__u32 kind = iter->flags & (BT_IOMAP_WRITE | BT_IOMAP_NOT_WRITE_2);
	struct bt_dirty_range range = {};
	struct bt_thread *thread;
	struct bt_where where;
	const struct inode *inode;
	__u64 start;
	__s64 bytes;

	if (kind != BT_IOMAP_WRITE || !find_lane(&where))
		return 0;
	thread = this_thread();
	if (!thread)
		return 0;
	inode = BT_FIELD(iomap_iter, iter, inode);
	if (!iter->iomap.length) {
		begin_write(thread, BT_WORD(inode, inode, i_mapping),
			    BT_READ(inode, inode, i_size), iter->pos, iter->len);
		return 0;
	}
	bytes = processed(iter);
	if (bytes <= 0)
		return 0;
	start = iter->pos;
	if (bpf_core_field_exists(iter->iter_start_pos))
		start = iter->iter_start_pos;
	note_filesystem(&where, inode);
	count_write(&where, thread, start, start + bytes);
	set_range(&range, thread->write_mapping, start, start + bytes);
	range.written_end = thread->write_size;
	range.lane = where.index;
	mark_dirty(&range);
	if (start + bytes >= thread->write_end)
		thread->writing = 0;
	return 0;
}

/*
 * A clean folio becomes dirty. In a write(2) of which the filesystem tells, that has marked its
 * range, or will; a fault has the whole folio written back.
 */
SEC("tp_btf/writeback_dirty_folio")
int BPF_PROG(writeback_dirty_folio, struct folio *folio, struct address_space *mapping)
{
	struct bt_dirty_range range = {};
	struct bt_thread *thread;
	struct bt_where where;
	const struct inode *inode;
	__u64 start;
	__u64 end;

	if (!find_lane(&where))
		return 0;
	inode = BT_FIELD(address_space, mapping, host);
	if ((BT_READ(inode, inode, i_mode) & BT_S_IFMT) != BT_S_IFREG)
		return 0;
	thread = bpf_task_storage_get(&threads, bpf_get_current_task_btf(), NULL, 0);
	start = BT_READ(folio, folio, index) << BT_PAGE_SHIFT;
	end = start + (folio_pages((__u64)folio) << BT_PAGE_SHIFT);
	if (thread && thread->write_mapping == (__u64)mapping && !in_user_fault()) {
		if (!thread->writing || !is_under_writeback((__u64)folio))
			return 0;
		if (start < thread->write_start)
			start = thread->write_start;
		if (end > thread->write_end)
			end = thread->write_end;
		range.leaving_only = true;
	}
	note_filesystem(&where, inode);
	set_range(&range, (__u64)mapping, start, end);
	range.lane = where.index;
	range.leaving = is_under_writeback((__u64)folio);
	mark_dirty(&range);
	return 0;
}
