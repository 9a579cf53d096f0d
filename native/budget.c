// SPDX-License-Identifier: Apache-2.0
#include "budget.h"

#include <stdbool.h>
#include <string.h>

#include "tracked.h"

/*
 * A part is put away in the first window above the budget, and the next one only in the window after
 * that, when it can be seen what it was good for. It is taken up again when it would have fitted in
 * CALM windows in a row, with a fifth of the budget to spare; one that has to go again soon has to
 * wait for twice as many the next time.
 */
#define CALM 5
#define MOST_CALM 320
#define ROOM 0.8
/* Lately: the windows' mean, each counting half as much as the one after it. */
#define WEIGHT 0.5

struct part {
	struct bt_shed told;
	double share;  /* its own, when it was put away */
	double others; /* of all that stayed */
	unsigned int wait; /* in windows */
	unsigned int since_taken_up;
};

static struct part parts[BT_PARTS];
static double budget;
static double level;
static bool known;
static unsigned int calm;

void bt_begin_budget(__u32 ppm)
{
	memset(parts, 0, sizeof(parts));
	for (int part = 0; part < BT_PARTS; part++)
		parts[part].wait = CALM;
	budget = ppm / 1e6;
	level = 0;
	known = false;
	calm = 0;
}

/* How many are put away: always the first ones. */
static int count_away(void)
{
	int away = 0;

	while (away < BT_PARTS && parts[away].told.now)
		away++;
	return away;
}

static void put_away(enum bt_part which, double share, __u64 now)
{
	struct part *part = &parts[which];

	if (part->told.times && part->since_taken_up < 2 * part->wait && part->wait < MOST_CALM)
		part->wait *= 2;
	else if (part->since_taken_up > MOST_CALM)
		part->wait = CALM;
	part->share = share;
	part->others = level - share;
	part->told.since = now;
	part->told.now = 1;
	part->told.times++;
	bt_put_away(which);
	level = part->others > 0 ? part->others : 0;
	calm = 0;
}

static void take_up(enum bt_part which, __u64 now)
{
	struct part *part = &parts[which];

	if (bt_take_up(which))
		return; /* the kernel does not let us: another try after the next wait */
	part->told.now = 0;
	part->told.nanos += now - part->told.since;
	part->since_taken_up = 0;
	calm = 0;
}

/* What the part would take now: as much more or less than then as the others do. */
static double would_take(const struct part *part)
{
	return part->others > 0 ? part->share * (level / part->others) : part->share;
}

void bt_keep_budget(const struct bt_run_time *taken, __u64 nanos, __u64 now)
{
	double share = 0;
	int away = count_away();

	for (int part = 0; part <= BT_PARTS; part++)
		share += (double)taken->nanos[part] / nanos;
	level = known ? WEIGHT * share + (1 - WEIGHT) * level : share;
	known = true;
	for (int part = 0; part < BT_PARTS; part++)
		parts[part].since_taken_up++;
	if (bt_finish_putting_away())
		bt_settle_requests();
	if (!budget)
		return;
	if (level > budget) {
		calm = 0;
		if (away < BT_PARTS)
			put_away(away, (double)taken->nanos[away] / nanos, now);
	} else if (away && level + would_take(&parts[away - 1]) <= ROOM * budget) {
		if (++calm >= parts[away - 1].wait) {
			calm = 0;
			take_up(away - 1, now);
		}
	} else {
		calm = 0;
	}
}

void bt_describe_budget(struct bt_cost *record, __u64 now)
{
	record->budget_ppm = budget * 1e6 + 0.5;
	record->share_ppm = level * 1e6 + 0.5;
	for (int part = 0; part < BT_PARTS; part++) {
		record->parts[part] = parts[part].told;
		if (parts[part].told.now)
			record->parts[part].nanos += now - parts[part].told.since;
	}
}
