/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the programs cost, by the kernel's own statistics of them in short windows; and the budget
 * that they are kept in.
 */
#ifndef BYTETRAIL_COST_H
#define BYTETRAIL_COST_H

#include "programs.h"

/* Once the programs are attached. `keeper` is what bt_start_keeper() answered. */
void bt_begin_cost(const struct bt_settings *settings, int keeper);

/* Milliseconds until bt_turn() has something to do; -1: never. */
int bt_until_turn(void);

/* Begins or ends a window if it is time to, and keeps the budget. */
void bt_turn(void);

/* Adds up the programs' run times up to now, should a window be open. */
void bt_update_run_times(void);

void bt_put_cost(void);

#endif
