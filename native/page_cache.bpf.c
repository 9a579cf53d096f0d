// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* The page cache as read(2), sendfile(2) and their kin use it: look-ups and insertions. */
#include "evictions.bpf.h"
#include "faults.bpf.h"
#include "lookups.bpf.h"
#include "pages.bpf.h"
#include "writes.bpf.h"

/* Fires at the end of filemap_get_pages(), after any wait. */
SEC("tp_btf/mm_filemap_get_pages")
int BPF_PROG(mm_filemap_get_pages, struct address_space *mapping, unsigned long index,
	     unsigned long last)
{
	struct bt_where where;
	struct bt_file file;
	const struct inode *inode;
	__u64 bytes;
	__u64 from;

	if (!find_call(&where))
		return 0;
	inode = BT_FIELD(address_space, mapping, host);
	if (where.lane->last_mapping != (__u64)mapping) {
		describe(inode, &file);
		note(&where.lane->counts.file_device, file.device);
		note_reader(&where, &file);
	}
	bytes = count_lookup(where.lane, (__u64)mapping, index, last, inode->i_size, &from);
	if (where.lane->fresh_pages) {
		describe(inode, &file);
		look_up_fresh(&where, &file, from, index, last);
	}
	if (bytes && !in_lane(&where)) {
		describe(inode, &file);
		outside_lookup(&where, inode, &file, bytes);
	}
	return 0;
}

/* Fires once a folio, whatever its size. */
SEC("tp_btf/mm_filemap_add_to_page_cache")
int BPF_PROG(mm_filemap_add_to_page_cache, struct folio *folio)
{
	struct bt_where where;
	struct bt_file file;
	__u64 order;
	__u64 bytes;

	if (!find_lane(&where)) {
		note_added_by_others(order_of(folio));
		return 0;
	}
	describe(BT_FIELD(folio, folio, mapping)->host, &file);
	/* Blocks of the filesystem itself are cached under its block device. */
	if ((file.mode & BT_S_IFMT) != BT_S_IFREG)
		return 0;
	order = order_of(folio);
	note_added(&where, &file, folio->index, order);
	if (inserted_by_write((__u64)BT_FIELD(folio, folio, mapping), folio->index, 1ULL << order))
		return 0;
	bytes = bytes_in_file(folio->index, 1ULL << order, file.size);
	if (!bytes || (where.word & BT_WORD_WRITES))
		return 0;
	note(&where.lane->counts.file_device, file.device);
	add(&where.lane->counts.inserted_bytes, bytes);
	if (!feed_huge_folio(&where, folio->index, order, bytes)) {
		note_first_added(&file, folio->index, order);
		mark_fresh(&where, &file, folio->index, order);
	}
	return 0;
}
