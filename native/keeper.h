/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Switches the kernel's statistics of eBPF programs on and off after the probe has given up its
 * capabilities: that needs CAP_SYS_ADMIN each time. A process of its own keeps that one capability,
 * and can do nothing with it but this: a seccomp filter kills it for any other use.
 */
#ifndef BYTETRAIL_KEEPER_H
#define BYTETRAIL_KEEPER_H

#include <stdbool.h>

/* Before any privilege is dropped, and any map made: 0, or a negative errno. */
int bt_start_keeper(void);

/* 0, or a negative errno; -EPIPE when the keeper is gone. */
int bt_switch_statistics(bool on);

/* It ends by itself when the probe does; this waits for it, for the sake of whoever reaps orphans. */
void bt_end_keeper(void);

#endif
