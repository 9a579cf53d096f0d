/* SPDX-License-Identifier: Apache-2.0 */
/* The processes being followed, and what is known of each: TRACK and SNAPSHOT. */
#ifndef BYTETRAIL_TRACKED_H
#define BYTETRAIL_TRACKED_H

#include "programs.h"

int bt_init_tracked(const struct bt_settings *settings);

/* 0 or a negative errno, as in struct bt_tracked. */
int bt_track(const struct bt_track *track);

/* Puts every record of a snapshot, END included. */
void bt_put_snapshot(__u64 cookie);

/* Whose lane has this index: the process as TRACK named it (0: nobody's), and the lane in it. */
void bt_name_lane(__u32 index, __u32 *pid, __u32 *lane);

/* Counts the requests on their way as completed, when nobody watches them to their end. */
void bt_settle_requests(void);

#endif
