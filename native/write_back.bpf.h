/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Writes as block devices get them, from whatever thread: the pages of files filed under the lanes
 * that dirtied them, and everything by device and kind.
 */
#ifndef BYTETRAIL_WRITE_BACK_BPF_H
#define BYTETRAIL_WRITE_BACK_BPF_H

#include "dirty.bpf.h"
#include "folios.bpf.h"

#define BT_OP_MASK 0xff
/* Folios of one bio, when they have to be looked at one by one. */
#define BT_FOLIOS_A_BIO 8192
/* The loop driver's workers (since "mm: writeback: replace PF_LESS_THROTTLE", 5.8). */
#define BT_PF_LOCAL_THROTTLE 0x00100000
#define BT_BTRFS_MAGIC 0x9123683E

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u32); /* device number of the disk */
	__type(value, struct bt_device_counts);
} devices SEC(".maps");

static __always_inline __u32 device_number(const struct bio *bio)
{
	return BT_FIELD(bio, bio, bi_bdev)->bd_disk->part0->bd_dev;
}

static __always_inline struct bt_device_counts *device_of(const struct bio *bio)
{
	__u32 key = device_number(bio);
	struct bt_device_counts *counts = bpf_map_lookup_elem(&devices, &key);
	struct bt_device_counts made = {};

	if (counts)
		return counts;
	bpf_map_update_elem(&devices, &key, &made, BPF_NOEXIST);
	counts = bpf_map_lookup_elem(&devices, &key);
	if (!counts)
		add(&losses.lost_devices, 1);
	return counts;
}

/* A byte of the page cache. */
struct bt_spot {
	__u64 mapping; /* 0: no file's */
	__u64 offset;  /* in the file */
	__u64 folio_end;
};

/* The byte `offset` after the beginning of a page; pages of one bio_vec lie side by side. */
static __always_inline void find_spot(__u64 page, __u64 offset, struct bt_spot *spot)
{
	__u64 size = bpf_core_type_size(struct page);
	__u64 folio;
	__u64 index;

	page += (offset >> BT_PAGE_SHIFT) * size;
	folio = folio_of(page);
	index = BT_READ(folio, folio, index);
	spot->mapping = BT_WORD(folio, folio, mapping);
	spot->offset = ((index + (page - folio) / size) << BT_PAGE_SHIFT) +
		       (offset & (BT_PAGE_SIZE - 1));
	spot->folio_end = (index + folio_pages(folio)) << BT_PAGE_SHIFT;
}

/* Whether a page's byte is the last of so many that lie side by side in a file, from `first` on. */
static __noinline bool ends_piece(const struct bt_spot *first, __u64 page, __u64 offset, __u64 bytes)
{
	struct bt_spot last;

	find_spot(page, offset, &last);
	return last.mapping == first->mapping && last.offset + 1 - first->offset == bytes;
}

struct bt_bio_walk {
	struct bt_dirty_taking taking;
	__u64 vector;
	__u32 done; /* of the vector */
	__u32 left; /* of the bio */
};

/* The next piece of a bio: of a bio_vec that is one piece of a file, or of a folio, in one block. */
static long walk_bio(__u32 i, struct bt_bio_walk *walk)
{
	__u64 length = BT_READ(bio_vec, walk->vector, bv_len);
	__u64 offset = BT_READ(bio_vec, walk->vector, bv_offset) + walk->done;
	__u64 page = BT_WORD(bio_vec, walk->vector, bv_page);
	__u64 piece = length - walk->done;
	struct bt_spot first;
	__u64 end;

	if (!walk->left || length <= walk->done)
		return 1;
	if (piece > walk->left)
		piece = walk->left;
	find_spot(page, offset, &first);
	end = block_end(first.offset);
	if (end > first.folio_end && !ends_piece(&first, page, offset + piece - 1, piece))
		end = first.folio_end;
	if (piece > end - first.offset)
		piece = end - first.offset;
	piece = unknown(piece);
	first.offset = unknown(first.offset);
	set_range(&walk->taking.range, first.mapping, first.offset, first.offset + piece);
	take_dirty_block(0, &walk->taking);
	walk->left = unknown(walk->left - piece);
	walk->done += piece;
	end = walk->done >= length;
	walk->vector = unknown(walk->vector + end * bpf_core_type_size(struct bio_vec));
	walk->done = unknown(end ? 0 : walk->done);
	walk->taking.taken = unknown(walk->taking.taken);
	return 0;
}

/* Whether the whole bio is one piece of a file, as most are: its first and its last byte tell. */
static __always_inline bool is_one_piece(const struct bio *bio, const struct bt_spot *first)
{
	__u64 size = bpf_core_type_size(struct bio_vec);
	__u64 vector = BT_WORD(bio, bio, bi_io_vec);

	/* A bio that is part of another has none of its own. */
	if (!bio->bi_vcnt || bio->bi_iter.bi_idx || bio->bi_iter.bi_bvec_done)
		return false;
	vector += (bio->bi_vcnt - 1) * size;
	return ends_piece(first, BT_WORD(bio_vec, vector, bv_page),
			  (__u64)BT_READ(bio_vec, vector, bv_offset) +
				  BT_READ(bio_vec, vector, bv_len) - 1,
			  bio->bi_iter.bi_size);
}

/* The bytes of a bio that are filed under lanes; the rest nobody of ours dirtied, or not in our time. */
static __noinline __u64 take_bio(const struct bio *bio, const struct bt_spot *first,
				 const struct bt_where *submitter)
{
	struct bt_bio_walk walk = {};

	walk.taking.taken = unknown(0);
	if (!dirty_pages)
		return 0;
	walk.taking.how = BT_DIRTY_WRITTEN;
	walk.taking.device = device_number(bio);
	if (submitter && (submitter->word & BT_WORD_FORCES)) {
		walk.taking.forcer = unknown(submitter->index);
		walk.taking.forcer_base = unknown(submitter->place->base);
	}
	if (is_one_piece(bio, first)) {
		set_range(&walk.taking.range, first->mapping, first->offset,
			  first->offset + bio->bi_iter.bi_size);
		bpf_loop(BT_DIRTY_BLOCKS_A_RANGE, take_dirty_block, &walk.taking, 0);
	} else {
		walk.vector = BT_WORD(bio, bio, bi_io_vec) +
			      bio->bi_iter.bi_idx * bpf_core_type_size(struct bio_vec);
		walk.done = unknown(bio->bi_iter.bi_bvec_done);
		walk.left = unknown(bio->bi_iter.bi_size);
		walk.vector = unknown(walk.vector);
		bpf_loop(BT_FOLIOS_A_BIO, walk_bio, &walk, 0);
	}
	return walk.taking.taken;
}

static __always_inline bool has_flag(const struct bio *bio, int flag)
{
	return bio->bi_opf & (1U << flag);
}

/*
 * What another block device hands on has been counted when that got it, and its pages may be dirty
 * again since. (btrfs writes by clones of its bios, too.)
 */
static __always_inline bool is_handed_on(const struct bio *bio, __u64 mapping)
{
	const struct super_block *filesystem;
	const struct inode *inode;

	if (bpf_get_current_task_btf()->flags & BT_PF_LOCAL_THROTTLE)
		return true;
	if (!(bio->bi_flags & (1U << BIO_CLONED)))
		return false;
	inode = BT_READ(address_space, mapping, host);
	filesystem = BT_READ(inode, inode, i_sb);
	return BT_READ(super_block, filesystem, s_magic) != BT_BTRFS_MAGIC;
}

static __always_inline bool is_write(const struct bio *bio)
{
	/* Odd operations move data to the device. */
	return bio->bi_opf & 1;
}

/*
 * Counts what is no page of a file on its way from the page cache. Of such a page `first` is the
 * place, and the device is returned; else NULL.
 */
static __noinline struct bt_device_counts *count_other_write(const struct bio *bio,
							     struct bt_spot *first)
{
	__u32 op = bio->bi_opf & BT_OP_MASK;
	__u64 bytes = bio->bi_iter.bi_size;
	struct bt_device_counts *device;
	const struct inode *inode;
	__u64 vector;
	__u64 page;

	/* A discard is none, and an empty bio only flushes. */
	if (op == REQ_OP_DISCARD || op == REQ_OP_SECURE_ERASE || !bytes)
		return NULL;
	device = device_of(bio);
	if (!device)
		return NULL;
	add(&device->requests, 1);
	if (has_flag(bio, bpf_core_enum_value(enum req_flag_bits, __REQ_META))) {
		/* Logs are written by threads that wait for more, and say so; ext4's, XFS's. */
		if (has_flag(bio, bpf_core_enum_value(enum req_flag_bits, __REQ_IDLE)))
			add(&device->journal_bytes, bytes);
		else
			add(&device->metadata_bytes, bytes);
		return NULL;
	}
	if (op == REQ_OP_WRITE_ZEROES ||
	    has_flag(bio, bpf_core_enum_value(enum req_flag_bits, __REQ_SWAP))) {
		add(&device->unknown_bytes, bytes);
		return NULL;
	}
	vector = BT_WORD(bio, bio, bi_io_vec) +
		 bio->bi_iter.bi_idx * bpf_core_type_size(struct bio_vec);
	page = BT_WORD(bio_vec, vector, bv_page);
	find_spot(page, (__u64)BT_READ(bio_vec, vector, bv_offset) + bio->bi_iter.bi_bvec_done,
		  first);
	if (first->mapping & BT_MAPPING_FLAGS) {
		add(&device->direct_bytes, bytes);
		return NULL;
	}
	if (!first->mapping) {
		add(&device->unknown_bytes, bytes);
		return NULL;
	}
	inode = BT_READ(address_space, first->mapping, host);
	if ((BT_READ(inode, inode, i_mode) & BT_S_IFMT) != BT_S_IFREG) {
		add(&device->metadata_bytes, bytes);
		return NULL;
	}
	if (is_handed_on(bio, first->mapping)) {
		add(&device->other_bytes, bytes);
		return NULL;
	}
	/* A mapped file as the buffer of a direct write is not under writeback itself. */
	if (!folio_has(folio_of(page), bpf_core_enum_value(enum pageflags, PG_writeback))) {
		add(&device->direct_bytes, bytes);
		return NULL;
	}
	return device;
}

/* One bio that writes, in the thread that submits it; `submitter` is NULL when it is not tracked. */
static __noinline void count_device_write(const struct bio *bio, const struct bt_where *submitter)
{
	struct bt_spot first = {};
	struct bt_device_counts *device = count_other_write(bio, &first);
	__u64 ours;

	if (!device)
		return;
	ours = take_bio(bio, &first, submitter);
	add(&device->lane_bytes, ours);
	add(&device->other_bytes, bio->bi_iter.bi_size - ours);
}

#endif
