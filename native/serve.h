/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BYTETRAIL_SERVE_H
#define BYTETRAIL_SERVE_H

/* Answers the commands that come from `fd` until they end: the status to exit with. */
int bt_serve(int fd);

#endif
