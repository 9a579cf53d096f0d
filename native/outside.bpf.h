/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Files read outside every lane, by name: native libraries, class loading, logs. */
#ifndef BYTETRAIL_OUTSIDE_BPF_H
#define BYTETRAIL_OUTSIDE_BPF_H

#include "maps.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, struct bt_outside_key);
	__type(value, struct bt_outside_file);
} outside SEC(".maps");

/* Any name will do: the first dentry of the inode. */
static __always_inline void name_of(const struct inode *inode, char *name, __u32 bytes)
{
	struct hlist_node *alias = BPF_CORE_READ(inode, i_dentry.first);
	struct dentry *dentry;

	if (!alias)
		return;
	dentry = (void *)alias - bpf_core_field_offset(struct dentry, d_u.d_alias);
	bpf_probe_read_kernel_str(name, bytes, BPF_CORE_READ(dentry, d_name.name));
}

static __always_inline struct bt_outside_file *outside_file(const struct bt_where *where,
							    const struct inode *inode,
							    const struct bt_file *described)
{
	struct bt_outside_key key = {};
	struct bt_outside_file made = {};
	struct bt_outside_file *file;

	key.inode = described->inode;
	key.device = described->device;
	key.base = where->place->base;
	file = bpf_map_lookup_elem(&outside, &key);
	if (file)
		return file;
	name_of(inode, made.name, sizeof(made.name));
	bpf_map_update_elem(&outside, &key, &made, BPF_NOEXIST);
	file = bpf_map_lookup_elem(&outside, &key);
	if (!file)
		add(&losses.lost_outside, 1);
	return file;
}

#endif
