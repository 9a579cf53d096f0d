// SPDX-License-Identifier: Apache-2.0
#include "serve.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "cost.h"
#include "pace.h"
#include "protocol.h"
#include "tracked.h"

static void answer(const union bt_command *command)
{
	struct bt_tracked tracked;

	switch (command->header.type) {
	case BT_TRACK:
		bt_begin(&tracked.header, BT_TRACKED, sizeof(tracked));
		tracked.pid = command->track.pid;
		tracked.error = bt_track(&command->track);
		bt_put(&tracked.header);
		break;
	case BT_SNAPSHOT:
		bt_put_snapshot(command->snapshot.cookie);
		break;
	}
}

/* Waits for a command, and meanwhile sees to what the programs cost. */
static void await_command(int fd)
{
	struct pollfd input = { .fd = fd, .events = POLLIN };

	while (poll(&input, 1, bt_until_turn()) <= 0)
		bt_turn();
	bt_turn();
}

int bt_serve(int fd)
{
	union bt_command command;
	char why[200];

	while (bt_flush()) {
		await_command(fd);
		switch (bt_read_command(fd, &command, why, sizeof(why))) {
		case BT_READ_COMMAND:
			bt_keep_pace();
			answer(&command);
			break;
		case BT_READ_END:
			return EXIT_SUCCESS;
		case BT_READ_MALFORMED:
			bt_put_error(-EPROTO, true, "%s", why);
			bt_flush();
			return EXIT_FAILURE;
		}
	}
	return EXIT_SUCCESS; /* nobody reads any more */
}
