/* SPDX-License-Identifier: Apache-2.0 */
/* The loader's half of fresh.bpf.h: gives up on pages that nobody read. */
#ifndef BYTETRAIL_FRESH_H
#define BYTETRAIL_FRESH_H

#include "state.h"

/* Files as wasted what has been fresh for ten seconds, and drops entries with nothing fresh. */
void bt_sweep_fresh(void);

/* Drops the entries of the lanes [base, base + count). */
void bt_forget_fresh(__u32 base, __u32 count);

#endif
