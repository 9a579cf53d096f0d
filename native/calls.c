// SPDX-License-Identifier: Apache-2.0
#include "calls.h"

#include <stddef.h>
#include <sys/syscall.h>

#include "programs.h"
#include "protocol.h"

static bool reads(__u32 number)
{
	switch (number) {
	case SYS_read:
	case SYS_pread64:
	case SYS_readv:
	case SYS_preadv:
	case SYS_preadv2:
	case SYS_recvfrom:
	case SYS_recvmsg:
	case SYS_sendfile:
	case SYS_copy_file_range:
	case SYS_splice:
		return true;
	default:
		return false;
	}
}

static bool writes(__u32 number)
{
	switch (number) {
	case SYS_write:
	case SYS_pwrite64:
	case SYS_writev:
	case SYS_pwritev:
	case SYS_pwritev2:
	case SYS_sendto:
	case SYS_sendmsg:
	case SYS_sendfile:
	case SYS_copy_file_range:
	case SYS_splice:
		return true;
	default:
		return false;
	}
}

/*
 * The calls that a lane is there for. The others are the JVM's own inside a Java call: futex(2) when
 * it halts its threads, madvise(2) when it frees memory.
 */
static bool moves_bytes(__u32 number)
{
	switch (number) {
	case SYS_mmap:
	case SYS_msync:
	case SYS_fsync:
	case SYS_fdatasync:
		return true;
	default:
		return reads(number) || writes(number);
	}
}

bool bt_has_calls(__u32 index)
{
	const struct bt_lane_calls *calls = bt_maps()->calls;

	/* Rows are taken in order, but for the last one, which is taken when all are. */
	return calls && calls[index].rows[0].number_plus_1;
}

static __u32 number_of(const struct bt_call_row *row, unsigned int i)
{
	return i == BT_CALL_ROWS - 1 ? BT_OTHER_CALL : row->number_plus_1 - 1;
}

void bt_add_calls(__u32 index, struct bt_counts *counts)
{
	for (unsigned int i = 0; i < BT_CALL_ROWS; i++) {
		const struct bt_call_row *row = &bt_maps()->calls[index].rows[i];

		if (!moves_bytes(number_of(row, i)))
			continue;
		counts->system_calls += row->calls;
		counts->system_call_nanos += row->nanos;
		if (reads(number_of(row, i)))
			counts->system_call_read_bytes += row->bytes;
		if (writes(number_of(row, i)))
			counts->system_call_written_bytes += row->bytes;
	}
}

void bt_put_calls(__u32 pid, __u32 lane, __u32 index)
{
	struct bt_syscall record;

	for (unsigned int i = 0; i < BT_CALL_ROWS; i++) {
		const struct bt_call_row *row = &bt_maps()->calls[index].rows[i];
		__u32 number = number_of(row, i);

		if (!row->calls)
			continue;
		bt_begin(&record.header, BT_SYSCALL, sizeof(record));
		record.pid = pid;
		record.lane = lane;
		record.number = number;
		record.calls = row->calls;
		record.errors = row->errors;
		record.bytes = reads(number) || writes(number) ? row->bytes : 0;
		record.nanos = row->nanos;
		bt_put(&record.header);
	}
}
