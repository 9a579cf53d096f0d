/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BYTETRAIL_PRIVILEGES_H
#define BYTETRAIL_PRIVILEGES_H

#include <linux/types.h>

/* The capabilities this process has or may raise, a bit each. */
__u64 bt_permitted_capabilities(void);

/* Gives up every capability for good: 0, or a negative errno. Call it when all is attached. */
int bt_drop_privileges(void);

/* Ends this process when its parent process does, whichever thread of it started us. */
int bt_follow_parent(void);

#endif
