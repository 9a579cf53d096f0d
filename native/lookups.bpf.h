/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* A look-up in the page cache, whatever told of it: a tracepoint, or the kernel's own function. */
#ifndef BYTETRAIL_LOOKUPS_BPF_H
#define BYTETRAIL_LOOKUPS_BPF_H

#include "evictions.bpf.h"
#include "fresh.bpf.h"
#include "outside.bpf.h"

/*
 * One call of read(2) looks up once for each batch of folios, with `first` moving on and the same
 * `last`; `last` may lie past the end of the file. The bytes this look-up adds to those before.
 *
 * A batch that ends in a folio whose read is still on its way is cut before that folio, and passes
 * without an event: the first that is heard of such a call may be in the middle of it. Where the
 * lane has been reading on by steps of one size, each from where the one before ended, `from` is
 * where this step began; else it is `first`.
 */
static __always_inline __u64 count_lookup(struct bt_lane_state *lane, __u64 mapping, __u64 first,
					  __u64 last, __u64 size, __u64 *from)
{
	__u64 bytes = 0;

	*from = first;
	if (lane->last_mapping != mapping) {
		lane->last_mapping = mapping;
		lane->last_step = first ? 0 : last + 1;
		bytes = bytes_in_file(first, last - first + 1, size);
	} else if (lane->last_index != last || first <= lane->last_start) {
		__u64 step = last - lane->last_index;

		/* One more or less: steps need not end with a page. */
		if (lane->last_step && step - lane->last_step + 1 <= 2 &&
		    first - lane->last_index - 1 < step)
			*from = lane->last_index + 1;
		lane->last_step = *from - lane->last_index <= 1 ? step : 0;
		bytes = bytes_in_file(*from, last - *from + 1, size);
	}
	lane->last_index = last;
	lane->last_start = first;
	add(&lane->counts.lookups, 1);
	if (bytes)
		add(&lane->counts.lookup_bytes, bytes);
	return bytes;
}

static __always_inline void look_up_fresh(const struct bt_where *where, const struct bt_file *file,
					  __u64 from, __u64 first, __u64 last)
{
	read_fresh(where, file, first, last);
	if (from < first)
		feed_fresh(where, file, from, first - 1);
}

static __noinline void outside_lookup(const struct bt_where *where, const struct inode *inode,
				      const struct bt_file *file, __u64 bytes)
{
	struct bt_outside_file *outside = outside_file(where, inode, file);

	if (outside)
		add(&outside->lookup_bytes, bytes);
}

static __always_inline void look_up(const struct bt_where *where, __u64 mapping,
				    const struct inode *inode, const struct bt_file *file,
				    __u64 first, __u64 last)
{
	__u64 bytes;
	__u64 from;

	note(&where->lane->counts.file_device, file->device);
	note_reader(where, file);
	bytes = count_lookup(where->lane, mapping, first, last, file->size, &from);
	if (where->lane->fresh_pages)
		look_up_fresh(where, file, from, first, last);
	if (bytes && !in_lane(where))
		outside_lookup(where, inode, file, bytes);
}

#endif
