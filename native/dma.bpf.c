// SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause)
/*
 * Which devices move bytes by themselves: those that memory is mapped for. And what of it the
 * processor copies all the same, through a buffer at an address that the device can reach.
 *
 * Silence proves nothing: a driver may hand out physical addresses without asking, as virtio does.
 */
#include "loads.bpf.h"
#include "maps.bpf.h"

#define BT_PCI_STORAGE 1 /* base class of mass storage controllers */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u64); /* struct device */
	__type(value, struct bt_dma_state);
} dma_devices SEC(".maps");

static __noinline struct bt_dma_state *make_dma_device(__u64 device)
{
	struct bt_dma_state made = {};
	const char *name = BPF_CORE_READ((const struct device *)device, kobj.name);

	bpf_probe_read_kernel_str(made.device, sizeof(made.device), name);
	bpf_map_update_elem(&dma_devices, &device, &made, BPF_NOEXIST);
	return bpf_map_lookup_elem(&dma_devices, &device);
}

static __always_inline struct bt_dma_state *dma_device(const struct device *device)
{
	__u64 key = (__u64)device;
	struct bt_dma_state *state = bpf_map_lookup_elem(&dma_devices, &key);

	return state ? state : make_dma_device(key);
}

static __always_inline void count_map(const struct device *device)
{
	struct bt_dma_state *state = dma_device(device);

	if (state)
		add(&state->maps, 1);
}

SEC("tp_btf/dma_map_phys")
int BPF_PROG(dma_map_phys, struct device *device)
{
	count_map(device);
	return 0;
}

SEC("tp_btf/dma_map_sg")
int BPF_PROG(dma_map_sg, struct device *device)
{
	count_map(device);
	return 0;
}

/* What dma_map_phys was ("dma-mapping: rename trace_dma_*map_page", 6.18). */
SEC("tp_btf/dma_map_page")
int BPF_PROG(dma_map_page, struct device *device)
{
	count_map(device);
	return 0;
}

/* Where drivers' mappings are no events yet ("dma-mapping: add tracing", 6.12). */
SEC("fentry/dma_map_page_attrs")
int BPF_PROG(fentry_dma_map_page_attrs, struct device *device)
{
	count_map(device);
	return 0;
}

SEC("fentry/__dma_map_sg_attrs")
int BPF_PROG(fentry_dma_map_sg_attrs, struct device *device)
{
	count_map(device);
	return 0;
}

SEC("kprobe/dma_map_page_attrs")
int BPF_KPROBE(kprobe_dma_map_page_attrs, struct device *device)
{
	count_map(device);
	return 0;
}

SEC("kprobe/__dma_map_sg_attrs")
int BPF_KPROBE(kprobe_dma_map_sg_attrs, struct device *device)
{
	count_map(device);
	return 0;
}

/* A network driver maps as it receives, in whatever thread: only storage is asked for by it. */
static __always_inline bool is_storage(const struct device *device)
{
	__u64 pci = (__u64)device - bpf_core_field_offset(struct pci_dev, dev);
	const struct bus_type *bus = BT_READ(device, device, bus);
	char name[4] = {};

	bpf_probe_read_kernel_str(name, sizeof(name), BT_READ(bus_type, bus, name));
	return name[0] == 'p' && name[1] == 'c' && name[2] == 'i' &&
	       BT_READ(pci_dev, pci, class) >> 16 == BT_PCI_STORAGE;
}

SEC("tp_btf/swiotlb_bounced")
int BPF_PROG(swiotlb_bounced, struct device *device, __u64 address, __u64 bytes)
{
	struct bt_dma_state *state = dma_device(device);
	struct bt_where where;

	if (state) {
		add(&state->bounces, 1);
		add(&state->bounced_bytes, bytes);
	}
	if (find_lane(&where) && is_storage(device))
		add(&where.lane->counts.bounced_bytes, bytes);
	return 0;
}
