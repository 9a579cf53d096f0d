// SPDX-License-Identifier: Apache-2.0
/* Which part is put away when, and taken up again: the rule alone, without a kernel. */
#include <string.h>

#include "budget.c"
#include "harness.h"

#define WINDOW 20000000ULL

static unsigned int away; /* bit i: part i is put away */
static bool kernel_refuses;
static __u64 now;

void bt_put_away(enum bt_part part)
{
	away |= 1U << part;
}

bool bt_finish_putting_away(void)
{
	return false;
}

void bt_settle_requests(void)
{
}

int bt_take_up(enum bt_part part)
{
	if (kernel_refuses)
		return -1;
	away &= ~(1U << part);
	return 0;
}

/* One window with this load, in thousandths of a processor: what is put away takes none of it. */
static void window(double faults, double latencies, double egress, double rest)
{
	const double loads[BT_PARTS + 1] = { faults, latencies, egress, rest };
	struct bt_run_time taken = { 0 };

	for (int part = 0; part <= BT_PARTS; part++)
		if (part == BT_PARTS || !(away & (1U << part)))
			taken.nanos[part] = loads[part] * WINDOW / 1000;
	now += WINDOW;
	bt_keep_budget(&taken, WINDOW, now);
}

static void windows(int count, double faults, double latencies, double egress, double rest)
{
	while (count--)
		window(faults, latencies, egress, rest);
}

static void begin(const char *name, __u32 ppm)
{
	begin_test(name);
	away = 0;
	kernel_refuses = false;
	now = 1000000000;
	bt_begin_budget(ppm);
}

static struct bt_cost described(void)
{
	struct bt_cost record = { 0 };

	bt_describe_budget(&record, now);
	return record;
}

static void sheds_in_order_until_it_fits(void)
{
	struct bt_cost cost;

	begin("sheds in order until it fits", 10000);
	window(2, 3, 1, 8);
	EXPECT(away, 1);
	window(2, 3, 1, 8);
	EXPECT(away, 3);
	windows(50, 2, 3, 1, 8);
	EXPECT(away, 3);
	cost = described();
	EXPECT(cost.budget_ppm, 10000);
	EXPECT(cost.parts[BT_PART_FAULTS].times, 1);
	EXPECT(cost.parts[BT_PART_FAULTS].now, 1);
	EXPECT(cost.parts[BT_PART_FAULTS].nanos, 51 * WINDOW);
	EXPECT(cost.parts[BT_PART_LATENCIES].nanos, 50 * WINDOW);
	EXPECT(cost.parts[BT_PART_EGRESS].times, 0);
}

static void never_puts_the_rest_away(void)
{
	begin("never puts the rest away", 10000);
	windows(20, 0, 0, 0, 500);
	EXPECT(away, 7);
	EXPECT(described().share_ppm, 500000);
}

static void takes_up_in_reverse_when_load_falls(void)
{
	begin("takes up in reverse order when load falls", 10000);
	windows(3, 10, 10, 10, 20);
	EXPECT(away, 7);
	windows(5, 0.1, 0.1, 0.1, 0.2); /* "lately" takes some windows to forget the load */
	EXPECT(away, 7);
	windows(3, 0.1, 0.1, 0.1, 0.2);
	EXPECT(away, 3);
	windows(5, 0.1, 0.1, 0.1, 0.2);
	EXPECT(away, 1);
	windows(5, 0.1, 0.1, 0.1, 0.2);
	EXPECT(away, 0);
	EXPECT(described().parts[BT_PART_FAULTS].now, 0);
	EXPECT(described().parts[BT_PART_FAULTS].nanos, 18 * WINDOW);
}

/* 6 + 5 are above 10; without the faults there is room, but not for them. */
static void does_not_take_up_what_would_not_fit(void)
{
	begin("does not take up what would not fit", 10000);
	windows(200, 5, 0, 0, 6);
	EXPECT(away, 1);
	EXPECT(described().parts[BT_PART_FAULTS].times, 1);
}

/* Half the load: the faults would take half as well, and all of it fits. */
static void scales_what_a_part_would_take_with_the_load(void)
{
	begin("scales what a part would take with the load", 10000);
	window(5, 0, 0, 6);
	EXPECT(away, 1);
	windows(20, 2.5, 0, 0, 3);
	EXPECT(away, 0);
}

static void waits_longer_each_time_it_was_wrong(void)
{
	int first;
	int second = 0;

	begin("waits longer each time it was wrong", 10000);
	window(8, 0, 0, 4);
	EXPECT(away, 1);
	for (first = 0; away; first++)
		window(0, 0, 0, 0.1);
	windows(3, 8, 0, 0, 4);
	EXPECT(away & 1, 1);
	while (away) {
		window(0, 0, 0, 0.1);
		second++;
	}
	EXPECT_TRUE(second > first + 3);
	EXPECT(described().parts[BT_PART_FAULTS].times, 2);
}

static void stays_put_away_where_the_kernel_refuses(void)
{
	begin("stays put away while the kernel refuses to attach", 10000);
	window(8, 0, 0, 4);
	kernel_refuses = true;
	windows(50, 0, 0, 0, 0.1);
	EXPECT(away, 1);
	EXPECT(described().parts[BT_PART_FAULTS].now, 1);
	kernel_refuses = false;
	windows(10, 0, 0, 0, 0.1);
	EXPECT(away, 0);
}

static void keeps_everything_without_a_budget(void)
{
	begin("keeps everything without a budget", 0);
	windows(20, 100, 100, 100, 500);
	EXPECT(away, 0);
	EXPECT(described().share_ppm, 800000);
}

int main(void)
{
	sheds_in_order_until_it_fits();
	never_puts_the_rest_away();
	takes_up_in_reverse_when_load_falls();
	does_not_take_up_what_would_not_fit();
	scales_what_a_part_would_take_with_the_load();
	waits_longer_each_time_it_was_wrong();
	stays_put_away_where_the_kernel_refuses();
	keeps_everything_without_a_budget();
	return finish_tests();
}
