/* SPDX-License-Identifier: Apache-2.0 */
/* The loader's half of evictions.bpf.h: tells what it holds, and keeps it from filling up. */
#ifndef BYTETRAIL_EVICTIONS_H
#define BYTETRAIL_EVICTIONS_H

#include "programs.h"
#include "state.h"

/* 0 or a negative errno. */
int bt_init_evictions(const struct bt_settings *settings);

/* Shares out what the kernel's own threads have taken since the last call, and tells every row. */
void bt_put_evictions(void);

/* How much of the lanes' files is in the page cache. */
void bt_put_residencies(void);

/* Makes room in tables that are three quarters full: the oldest entries go. */
void bt_trim_evictions(void);

/* Drops what is known of the lanes [base, base + count). */
void bt_forget_evictions(__u32 base, __u32 count);

#endif
