// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/* Folios that leave the page cache: reclaimed for whom, and whose they were. */
#include "dirty.bpf.h"
#include "evictions.bpf.h"
#include "pages.bpf.h"

#define BT_PF_MEMALLOC 0x00000800
#define BT_PF_KTHREAD 0x00200000

/*
 * Who reclaims memory in the current thread: false when nobody does, so that the folio is truncated,
 * deleted or dropped. A thread that reclaims, be it for a memory cgroup or the host, may use the
 * last reserves meanwhile; DAMON and MADV_PAGEOUT keep no reclaim state, but that they do.
 */
static __always_inline bool find_evictor(struct bt_evictor *evictor)
{
	const struct task_struct *task = bpf_get_current_task_btf();
	struct bt_where where;

	if (!(task->flags & BT_PF_MEMALLOC))
		return false;
	if (task->flags & BT_PF_KTHREAD) {
		evictor->lane = BT_KERNEL;
	} else if (find_lane(&where)) {
		evictor->lane = where.index;
	} else {
		evictor->lane = BT_PROCESS;
		evictor->process = task->tgid;
	}
	return true;
}

static __always_inline struct bt_lane_state *evicting_lane(const struct bt_evictor *evictor)
{
	return evictor->lane < BT_SEVERAL ? lane_at(evictor->lane) : NULL;
}

static __always_inline bool is_evictor(const struct bt_evictor *one, const struct bt_evictor *other)
{
	return one->lane == other->lane && one->process == other->process;
}

/* The place for this evictor; the second is everybody's who finds none. */
static __always_inline __u32 evictor_slot(struct bt_evicted *entry, const struct bt_evictor *evictor)
{
	if (is_evictor(&entry->evictors[0], evictor))
		return 0;
	if (!entry->pages[0]) {
		entry->evictors[0] = *evictor;
		return 0;
	}
	if (!is_evictor(&entry->evictors[1], evictor)) {
		if (entry->pages[1])
			entry->evictors[1] = (struct bt_evictor){ .lane = BT_SEVERAL };
		else
			entry->evictors[1] = *evictor;
	}
	return 1;
}

static long take_away_block(__u32 i, struct bt_evicted_walk *walk)
{
	struct bt_evicted_key key = walk->key;
	struct bt_evicted made = {};
	struct bt_evicted *entry;
	__u64 mask;

	key.block += i;
	mask = block_mask(key.block, walk->first, walk->last);
	if (!mask)
		return 1;
	entry = bpf_map_lookup_elem(&evicted, &key);
	if (!entry) {
		made.evictors[0] = walk->evictor;
		if (!bpf_map_update_elem(&evicted, &key, &made, BPF_NOEXIST))
			add(&pressure.evicted_blocks, 1);
		entry = bpf_map_lookup_elem(&evicted, &key);
	}
	if (!entry) {
		add(&losses.lost_evicted_bytes, bytes_of(key.block, mask, walk->size));
		return 0;
	}
	entry->nanos = bpf_ktime_get_ns();
	entry->size = walk->size;
	if (evictor_slot(entry, &walk->evictor))
		__sync_fetch_and_or(&entry->pages[1], mask);
	else
		__sync_fetch_and_or(&entry->pages[0], mask);
	return 0;
}

static __noinline void take_away(const struct bt_file *file, const struct bt_evictor *evictor,
				 __u64 first, __u64 order)
{
	struct bt_evicted_walk walk = {};

	cached_key_of(file, &walk.key.file);
	walk.key.block = first >> BT_FRESH_SHIFT;
	walk.evictor = *evictor;
	walk.first = first;
	walk.last = first + (1ULL << order) - 1;
	walk.size = file->size;
	bpf_loop(BT_FRESH_BLOCKS_A_FOLIO, take_away_block, &walk, 0);
}

static __always_inline __u32 victim_of(const struct bt_cached *file)
{
	__u32 lane = file ? file->reader : 0;

	if (file && !lane)
		lane = file->writer;
	return lane ? lane - 1 : BT_FILE;
}

static __noinline void evict(const struct bt_cached_key *file_key, const struct bt_cached *file,
			     const struct inode *inode, __u64 bytes,
			     const struct bt_evictor *evictor)
{
	__u32 victim = victim_of(file);
	struct bt_lane_state *taking = evicting_lane(evictor);
	struct bt_lane_state *losing = victim == BT_FILE ? NULL : lane_at(victim);
	struct bt_eviction_key key = {};

	if (taking)
		add(&taking->counts.evicting_bytes, bytes);
	if (losing)
		add(&losing->counts.evicted_bytes, bytes);
	key.evictor = *evictor;
	key.victim = victim;
	if (victim == BT_FILE || is_outside(victim))
		key.file = *file_key;
	count_row(&key, inode, bytes, 0);
}

/* Read ahead for the file's readers, and gone before they came to it. */
static __noinline void waste(const struct bt_cached *readers, const struct bt_file *file,
			     __u64 first, __u64 order)
{
	for (int i = 0; i < BT_READERS; i++)
		if (readers->readers[i])
			waste_fresh(readers->readers[i] - 1, file, first, order);
}

/*
 * Fires once a folio, before it leaves; for reclaim, truncation and invalidation alike. (The whole
 * name of the tracepoint is too long for a record.)
 */
SEC("tp_btf/mm_filemap_delete_from_page_cache")
int BPF_PROG(mm_filemap_delete_from_cache, struct folio *folio)
{
	const struct inode *inode = BT_FIELD(folio, folio, mapping)->host;
	struct bt_cached_key key = {};
	struct bt_evictor evictor = {};
	struct bt_cached *entry;
	struct bt_file file;
	bool reclaimed;
	__u64 order;
	__u64 bytes;

	drop_dirty(folio);
	describe(inode, &file);
	if ((file.mode & BT_S_IFMT) != BT_S_IFREG)
		return 0;
	cached_key_of(&file, &key);
	entry = bpf_map_lookup_elem(&cached, &key);
	reclaimed = find_evictor(&evictor);
	if (!entry && (!reclaimed || !evicting_lane(&evictor)))
		return 0;
	order = order_of(folio);
	if (entry) {
		__sync_fetch_and_add(&entry->pages, -(1LL << order));
		waste(entry, &file, folio->index, order);
	}
	bytes = bytes_in_file(folio->index, 1ULL << order, file.size);
	if (!reclaimed || !bytes)
		return 0;
	if (entry)
		take_away(&file, &evictor, folio->index, order);
	evict(&key, entry, inode, bytes, &evictor);
	return 0;
}
