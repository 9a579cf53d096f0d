package io.bytetrail.instrument;

import java.util.List;

/**
 * Everything that is woven, and why there: as low as a call can still be told apart, so that one
 * call is one system call and a virtual thread leaves on the carrier that it entered on.
 *
 * <table>
 *   <caption>What is woven</caption>
 *   <tr><th>class<th>method<th>seen there
 *   <tr><td>FileInputStream<td>open, read (3)<td>stream reads; {@code /dev/stdin} too
 *   <tr><td>FileOutputStream<td>open, write (3)<td>stream writes; standard output too
 *   <tr><td>RandomAccessFile<td>open, seek, read (3), write (3)<td>its own and {@code ZipFile}'s reads
 *   <tr><td>UnixChannelFactory<td>open<td>who opened a channel, and for writing or not
 *   <tr><td>IOUtil<td>read (2), write (2)<td>every channel's calls, with the application's buffers
 *   <tr><td>NioSocketImpl<td>tryRead, tryWrite<td>{@code Socket} streams
 *   <tr><td>SocketChannelImpl<td>tryRead, tryWrite<td>{@code SocketChannel.socket()} streams
 *   <tr><td>FileChannelImpl<td>position<td>where another transfer begins
 *   <tr><td>FileChannelImpl<td>map<td>which file a mapped buffer holds
 *   <tr><td>FileChannelImpl<td>mapInternal<td>17: the mapping's system call
 *   <tr><td>FileChannelImpl<td>transferToDirectlyInternal<td>17: {@code transferTo}
 *   <tr><td>FileDispatcherImpl<td>transferTo, transferFrom<td>21+: the same, {@code Files.copy} not
 *   <tr><td>FileDispatcherImpl<td>force<td>17: {@code force}
 *   <tr><td>UnixFileDispatcherImpl<td>force, map<td>21+: {@code force}, the mapping's system call
 * </table>
 *
 * <p>Not woven, because advice cannot reach a native method without a caller of its own: {@code
 * RandomAccessFile.writeBytes(String)}, and {@code Files.copy} of paths.
 */
final class Instrumentations {
  static final List<TypeInstrumentation> ALL =
      List.of(
          new FileInputStreamInstrumentation(),
          new FileOutputStreamInstrumentation(),
          new RandomAccessFileInstrumentation(),
          new UnixChannelFactoryInstrumentation(),
          new IOUtilInstrumentation(),
          new NioSocketImplInstrumentation(),
          new SocketChannelImplInstrumentation(),
          new FileChannelImplInstrumentation(),
          new FileDispatcherInstrumentation("sun.nio.ch.FileDispatcherImpl"),
          new FileDispatcherInstrumentation("sun.nio.ch.UnixFileDispatcherImpl"));

  private Instrumentations() {}
}
