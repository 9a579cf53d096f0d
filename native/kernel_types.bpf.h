/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The kernel's types, as the machine that builds has them. Fields are found anew where the programs
 * are loaded; but which fields the registers have, the compiler must know of the other machine.
 */
#ifndef BYTETRAIL_KERNEL_TYPES_BPF_H
#define BYTETRAIL_KERNEL_TYPES_BPF_H

#if defined(__TARGET_ARCH_arm64) && defined(BT_BUILT_ELSEWHERE)
#define pt_regs pt_regs___elsewhere
#include "vmlinux.h"
#undef pt_regs

struct user_pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
} __attribute__((preserve_access_index));

struct pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
	__u64 orig_x0;
	__s32 syscallno;
	__u32 unused2;
} __attribute__((preserve_access_index));
#else
#include "vmlinux.h"
#endif

#endif
