/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
#ifndef BYTETRAIL_BITS_BPF_H
#define BYTETRAIL_BITS_BPF_H

#include "kernel_types.bpf.h"
#include <bpf/bpf_helpers.h>

/*
 * The highest bit set; 0 for the number 0 as well. A function of its own, not static: so the verifier
 * looks at it once, and not at what follows it once for each of the 64 results. That took the two
 * programs on page faults 350 ms each.
 */
__noinline __u32 log2_of(__u64 number)
{
	__u32 bit = 0;

#pragma unroll
	for (__u32 half = 32; half; half >>= 1) {
		if (number >> half) {
			bit += half;
			number >>= half;
		}
	}
	return bit;
}

#endif
