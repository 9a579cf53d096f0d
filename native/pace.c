// SPDX-License-Identifier: Apache-2.0
/*
 * A reader asks a few times a second. One that never stops asking must not have the kernel walk over
 * all processes, or over the tables, all the time on our account.
 */
#include "pace.h"

#include <linux/types.h>
#include <time.h>

#define NANOS_EACH 10000000ULL
#define BURST_NANOS (256 * NANOS_EACH)
#define SECOND 1000000000ULL

void bt_keep_pace(void)
{
	static __u64 due; /* when all commands so far would have been asked for at that pace */
	struct timespec time;
	__u64 now;

	clock_gettime(CLOCK_MONOTONIC, &time);
	now = time.tv_sec * SECOND + time.tv_nsec;
	if (due < now)
		due = now;
	due += NANOS_EACH;
	if (due - now <= BURST_NANOS)
		return;
	time.tv_sec = (due - BURST_NANOS) / SECOND;
	time.tv_nsec = (due - BURST_NANOS) % SECOND;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}
