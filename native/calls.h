/* SPDX-License-Identifier: Apache-2.0 */
/* Verify mode's system calls, from the kernel's rows to records. */
#ifndef BYTETRAIL_CALLS_H
#define BYTETRAIL_CALLS_H

#include <stdbool.h>

#include "state.h"

/* Whether a lane (its index in the lanes map) has made any. */
bool bt_has_calls(__u32 index);

/* Adds the calls of a lane that has some to its counts. */
void bt_add_calls(__u32 index, struct bt_counts *counts);

/* Puts a SYSCALL record for each number such a lane called. */
void bt_put_calls(__u32 pid, __u32 lane, __u32 index);

#endif
