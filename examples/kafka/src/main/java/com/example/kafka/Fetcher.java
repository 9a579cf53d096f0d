package com.example.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.Records;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * One connection that fetches from a partition. Unlike a {@code KafkaConsumer} it copies what it
 * receives once, out of the socket, and looks at the heads of the batches only: so it is the broker
 * that takes the time.
 */
final class Fetcher implements Closeable {
  /** The last version in which a topic is asked for by its name. */
  private static final short VERSION = 12;

  /** A consumer's {@code max.partition.fetch.bytes}, as it is by default. */
  private static final int FETCH_BYTES = 1 << 20;

  private static final int MAX_WAIT_MILLIS = 500;

  private final ByteChannel channel;
  private final TopicPartition partition;
  private final ByteBuffer size = ByteBuffer.allocateDirect(Integer.BYTES);

  /** With room for what is around the batches. */
  private ByteBuffer response = ByteBuffer.allocateDirect(FETCH_BYTES + (64 << 10));

  private int correlation;

  /** Takes the channel over: it is closed with this. */
  Fetcher(ByteChannel channel, String topic) {
    this.channel = channel;
    partition = new TopicPartition(topic, 0);
  }

  /** Fetches the records from one offset up to another; returns the bytes of their batches. */
  long fetch(long first, long end) throws IOException {
    long bytes = 0;
    for (long offset = first; offset < end; ) {
      Records records = fetch(offset);
      RecordBatch last = null;
      for (RecordBatch batch : records.batches()) {
        last = batch;
      }
      if (last == null) {
        throw new IOException("nothing at offset " + offset + " of " + partition);
      }
      bytes += records.sizeInBytes();
      offset = last.nextOffset();
    }
    return bytes;
  }

  private Records fetch(long offset) throws IOException {
    FetchRequest.PartitionData wanted =
        new FetchRequest.PartitionData(Uuid.ZERO_UUID, offset, -1, FETCH_BYTES, Optional.empty());
    FetchRequest request =
        FetchRequest.Builder.forConsumer(VERSION, MAX_WAIT_MILLIS, 1, Map.of(partition, wanted))
            .setMaxBytes(FETCH_BYTES)
            .build(VERSION);
    RequestHeader header = new RequestHeader(ApiKeys.FETCH, VERSION, "drain", correlation++);
    send(request.serializeWithHeader(header));
    FetchResponse answer = (FetchResponse) AbstractResponse.parseResponse(receive(), header);
    PartitionData data = answer.data().responses().get(0).partitions().get(0);
    Errors.forCode(data.errorCode()).maybeThrow();
    return FetchResponse.recordsOrFail(data);
  }

  private void send(ByteBuffer request) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Integer.BYTES + request.remaining());
    all.putInt(request.remaining()).put(request).flip();
    while (all.hasRemaining()) {
      channel.write(all);
    }
  }

  /** The next response; good until the one after it. */
  private ByteBuffer receive() throws IOException {
    fill(size.clear());
    int length = size.getInt(0);
    if (length > response.capacity()) {
      response = ByteBuffer.allocateDirect(length);
    }
    fill(response.clear().limit(length));
    return response.flip();
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the broker has closed the connection");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
