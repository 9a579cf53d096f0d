/* SPDX-License-Identifier: Apache-2.0 */
/* The loader's half of dirty.bpf.h and write_back.bpf.h. */
#ifndef BYTETRAIL_WRITES_H
#define BYTETRAIL_WRITES_H

#include "state.h"

/* Drops the entries of pages that have been clean for two seconds. */
void bt_sweep_dirty(void);

/* Drops the lanes [base, base + count) from every entry: their pages are nobody's from now on. */
void bt_forget_dirty(__u32 base, __u32 count);

/* A DEVICE_WRITES record for each device. */
void bt_put_device_writes(void);

#endif
