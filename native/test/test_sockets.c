// SPDX-License-Identifier: Apache-2.0
/* What leaves through a TCP socket: copied or by reference, and on whose account. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"

static struct probe probe;
static char *buffer;

struct receiver {
	pthread_t thread;
	int socket;
	uint64_t bytes;
};

static void *receive(void *argument)
{
	struct receiver *receiver = argument;

	drain(receiver->socket, receiver->bytes);
	return NULL;
}

static void start_receiving(struct receiver *receiver, int socket, uint64_t bytes)
{
	receiver->socket = socket;
	receiver->bytes = bytes;
	require(!pthread_create(&receiver->thread, NULL, receive, receiver), "a thread");
}

static void write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		require(n > 0, "write to the socket");
		bytes += n;
		size -= n;
	}
}

static void send_all(int socket, int file, size_t size)
{
	off_t offset = 0;

	while ((size_t)offset < size)
		require(sendfile(socket, file, &offset, size - offset) > 0, "sendfile");
}

static void expect_left(struct bt_counts counts, uint64_t copied, uint64_t referenced)
{
	EXPECT(counts.sent_bytes, copied + referenced);
	EXPECT(counts.egress_copied_bytes, copied);
	EXPECT(counts.egress_referenced_bytes, referenced);
	EXPECT_TRUE(counts.egress_frames > 0);
	EXPECT_TRUE(counts.net_device != 0);
	EXPECT_TRUE(counts.net_namespace != 0);
}

/* TCP's own count of what it sent again over this connection. */
static uint64_t sent_again(int socket)
{
	struct tcp_info info = { 0 };
	socklen_t length = sizeof(info);

	require(!getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length), "TCP_INFO");
	return info.tcpi_bytes_retrans;
}

static void tells_header_and_body_of_many_responses_apart(void)
{
	enum { HEADER = 213, BODY = 1 << 20, RESPONSES = 64 };
	unsigned int header = new_lane();
	unsigned int body = new_lane();
	int file = make_file(BODY);
	const struct snapshot *snapshot;
	struct receiver receiver;
	int sockets[2];

	begin_test("tells a written header and a sendfile body apart to the byte");
	make_connection(sockets);
	start_receiving(&receiver, sockets[1], RESPONSES * (HEADER + BODY));
	for (int i = 0; i < RESPONSES; i++) {
		enter(header);
		write_all(sockets[0], buffer, HEADER);
		enter(body);
		send_all(sockets[0], file, BODY);
		leave();
	}
	pthread_join(receiver.thread, NULL);
	snapshot = take_snapshot(&probe);
	expect_left(snapshot->lanes[header], HEADER * RESPONSES, 0);
	expect_left(snapshot->lanes[body], 0, (uint64_t)BODY * RESPONSES);
	EXPECT(snapshot->lanes[header].retransmitted_bytes + snapshot->lanes[body].retransmitted_bytes,
	       sent_again(sockets[0]));
	EXPECT(snapshot->lanes[body].inserted_bytes, BODY);
	EXPECT(snapshot->lanes[body].read_submitted_bytes, BODY);
	EXPECT(snapshot->end.unfiled_egress_bytes, 0);
	close(sockets[0]);
	close(sockets[1]);
	close(file);
}

static void counts_read_and_write_as_copied(void)
{
	unsigned int lane = new_lane();
	struct receiver receiver;
	struct bt_counts counts;
	int sockets[2];

	begin_test("counts written bytes as copied");
	make_connection(sockets);
	start_receiving(&receiver, sockets[1], 64 * MIB);
	enter(lane);
	for (int i = 0; i < 1024; i++)
		write_all(sockets[0], buffer, 64 * KIB);
	leave();
	pthread_join(receiver.thread, NULL);
	counts = counts_of(&probe, lane);
	expect_left(counts, 64 * MIB, 0);
	EXPECT(counts.retransmitted_bytes, sent_again(sockets[0]));
	close(sockets[0]);
	close(sockets[1]);
}

static void counts_a_mapped_file_written_as_copied(void)
{
	unsigned int lane = new_lane();
	int file = make_file(MIB);
	char *mapped = mmap(NULL, MIB, PROT_READ, MAP_SHARED, file, 0);
	struct receiver receiver;
	struct bt_counts counts;
	int sockets[2];

	begin_test("counts a mapped file written to a socket as copied");
	make_connection(sockets);
	start_receiving(&receiver, sockets[1], MIB);
	enter(lane);
	write_all(sockets[0], mapped, MIB);
	leave();
	pthread_join(receiver.thread, NULL);
	counts = counts_of(&probe, lane);
	expect_left(counts, MIB, 0);
	EXPECT(counts.read_ahead_bytes + counts.stalled_bytes, MIB);
	munmap(mapped, MIB);
	close(sockets[0]);
	close(sockets[1]);
	close(file);
}

/* A peer that does not read yet: the frames leave after the calls, from another context. */
static void files_frames_that_leave_after_the_call(void)
{
	enum { PIECE = 100 * 1024 };
	unsigned int lanes[2] = { new_lane(), new_lane() };
	int size = 8 * MIB;
	const struct snapshot *snapshot;
	int sockets[2];

	begin_test("files frames that leave long after the call");
	make_connection(sockets);
	setsockopt(sockets[0], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	for (int i = 0; i < 8; i++) {
		enter(lanes[i % 2]);
		write_all(sockets[0], buffer, PIECE);
		leave();
	}
	drain(sockets[1], 8 * PIECE);
	snapshot = take_snapshot(&probe);
	expect_left(snapshot->lanes[lanes[0]], 4 * PIECE, 0);
	expect_left(snapshot->lanes[lanes[1]], 4 * PIECE, 0);
	EXPECT(snapshot->end.unfiled_egress_bytes, 0);
	close(sockets[0]);
	close(sockets[1]);
}

static void counts_received_bytes(void)
{
	unsigned int lane = new_lane();
	struct bt_counts counts;
	int sockets[2];

	begin_test("counts received bytes, peeked ones once");
	make_connection(sockets);
	write_all(sockets[0], buffer, 1000);
	enter(lane);
	EXPECT(recv(sockets[1], buffer, 1000, MSG_PEEK | MSG_WAITALL), 1000);
	EXPECT(recv(sockets[1], buffer, 1000, MSG_WAITALL), 1000);
	leave();
	counts = counts_of(&probe, lane);
	EXPECT(counts.received_bytes, 1000);
	EXPECT(counts.receives, 1);
	close(sockets[0]);
	close(sockets[1]);
}

int main(void)
{
	begin_test("attaches everything");
	probe = start_probe("--mode=always-on");
	EXPECT(probe.missing, 0);
	EXPECT(track(&probe, getpid()), 0);
	buffer = malloc(MIB);
	require(buffer, "memory");
	memset(buffer, 'b', MIB);

	tells_header_and_body_of_many_responses_apart();
	counts_read_and_write_as_copied();
	counts_a_mapped_file_written_as_copied();
	files_frames_that_leave_after_the_call();
	counts_received_bytes();
	stop_probe(&probe, 0);
	return finish_tests();
}
