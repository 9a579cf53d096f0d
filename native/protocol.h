/* SPDX-License-Identifier: Apache-2.0 */
/* Records in and out: framing, versions, nothing about what they mean. */
#ifndef BYTETRAIL_PROTOCOL_H
#define BYTETRAIL_PROTOCOL_H

#include <stdbool.h>

#include "records.h"

/* Room for any command there is; a longer one is malformed. */
union bt_command {
	struct bt_header header;
	struct bt_track track;
	struct bt_snapshot snapshot;
};

enum bt_reading {
	BT_READ_COMMAND,
	BT_READ_END, /* the peer closed between two records */
	BT_READ_MALFORMED,
};

/* Waits for one whole command. `why` says what was wrong with a malformed one. */
enum bt_reading bt_read_command(int fd, union bt_command *command, char *why, size_t why_size);

/* A zeroed record of a type, with its header filled in. */
void bt_begin(struct bt_header *header, enum bt_type type, size_t length);

/* Keeps a record for bt_flush; writes when the buffer is full. A reader gone is remembered. */
void bt_put(const struct bt_header *header);

/* False once the reader is gone. */
bool bt_flush(void);

__attribute__((format(printf, 3, 4))) void bt_put_error(int error, bool fatal, const char *format,
							...);

#endif
