/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Reading a thread's slot. bpf_probe_read_user() is nearly all a look-up costs: 107 of 131 ns where
 * function returns are mitigated (SRSO) and it makes a dozen. So on x86-64 the program follows the
 * process's page tables itself, by loads the verifier makes safe, and leaves to the helper what it
 * does not find there.
 *
 * The tables cannot go away: the thread whose they are is the one running, and freed ones wait for
 * RCU. The page can: the entry is read again after the word, and must be the same. Where the
 * kernel maps all memory is not told to programs; the loader has it found and proved on a word of
 * its own (find_direct_map), and 0 means "use the helper".
 */
#ifndef BYTETRAIL_SLOTS_BPF_H
#define BYTETRAIL_SLOTS_BPF_H

#include "loads.bpf.h"

__u64 direct_map = 0;
__u32 five_levels = 0; /* of page tables: large servers have one more */

#define BT_ENTRY_FRAME 0x000ffffffffff000ULL
#define BT_ENTRY_PRESENT 1
#define BT_ENTRY_USER 4 /* not of the kernel's own half, whatever address was asked for */
#define BT_ENTRY_LEAF 0x80 /* in a page directory: no table below */

enum bt_slot {
	BT_SLOT_READ,
	BT_SLOT_UNTOUCHED, /* nobody wrote to its page yet */
	BT_SLOT_UNREAD,
};

#ifdef __TARGET_ARCH_x86
/* Pointers of the kernel are no numbers to the verifier until they are loaded as such. */
static __always_inline __u64 top_table(const struct mm_struct *mm)
{
	return load((__u64)&mm->pgd);
}

static __always_inline __u64 entry_at(__u64 table, __u64 address, int shift)
{
	return load(table + ((address >> shift) & 511) * sizeof(__u64));
}

static __always_inline enum bt_slot walk_to(const struct mm_struct *mm, __u64 map, __u64 address,
					    __u64 *word)
{
	__u64 entry = entry_at(top_table(mm), address, five_levels ? 48 : 39);
	__u64 last;

	if (five_levels && (entry & BT_ENTRY_PRESENT))
		entry = entry_at(map + (entry & BT_ENTRY_FRAME), address, 39);
	if (entry & BT_ENTRY_PRESENT)
		entry = entry_at(map + (entry & BT_ENTRY_FRAME), address, 30);
	if (entry & BT_ENTRY_PRESENT)
		entry = entry_at(map + (entry & BT_ENTRY_FRAME), address, 21);
	if (!(entry & BT_ENTRY_PRESENT) || (entry & BT_ENTRY_LEAF))
		return entry ? BT_SLOT_UNREAD : BT_SLOT_UNTOUCHED;
	last = map + (entry & BT_ENTRY_FRAME);
	entry = entry_at(last, address, 12);
	if ((entry & (BT_ENTRY_PRESENT | BT_ENTRY_USER)) != (BT_ENTRY_PRESENT | BT_ENTRY_USER))
		return entry ? BT_SLOT_UNREAD : BT_SLOT_UNTOUCHED;
	*word = load(map + (entry & BT_ENTRY_FRAME) + (address & 4095));
	return entry_at(last, address, 12) == entry ? BT_SLOT_READ : BT_SLOT_UNREAD;
}
#endif

static __always_inline enum bt_slot read_slot(const struct task_struct *task, __u64 address,
					      __u64 *word)
{
#ifdef __TARGET_ARCH_x86
	if (direct_map && bpf_rdonly_cast) {
		enum bt_slot slot = walk_to(BT_AT(task_struct, task)->mm, direct_map, address, word);

		if (slot != BT_SLOT_UNREAD)
			return slot;
	}
#endif
	if (!bpf_probe_read_user(word, sizeof(*word), (const void *)address))
		return BT_SLOT_READ;
#ifdef __TARGET_ARCH_x86
	/* The helper does not tell a page nobody wrote to from one it may not read now. */
	if (direct_map && !bpf_rdonly_cast)
		return walk_to(task->mm, direct_map, address, word);
#endif
	return BT_SLOT_UNREAD;
}

#endif
