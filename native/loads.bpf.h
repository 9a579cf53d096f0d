/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * Kernel memory read by plain loads, which the verifier makes safe: a bad address reads as 0. Where
 * function returns are mitigated, bpf_probe_read_kernel() costs more than the rest of a program.
 * Kernels before 6.2 lack the cast, and get the helper.
 */
#ifndef BYTETRAIL_LOADS_BPF_H
#define BYTETRAIL_LOADS_BPF_H

extern void *bpf_rdonly_cast(const void *pointer, __u32 type) __ksym __weak;

#define BT_AT(type, address) \
	((const struct type *)bpf_rdonly_cast((const void *)(address), \
					      bpf_core_type_id_kernel(struct type)))

/*
 * A pointer in a structure that the verifier trusts. Read plainly it has the verifier look for the
 * structure's name in all of the kernel's BTF, up to four times on each path (from 6.3 on, "bpf:
 * Teach verifier that trusted PTR_TO_BTF_ID pointers are walkable"): a third of the time that
 * loading the programs took. What is reached through the cast nobody trusts, and nobody looks.
 */
#define BT_FIELD(type, pointer, field) \
	(bpf_rdonly_cast ? BT_AT(type, pointer)->field : (pointer)->field)

/*
 * A pointer of the kernel as a number to reckon with. The verifier knows what it has spilled to the
 * stack, unless it is read back from a place that it cannot tell: `unknown` is any number it does
 * not know.
 */
static __always_inline __u64 address_of(const void *pointer, __u64 unknown)
{
	volatile __u64 twice[2];

	twice[0] = (__u64)pointer;
	twice[1] = (__u64)pointer;
	return twice[unknown & 1];
}

/* Its own function, so that what it needs of the stack is no caller's. */
static __noinline __u64 load_by_helper(__u64 address)
{
	__u64 word = 0;

	bpf_probe_read_kernel(&word, sizeof(word), (const void *)address);
	return word;
}

/* One 64-bit word: any kernel structure that begins with such a number will do. */
static __always_inline __u64 load(__u64 address)
{
	return bpf_rdonly_cast ? (__u64)BT_AT(timespec64, address)->tv_sec :
				 load_by_helper(address);
}

/* A field of a structure of which only the address is known: a pointer or number of 8 bytes or less. */
#define BT_READ(type, address, field) \
	((typeof(((struct type *)0)->field))load((__u64)(address) + \
						 bpf_core_field_offset(struct type, field)))

#endif
