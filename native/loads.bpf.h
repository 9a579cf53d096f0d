/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Kernel memory read by plain loads, which the verifier makes safe: a bad address reads as 0. Where
 * function returns are mitigated, bpf_probe_read_kernel() costs more than the rest of a program.
 * Kernels before 6.2 lack the cast: whoever must run there asks whether it is there.
 */
#ifndef BYTETRAIL_LOADS_BPF_H
#define BYTETRAIL_LOADS_BPF_H

extern void *bpf_rdonly_cast(const void *pointer, __u32 type) __ksym __weak;

#define BT_AT(type, address) \
	((const struct type *)bpf_rdonly_cast((const void *)(address), \
					      bpf_core_type_id_kernel(struct type)))

/* One 64-bit word: any kernel structure that begins with such a number will do. */
static __always_inline __u64 load(__u64 address)
{
	return BT_AT(timespec64, address)->tv_sec;
}

#endif
