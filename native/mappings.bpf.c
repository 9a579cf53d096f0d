// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Loads from mapped files are no calls, so no lane is in the thread's slot when they fault. They are
 * filed by their address, under the lane that made the mapping.
 */
#include "mappings.bpf.h"

#define BT_MAP_ANONYMOUS 0x20
#define BT_TOPDOWN 1 /* VM_UNMAPPED_AREA_TOPDOWN */

/* mmap(2) as its caller called it. */
struct bt_mmap {
	__u64 length;
	__u64 flags;
	__u64 offset;
};

static __always_inline bool read_mmap(struct bt_mmap *call)
{
	const struct pt_regs *user = (const void *)bpf_task_pt_regs(bpf_get_current_task_btf());

#if defined(__TARGET_ARCH_x86)
	if (BT_READ(pt_regs, user, orig_ax) != 9)
		return false;
	call->length = BT_READ(pt_regs, user, si);
	call->flags = BT_READ(pt_regs, user, r10);
	call->offset = BT_READ(pt_regs, user, r9);
#elif defined(__TARGET_ARCH_arm64)
	if (BT_READ(pt_regs, user, syscallno) != 222)
		return false;
	call->length = BT_READ(pt_regs, user, regs[1]);
	call->flags = BT_READ(pt_regs, user, regs[3]);
	call->offset = BT_READ(pt_regs, user, regs[5]);
#else
	return false;
#endif
	return !(call->flags & BT_MAP_ANONYMOUS);
}

/*
 * From "mm: thp_get_unmapped_area must honour topdown preference" (6.8) on, what is aligned already
 * is moved to the upper end all the same. The loader knows the kernel's version.
 */
const volatile bool moves_aligned = true;

/*
 * Where the mapping will be. A filesystem that can map huge pages asks for one page of those more,
 * and moves the mapping to where file and memory are aligned alike: as __thp_get_unmapped_area().
 */
static __always_inline __u64 start_of(__u64 area, const struct vm_unmapped_area_info *info,
				      const struct bt_mmap *call)
{
	__u64 length = (call->length + BT_PAGE_SIZE - 1) & ~(BT_PAGE_SIZE - 1);
	__u64 alignment = info->length - length;
	__u64 move;

	if (!alignment || (alignment & (alignment - 1)))
		return area;
	move = (call->offset - area) & (alignment - 1);
	return !move && moves_aligned && (info->flags & BT_TOPDOWN) ? area + alignment : area + move;
}

/* Fires when the kernel has chosen an address for mmap(2); outside lanes too, to take places over. */
SEC("tp_btf/vm_unmapped_area")
int BPF_PROG(vm_unmapped_area, unsigned long area, struct vm_unmapped_area_info *info)
{
	struct bt_mmap call = {};
	struct bt_where where;
	__u64 start;

	if ((area & (BT_PAGE_SIZE - 1)) || !area || !find_call(&where))
		return 0;
	if (!in_lane(&where) && !where.place->mapped_sizes)
		return 0;
	if (!read_mmap(&call) || call.length <= 1)
		return 0;
	start = start_of(area, info, &call);
	remember_mapping(&where, start, start + call.length);
	return 0;
}

/* From here to its end, what the fault causes belongs to the lane that mapped the address. */
static __always_inline struct bt_thread *begin_load(__u64 address)
{
	const struct bt_place *place = find_place(bpf_get_current_task_btf()->tgid);
	struct bt_thread *thread;
	struct bt_where where;
	__u32 lane;

	if (!place || !place->mapped_sizes || !find_call(&where) || in_lane(&where))
		return NULL;
	lane = lane_that_mapped(place, address);
	if (lane == place->base)
		return NULL;
	thread = this_thread();
	if (!thread)
		return NULL;
	thread->load = finished_faults();
	thread->load_lane = lane;
	return thread;
}

/*
 * Each is one fault, as the kernel counts them in the thread. So those are seen as well that map a
 * huge folio, for which mm_filemap_map_pages does not fire.
 */
SEC("tp_btf/page_fault_user")
int BPF_PROG(page_fault_user, unsigned long address)
{
	struct bt_thread *thread = begin_load(address);
	struct bt_lane_state *lane;

	if (!thread || thread->faults == thread->load)
		return 0;
	thread->faults = thread->load;
	thread->fault_lane = thread->load_lane;
	lane = lane_at(thread->load_lane);
	if (lane)
		add(&lane->counts.minor_faults, 1);
	return 0;
}

/*
 * A system call on mapped memory, made outside every lane. The kernel may try first with faults
 * switched off, so this is no count of them.
 */
SEC("tp_btf/page_fault_kernel")
int BPF_PROG(page_fault_kernel, unsigned long address)
{
	begin_load(address);
	return 0;
}
