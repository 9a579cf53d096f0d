/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BYTETRAIL_PACE_H
#define BYTETRAIL_PACE_H

/* Before each command: sleeps when there are more than 100 a second, after a burst of 256. */
void bt_keep_pace(void);

#endif
