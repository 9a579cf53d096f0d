/* SPDX-License-Identifier: Apache-2.0 */
/* Whole parts of a sum, by weights; they add up to the sum. */
#ifndef BYTETRAIL_SHARES_H
#define BYTETRAIL_SHARES_H

#include <linux/types.h>

/*
 * The part of `total` that falls to the weights [from, from + weight) of `all`. Called with weights
 * that lie one behind the other and fill [0, all), it gives away all of it, nothing twice.
 */
static inline __u64 bt_share(__u64 total, __u64 from, __u64 weight, __u64 all)
{
	unsigned __int128 product = total;

	if (!all)
		return 0;
	return (__u64)(product * (from + weight) / all) - (__u64)(product * from / all);
}

#endif
