/* SPDX-License-Identifier: Apache-2.0 */
/* Puts parts of the probe away while the programs take more time than they may. */
#ifndef BYTETRAIL_BUDGET_H
#define BYTETRAIL_BUDGET_H

#include "programs.h"

/* The share of one processor, in parts of a million; 0: any. */
void bt_begin_budget(__u32 ppm);

/* What the parts have taken in the last `nanos`, which end at `now`. */
void bt_keep_budget(const struct bt_run_time *taken, __u64 nanos, __u64 now);

void bt_describe_budget(struct bt_cost *record, __u64 now);

#endif
