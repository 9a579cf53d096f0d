// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Where the kernel maps all memory: proved by finding a secret of the probe's own there. */
#include "maps.bpf.h"

#define BT_GIB (1ULL << 30)
/* Candidates, a GiB apart as the kernel aligns the map: machines of up to 4 TiB. */
#define BT_CANDIDATES 4096

__u64 secret_address = 0; /* of two words in the probe's memory */
__u64 secret[2] = {};

#ifdef __TARGET_ARCH_x86
struct bt_search {
	__u64 lowest;
};

/* Upwards: what lies below the map is not mapped, what lies above may be a device's. */
static long try_candidate(__u32 i, struct bt_search *search)
{
	const struct mm_struct *mm = BT_FIELD(task_struct, bpf_get_current_task_btf(), mm);
	__u64 map = search->lowest + i * BT_GIB;
	__u64 word = 0;

	if (walk_to(mm, map, secret_address, &word) != BT_SLOT_READ || word != secret[0])
		return 0;
	if (walk_to(mm, map, secret_address + 8, &word) != BT_SLOT_READ || word != secret[1])
		return 0;
	direct_map = map;
	return 1;
}
#endif

SEC("iter/task")
int find_direct_map(struct bpf_iter__task *context)
{
#ifdef __TARGET_ARCH_x86
	struct bt_search search = {};
	__u64 top;

	if (context->meta->seq_num != 0 || !secret_address)
		return 0;
	top = top_table(BT_FIELD(task_struct, bpf_get_current_task_btf(), mm)) & ~(BT_GIB - 1);
	search.lowest = top - (BT_CANDIDATES - 1) * BT_GIB;
	bpf_loop(BT_CANDIDATES, try_candidate, &search, 0);
#endif
	return 0;
}
