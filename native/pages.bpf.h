/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Whose page is this: a file's, an anonymous one, or nobody's? */
#ifndef BYTETRAIL_PAGES_BPF_H
#define BYTETRAIL_PAGES_BPF_H

#include "maps.bpf.h"

/* The low bits of page->mapping: anonymous and movable pages. */
#define BT_MAPPING_FLAGS 3UL

struct bt_page_owner {
	struct address_space *mapping;
	bool anonymous;
	bool in_transfer; /* locked for reading or under writeback */
};

/* The first word of a page since ever; its type changed ("mm: introduce memdesc_flags_t", 6.18). */
static __always_inline unsigned long page_flags(const struct page *page)
{
	unsigned long flags = 0;

	bpf_probe_read_kernel(&flags, sizeof(flags), page);
	return flags;
}

static __always_inline void find_owner(const struct page *page, struct bt_page_owner *owner)
{
	unsigned long head = BPF_CORE_READ(page, compound_head);
	unsigned long mapping;
	unsigned long flags;

	if (head & 1)
		page = (const struct page *)(head - 1);
	mapping = (unsigned long)BPF_CORE_READ(page, mapping);
	flags = page_flags(page);
	owner->anonymous = mapping & BT_MAPPING_FLAGS;
	owner->mapping = (struct address_space *)(mapping & ~BT_MAPPING_FLAGS);
	owner->in_transfer = flags & (1UL << bpf_core_enum_value(enum pageflags, PG_locked) |
				      1UL << bpf_core_enum_value(enum pageflags, PG_writeback));
}

/* A folio is `1 << order` pages; its order is kept in the flags of the second one. */
static __always_inline __u64 folio_order_of(const struct folio *folio)
{
	unsigned long head = 1UL << bpf_core_enum_value(enum pageflags, PG_head);

	return page_flags((const struct page *)folio) & head ? folio->_flags_1 & 0xff : 0;
}

#endif
