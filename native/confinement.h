/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BYTETRAIL_CONFINEMENT_H
#define BYTETRAIL_CONFINEMENT_H

/*
 * From here on every system call but those that answering commands takes is refused (EPERM), and one
 * of another ABI ends this process (SIGSYS): 0, or a negative errno. Needs no_new_privs; there is no
 * way back.
 */
int bt_confine(void);

#endif
