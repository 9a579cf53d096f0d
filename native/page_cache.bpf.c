// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* The page cache as read(2), sendfile(2) and their kin use it: look-ups and insertions. */
#include "faults.bpf.h"
#include "fresh.bpf.h"
#include "outside.bpf.h"
#include "pages.bpf.h"
#include "writes.bpf.h"

static __noinline void outside_lookup(const struct bt_where *where,
				      const struct inode *inode, __u64 bytes)
{
	struct bt_outside_file *file = outside_file(where, inode);

	if (file)
		add(&file->lookup_bytes, bytes);
}

/*
 * Fires at the end of filemap_get_pages(), after any wait. One call of read(2) fires it once for
 * each batch of folios, with `index` moving on and the same `last`; `last` may lie past the end.
 */
SEC("tp_btf/mm_filemap_get_pages")
int BPF_PROG(mm_filemap_get_pages, struct address_space *mapping, unsigned long index,
	     unsigned long last)
{
	struct bt_where where;
	struct bt_lane_state *lane;
	const struct inode *inode;
	__u64 bytes = 0;

	if (!find_lane(&where))
		return 0;
	lane = where.lane;
	inode = BT_FIELD(address_space, mapping, host);
	if (lane->last_mapping != (__u64)mapping) {
		lane->last_mapping = (__u64)mapping;
		note(&lane->counts.file_device, inode->i_sb->s_dev);
		bytes = bytes_in_file(index, last - index + 1, inode->i_size);
	} else if (lane->last_index != last || index <= lane->last_start) {
		bytes = bytes_in_file(index, last - index + 1, inode->i_size);
	}
	lane->last_index = last;
	lane->last_start = index;
	add(&lane->counts.lookups, 1);
	if (bytes)
		add(&lane->counts.lookup_bytes, bytes);
	if (lane->fresh_pages)
		read_fresh(&where, inode, index, last);
	if (bytes && !in_lane(&where))
		outside_lookup(&where, inode, bytes);
	return 0;
}

/* Fires once a folio, whatever its size. */
SEC("tp_btf/mm_filemap_add_to_page_cache")
int BPF_PROG(mm_filemap_add_to_page_cache, struct folio *folio)
{
	struct bt_where where;
	const struct inode *inode;
	__u64 order = 0;
	__u64 bytes;

	if (!find_lane(&where))
		return 0;
	inode = BT_FIELD(folio, folio, mapping)->host;
	/* Blocks of the filesystem itself are cached under its block device. */
	if ((inode->i_mode & BT_S_IFMT) != BT_S_IFREG)
		return 0;
	if (page_flags((struct page *)folio) & (1UL << bpf_core_enum_value(enum pageflags, PG_head)))
		order = folio->_flags_1 & 0xff;
	if (inserted_by_write((__u64)BT_FIELD(folio, folio, mapping), folio->index, 1ULL << order))
		return 0;
	bytes = bytes_in_file(folio->index, 1ULL << order, inode->i_size);
	if (!bytes || (where.word & BT_WORD_WRITES))
		return 0;
	note(&where.lane->counts.file_device, inode->i_sb->s_dev);
	add(&where.lane->counts.inserted_bytes, bytes);
	if (!feed_huge_folio(&where, folio->index, order, bytes))
		mark_fresh(&where, inode, folio->index, order);
	return 0;
}
