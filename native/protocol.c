// SPDX-License-Identifier: Apache-2.0
#include "protocol.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 16];
static size_t buffered;
static bool reader_gone;

/* As many bytes as asked for, fewer only at the end of input or on an error. */
static size_t read_fully(int fd, void *into, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = read(fd, (char *)into + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += n;
	}
	return done;
}

static size_t length_of(unsigned int type)
{
	switch (type) {
	case BT_TRACK:
		return sizeof(struct bt_track);
	case BT_SNAPSHOT:
		return sizeof(struct bt_snapshot);
	default:
		return 0;
	}
}

enum bt_reading bt_read_command(int fd, union bt_command *command, char *why, size_t why_size)
{
	struct bt_header *header = &command->header;
	size_t got = read_fully(fd, header, sizeof(*header));

	if (got == 0)
		return BT_READ_END;
	if (got < sizeof(*header)) {
		snprintf(why, why_size, "input ended within a header, after %zu of %zu bytes", got,
			 sizeof(*header));
		return BT_READ_MALFORMED;
	}
	if (header->version != BT_VERSION) {
		snprintf(why, why_size, "command of version %u; this probe speaks version %u",
			 header->version, BT_VERSION);
		return BT_READ_MALFORMED;
	}
	if (!length_of(header->type)) {
		snprintf(why, why_size, "unknown command %u", header->type);
		return BT_READ_MALFORMED;
	}
	if (header->length != length_of(header->type)) {
		snprintf(why, why_size, "command %u of %u bytes; it has %zu", header->type,
			 header->length, length_of(header->type));
		return BT_READ_MALFORMED;
	}
	got = read_fully(fd, header + 1, header->length - sizeof(*header));
	if (got < header->length - sizeof(*header)) {
		snprintf(why, why_size, "input ended within command %u", header->type);
		return BT_READ_MALFORMED;
	}
	return BT_READ_COMMAND;
}

void bt_begin(struct bt_header *header, enum bt_type type, size_t length)
{
	struct timespec now;

	memset(header, 0, length);
	clock_gettime(CLOCK_MONOTONIC, &now);
	header->length = length;
	header->type = type;
	header->version = BT_VERSION;
	header->nanos = now.tv_sec * 1000000000ULL + now.tv_nsec;
}

bool bt_flush(void)
{
	size_t done = 0;

	while (done < buffered && !reader_gone) {
		ssize_t n = write(STDOUT_FILENO, buffer + done, buffered - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			reader_gone = true;
		else
			done += n;
	}
	buffered = 0;
	return !reader_gone;
}

void bt_put(const struct bt_header *header)
{
	if (buffered + header->length > sizeof(buffer))
		bt_flush();
	memcpy(buffer + buffered, header, header->length);
	buffered += header->length;
}

void bt_put_error(int error, bool fatal, const char *format, ...)
{
	struct bt_error record;
	va_list arguments;

	bt_begin(&record.header, BT_ERROR, sizeof(record));
	record.error = error;
	record.fatal = fatal;
	va_start(arguments, format);
	vsnprintf(record.text, sizeof(record.text), format, arguments);
	va_end(arguments);
	bt_put(&record.header);
}
