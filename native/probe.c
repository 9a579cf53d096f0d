// SPDX-License-Identifier: Apache-2.0
/*
 * bytetrail-probe: attaches the eBPF programs, drops its privileges, then answers the commands of
 * records.h on its standard streams until its input ends.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "confinement.h"
#include "cost.h"
#include "keeper.h"
#include "privileges.h"
#include "programs.h"
#include "protocol.h"
#include "serve.h"
#include "tracked.h"

#define EXIT_USAGE 2
#define MAX_PROCESSES 64
#define MOST_MEASURE_MILLIS 60000
#define MEASURE_MILLIS 5000
#define MEASURE_MILLIS_IN_BUDGET 1000

static const char usage[] =
	"usage: bytetrail-probe [--mode=always-on|verify] [--stats] [--lanes=N] [--processes=N]\n"
	"                       [--from=WAY] [--budget=PERCENT%] [--measure-every=MILLISECONDS]\n"
	"       bytetrail-probe --check [--from=WAY]\n"
	"Speaks the records of native/records.h on its standard streams; --check prints which\n"
	"programs this kernel takes, and leaves; --from leaves out better ways to hear of events than\n"
	"WAY, which is tracepoint, old-tracepoint, function, kprobe or none.\n"
	"--budget puts faults, latencies and egress away, in that order, while the programs take more\n"
	"of one processor; their run time is measured in windows, or all the time with --stats.\n";

struct options {
	struct bt_settings settings;
	bool check;
};

/* A decimal from 1 to `most`, or 0. */
static __u32 number(const char *text, unsigned long most)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	return *text && !*end && value >= 1 && value <= most ? value : 0;
}

/* "1%" or "0.25%" in parts of a million, at least 1; 0 for anything else. */
static __u32 parts_of_a_million(const char *text)
{
	char *end;
	double percent = strtod(text, &end);

	if (end == text || (*end && strcmp(end, "%")) || !(percent >= 0.0001 && percent <= 100))
		return 0;
	return percent * 10000 + 0.5;
}

static void refuse(const char *option, const char *value, const char *wanted)
{
	fprintf(stderr, "bytetrail-probe: %s=%s: %s\n%s", option, value, wanted, usage);
	exit(EXIT_USAGE);
}

static struct options parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "mode", required_argument, NULL, 'm' },
		{ "stats", no_argument, NULL, 's' },
		{ "lanes", required_argument, NULL, 'l' },
		{ "processes", required_argument, NULL, 'p' },
		{ "from", required_argument, NULL, 'f' },
		{ "budget", required_argument, NULL, 'b' },
		{ "measure-every", required_argument, NULL, 'e' },
		{ "check", no_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct options options = { .settings = { .lanes = BT_LANES, .processes = 8 } };
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'm':
			if (!strcmp(optarg, "verify"))
				options.settings.mode = BT_VERIFY;
			else if (strcmp(optarg, "always-on"))
				refuse("--mode", optarg, "always-on or verify");
			break;
		case 's':
			options.settings.statistics = true;
			break;
		case 'l':
			options.settings.lanes = number(optarg, BT_LANES);
			if (options.settings.lanes < 3)
				refuse("--lanes", optarg, "3 to 4096");
			break;
		case 'p':
			options.settings.processes = number(optarg, MAX_PROCESSES);
			if (!options.settings.processes)
				refuse("--processes", optarg, "1 to 64");
			break;
		case 'f':
			options.settings.from = bt_way_named(optarg);
			if (options.settings.from > BT_NO_WAY)
				refuse("--from", optarg, "tracepoint, old-tracepoint, function, kprobe or none");
			break;
		case 'b':
			options.settings.budget_ppm = parts_of_a_million(optarg);
			if (!options.settings.budget_ppm)
				refuse("--budget", optarg, "0.0001% to 100%");
			break;
		case 'e':
			options.settings.measure_millis = number(optarg, MOST_MEASURE_MILLIS);
			if (!options.settings.measure_millis)
				refuse("--measure-every", optarg, "1 to 60000");
			break;
		case 'c':
			options.check = true;
			options.settings.mode = BT_VERIFY;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_SUCCESS);
		default:
			fputs(usage, stderr);
			exit(EXIT_USAGE);
		}
	}
	if (!options.settings.measure_millis)
		options.settings.measure_millis =
			options.settings.budget_ppm ? MEASURE_MILLIS_IN_BUDGET : MEASURE_MILLIS;
	if (optind < argc)
		refuse("argument", argv[optind], "not understood");
	return options;
}

/* One line a program: its name, then "attached" or why not. */
static int check(const struct bt_settings *settings)
{
	char why[256] = "";
	struct bt_program program;
	int error = bt_load_programs(settings, why, sizeof(why));
	int missing = 0;

	if (error) {
		printf("%-30s missing: %s\n", "(all programs)", why);
		return EXIT_FAILURE;
	}
	for (unsigned int i = 0; i < bt_programs(); i++) {
		bt_begin(&program.header, BT_PROGRAM, sizeof(program));
		bt_describe_program(i, &program);
		printf("%-30s %s%s\n", program.name, program.attached ? "attached" : "missing: ",
		       program.reason);
		missing += !program.attached;
	}
	return missing ? EXIT_FAILURE : EXIT_SUCCESS;
}

static void greet(const struct bt_settings *settings)
{
	struct bt_process self = { 0 };
	struct bt_hello hello;
	struct bt_program program;
	struct bt_ready ready;

	bt_find_process(getpid(), &self);
	bt_begin(&hello.header, BT_HELLO, sizeof(hello));
	hello.magic = BT_MAGIC;
	hello.mode = settings->mode;
	hello.pid = getpid();
	hello.init_pid_namespace = self.tgid != 0 && self.level == 0;
	bt_put(&hello.header);
	bt_begin(&ready.header, BT_READY, sizeof(ready));
	for (unsigned int i = 0; i < bt_programs(); i++) {
		bt_begin(&program.header, BT_PROGRAM, sizeof(program));
		bt_describe_program(i, &program);
		bt_put(&program.header);
		ready.attached += program.attached;
		ready.missing += !program.attached;
	}
	bt_put(&ready.header);
}

static int fail(int error, const char *what, const char *why)
{
	bt_put_error(error, true, "%s: %s", what, why);
	bt_flush();
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct options options = parse(argc, argv);
	char why[200] = "";
	int keeper;
	int error;

	if (options.check)
		return check(&options.settings);
	signal(SIGPIPE, SIG_IGN);
	error = bt_follow_parent();
	if (error)
		return fail(error, "cannot follow the parent process", strerror(-error));
	keeper = options.settings.statistics ? 0 : bt_start_keeper();
	error = bt_load_programs(&options.settings, why, sizeof(why));
	if (error)
		return fail(error, "cannot load the eBPF programs", why);
	error = bt_init_tracked(&options.settings);
	if (error)
		return fail(error, "cannot keep track of processes", strerror(-error));
	bt_begin_cost(&options.settings, keeper);
	error = bt_drop_privileges();
	if (error)
		return fail(error, "cannot drop privileges", strerror(-error));
	error = bt_confine();
	if (error)
		return fail(error, "cannot give up system calls", strerror(-error));
	greet(&options.settings);
	error = bt_serve(STDIN_FILENO);
	bt_end_keeper();
	return error;
}
