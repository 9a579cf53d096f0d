/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Whose page is this: a file's, an anonymous one, or nobody's? */
#ifndef BYTETRAIL_PAGES_BPF_H
#define BYTETRAIL_PAGES_BPF_H

#include "loads.bpf.h"
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
	return load((__u64)page);
}

/* Where the order of a folio was ("mm: free up a word in the first tail page", 6.6). */
struct folio___before_6_6 {
	unsigned char _folio_order;
} __attribute__((preserve_access_index));

/* ... and before that, in its second page ("mm: add the first tail page to struct folio", 6.1). */
struct page___before_6_1 {
	unsigned char compound_order;
} __attribute__((preserve_access_index));

static __always_inline __u64 order_of(const struct folio *folio)
{
	const struct folio___before_6_6 *older = (const void *)folio;
	const struct page___before_6_1 *second =
		(const void *)folio + bpf_core_type_size(struct page);

	if (!(page_flags((const struct page *)folio) &
	      (1UL << bpf_core_enum_value(enum pageflags, PG_head))))
		return 0;
	if (bpf_core_field_exists(older->_folio_order))
		return BPF_CORE_READ(older, _folio_order);
	if (bpf_core_field_exists(second->compound_order))
		return BPF_CORE_READ(second, compound_order);
	return folio->_flags_1 & 0xff;
}

static __always_inline void find_owner(const struct page *page, struct bt_page_owner *owner)
{
	unsigned long head = BT_READ(page, page, compound_head);
	unsigned long mapping;
	unsigned long flags;

	if (head & 1)
		page = (const struct page *)(head - 1);
	mapping = (unsigned long)BT_READ(page, page, mapping);
	flags = page_flags(page);
	owner->anonymous = mapping & BT_MAPPING_FLAGS;
	owner->mapping = (struct address_space *)(mapping & ~BT_MAPPING_FLAGS);
	owner->in_transfer = flags & (1UL << bpf_core_enum_value(enum pageflags, PG_locked) |
				      1UL << bpf_core_enum_value(enum pageflags, PG_writeback));
}

#endif
