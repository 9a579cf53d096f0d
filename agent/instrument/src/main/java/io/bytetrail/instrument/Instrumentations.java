package io.bytetrail.instrument;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is woven, and why there: as low as a call can still be told apart, so that one
 * call is one system call and a virtual thread leaves on the carrier that it entered on.
 *
 * <table>
 *   <caption>What is woven</caption>
 *   <tr><th>class<th>method<th>seen there
 *   <tr><td>FileInputStream<td>open, read (3)<td>stream reads; {@code Process} streams, standard input
 *   <tr><td>FileOutputStream<td>open, write (3)<td>stream writes; {@code Process} streams, standard
 *       output
 *   <tr><td>RandomAccessFile<td>open, seek, read (3), write (3)<td>its own and {@code ZipFile}'s reads
 *   <tr><td>RandomAccessFile<td>implReadLine<td>25: {@code readLine}, which reads past the others
 *   <tr><td>RandomAccessFile<td>writeBytes, writeChars (of a String)<td>they write past the others
 *   <tr><td>FileDescriptor<td>sync<td>21+: itself; on 17 it is native
 *   <tr><td>UnixChannelFactory<td>open<td>who opened a channel, and for writing or not
 *   <tr><td>IOUtil<td>read (2), write (2)<td>every channel's calls, with the application's buffers
 *   <tr><td>NioSocketImpl<td>tryRead, tryWrite<td>{@code Socket} streams
 *   <tr><td>SocketChannelImpl<td>tryRead, tryWrite<td>{@code SocketChannel.socket()} streams
 *   <tr><td>FileChannelImpl<td>position<td>where another transfer begins
 *   <tr><td>DatagramChannelImpl<td>receive, send<td>datagrams with an address; {@code
 *       DatagramSocket}
 *   <tr><td>FileChannelImpl<td>map (2)<td>which file a mapped buffer or memory segment holds
 *   <tr><td>FileChannelImpl<td>mapInternal<td>17: the mapping's system call
 *   <tr><td>FileChannelImpl<td>transferToDirectlyInternal<td>17: {@code transferTo}
 *   <tr><td>FileDispatcherImpl<td>transferTo, transferFrom<td>21+: the same
 *   <tr><td>FileDispatcherImpl<td>force<td>17: {@code force}
 *   <tr><td>UnixFileDispatcherImpl<td>force, map<td>21+: {@code force}, the mapping's system call
 *   <tr><td>FileChannelImpl<td>transferToArbitraryChannel, transferToTrustedChannel,
 *       transferFromFileChannel<td>transfers that end in reads or mappings
 *   <tr><td>BufferedInputStream<td>read1<td>copies out of its buffer
 *   <tr><td>BufferedOutputStream<td>write<td>copies into its buffer
 *   <tr><td>ByteBuffer<td>putBuffer<td>{@code put} of another buffer
 *   <tr><td>SSLEngineImpl<td>wrap, unwrap<td>which record holds which file's bytes; what was in a
 *       record that was received
 *   <tr><td>SSLSocketImpl<td>readApplicationRecord<td>what was in a record that was received
 *   <tr><td>SSLSocketImpl$AppInputStream<td>read<td>what is copied of that into the application's
 *       array
 *   <tr><td>SSLSocketOutputRecord<td>deliver<td>what {@code SSLSocket} is given to write
 *   <tr><td>OutputRecord<td>encrypt<td>the record it writes
 *   <tr><td>Deflater, Inflater<td>deflate (2), inflate (2)<td>what goes in, and what comes out
 *   <tr><td>MappedByteBuffer<td>force (2), load<td>{@code msync}, and the faults of loading
 *   <tr><td>MappedMemorySegmentImpl<td>force, load<td>21+: the same of memory segments
 *   <tr><td>UnixCopyFile<td>copyFile<td>17: {@code Files.copy} of two paths
 *   <tr><td>UnixFileSystem<td>copyFile<td>21+: the same
 * </table>
 *
 * <p>What all this sees is tried, operation by operation, by {@code bytetrail doctor --jdk}.
 *
 * <p>Not woven are {@code ByteBuffer.put} of an array and {@code get} into one, which applications
 * call for other things than files by the million: those copies are found by what was copied.
 */
final class Instrumentations {
  /** From here on natives have Java callers that the virtual threads needed. */
  private static final int FIRST_WITH_CALLERS = 21;

  static final List<TypeInstrumentation> ALL =
      all(Runtime.version().feature() >= FIRST_WITH_CALLERS);

  private Instrumentations() {}

  private static List<TypeInstrumentation> all(boolean withCallers) {
    List<TypeInstrumentation> all = new ArrayList<>(onEveryJdk());
    if (withCallers) {
      all.add(new FileDescriptorInstrumentation());
      all.add(new MappedMemorySegmentInstrumentation());
    }
    all.add(
        new CopyFileInstrumentation(
            withCallers ? "sun.nio.fs.UnixFileSystem" : "sun.nio.fs.UnixCopyFile"));
    return List.copyOf(all);
  }

  private static List<TypeInstrumentation> onEveryJdk() {
    return List.of(
        new FileInputStreamInstrumentation(),
        new FileOutputStreamInstrumentation(),
        new RandomAccessFileInstrumentation(),
        new UnixChannelFactoryInstrumentation(),
        new IOUtilInstrumentation(),
        new NioSocketImplInstrumentation(),
        new SocketChannelImplInstrumentation(),
        new FileChannelImplInstrumentation(),
        new FileDispatcherInstrumentation("sun.nio.ch.FileDispatcherImpl"),
        new FileDispatcherInstrumentation("sun.nio.ch.UnixFileDispatcherImpl"),
        new DatagramChannelImplInstrumentation(),
        new MappedByteBufferInstrumentation(),
        new BufferedInputStreamInstrumentation(),
        new BufferedOutputStreamInstrumentation(),
        new ByteBufferInstrumentation(),
        new SSLEngineImplInstrumentation(),
        new SSLSocketOutputRecordInstrumentation(),
        new SSLSocketImplInstrumentation(),
        new SSLSocketInputInstrumentation(),
        new OutputRecordInstrumentation(),
        new DeflaterInstrumentation(),
        new InflaterInstrumentation());
  }
}
