/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Folios: where they begin and end, and where a mapping keeps them. */
#ifndef BYTETRAIL_FOLIOS_BPF_H
#define BYTETRAIL_FOLIOS_BPF_H

#include "pages.bpf.h"

/* More than the levels of any tree: 64 bits of index, 6 a level. */
#define BT_XARRAY_LEVELS 11
#define BT_XARRAY_INTERNAL 2UL
#define BT_XARRAY_LARGEST_SIBLING 250UL
/* Above the bits that say how an xarray is used come the marks of an entry without a node. */
#define BT_XARRAY_USE 0x3fU

/* A field of 64 bits as a number: what is loaded as a pointer is one to the verifier. */
#define BT_WORD(type, address, field) \
	load((__u64)(address) + bpf_core_field_offset(struct type, field))

static __always_inline bool folio_has(__u64 folio, int flag)
{
	return page_flags((const struct page *)folio) & (1UL << flag);
}

static __always_inline __u64 folio_of(__u64 page)
{
	__u64 head = BT_WORD(page, page, compound_head);

	return head & 1 ? head - 1 : page;
}

/* As order_of(), of a folio that is known by its address alone. */
static __always_inline __u64 folio_pages(__u64 folio)
{
	const struct folio___before_6_6 *older = (const void *)folio;
	__u64 second = folio + bpf_core_type_size(struct page);
	__u64 order;

	if (!folio_has(folio, bpf_core_enum_value(enum pageflags, PG_head)))
		return 1;
	if (bpf_core_field_exists(older->_folio_order))
		order = BPF_CORE_READ(older, _folio_order);
	else if (bpf_core_field_exists(((const struct page___before_6_1 *)second)->compound_order))
		order = BPF_CORE_READ((const struct page___before_6_1 *)second, compound_order);
	else
		order = BT_READ(folio, folio, _flags_1);
	return 1ULL << (order & 0x3f);
}

struct bt_entry {
	__u64 folio; /* 0: none is there */
	bool dirty;  /* as the mapping marks it: still so while a dirty folio is being truncated */
};

/* Looks a page up as the kernel does under RCU, as every program runs. */
static __always_inline void find_folio(__u64 mapping, __u64 index, struct bt_entry *found)
{
	__u64 slots = bpf_core_field_offset(struct xa_node, slots);
	__u64 marks = bpf_core_field_offset(struct xa_node, marks);
	__u64 entry = BT_WORD(address_space, mapping, i_pages.xa_head);

	found->folio = 0;
	found->dirty = BT_READ(address_space, mapping, i_pages.xa_flags) & ~BT_XARRAY_USE;
	for (int i = 0; i < BT_XARRAY_LEVELS; i++) {
		__u64 node = entry - BT_XARRAY_INTERNAL;
		__u64 slot;

		if ((entry & 3) != BT_XARRAY_INTERNAL)
			break;
		slot = index >> (BT_READ(xa_node, node, shift) & 63) & 63;
		entry = load(node + slots + slot * sizeof(entry));
		/* The rest of a folio of many slots points to its first. */
		if ((entry & 3) == BT_XARRAY_INTERNAL && entry <= BT_XARRAY_LARGEST_SIBLING) {
			slot = entry >> 2 & 63;
			entry = load(node + slots + slot * sizeof(entry));
		}
		found->dirty = load(node + marks) >> slot & 1;
	}
	/* A number: what is left of an evicted folio. */
	if (!(entry & 3))
		found->folio = entry;
}

#endif
