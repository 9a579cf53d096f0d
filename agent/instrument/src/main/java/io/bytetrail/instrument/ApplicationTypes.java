package io.bytetrail.instrument;

import io.bytetrail.hooks.Hooks;
import io.bytetrail.hooks.NativeHooks;
import io.bytetrail.hooks.SendfileHooks;
import java.util.ArrayList;
import java.util.List;

/**
 * What is woven outside the JDK: libraries that make system calls of their own, and a server that
 * decides about zero-copy where no system call tells of it.
 *
 * <table>
 *   <caption>What is woven</caption>
 *   <tr><th>class<th>method<th>seen there
 *   <tr><td>io.netty.channel.unix.FileDescriptor<td>read (2), write (2), writev (2)<td>epoll:
 *     several buffers in one call; domain sockets
 *   <tr><td>io.netty.channel.unix.Socket<td>recv (2), send (2)<td>epoll: one buffer
 *   <tr><td>io.netty.channel.epoll.LinuxSocket<td>sendFile<td>epoll: a {@code DefaultFileRegion}
 *   <tr><td>io.netty.channel.DefaultFileRegion<td>open<td>which file that is
 *   <tr><td>io.netty.util.internal.PlatformDependent<td>copyMemory (3), absolutePut<td>what is
 *     copied into and out of direct buffers
 *   <tr><td>org.apache.catalina.connector.Request<td>setAttribute<td>Tomcat: who asks its connector
 *     for sendfile
 *   <tr><td>org.apache.catalina.servlets.DefaultServlet<td>checkSendfile, serveResource<td>Tomcat:
 *     that sendfile was wished for and refused
 *   <tr><td>org.apache.catalina.connector.OutputBuffer<td>transfer (2)<td>Tomcat: what is copied out
 *     of a servlet's array
 *   <tr><td>org.apache.tomcat.util.net.SocketWrapperBase<td>transfer (2)<td>Tomcat: what is copied
 *     into the buffer that is written, and out of the one that was read
 *   <tr><td>org.apache.catalina.connector.InputBuffer<td>read (2)<td>Tomcat: what is copied into a
 *     servlet's array
 * </table>
 *
 * <p>The same of Netty 4.1 and 4.2, and of Tomcat 9 to 11, in any loader, and of copies that were
 * given a package of their own, like gRPC's {@code io.grpc.netty.shaded.io.netty}. A method that a
 * version does not have is not woven, and the report says so. Advice calls hooks in the boot
 * loader; a loader that hides them, as OSGi's do without {@code
 * org.osgi.framework.bootdelegation=io.bytetrail.*}, keeps its classes as they are.
 */
final class ApplicationTypes {
  private static final String[] INTERNAL_NAMES = {
    NettyDescriptorInstrumentation.NAME.replace('.', '/'),
    NettySocketInstrumentation.NAME.replace('.', '/'),
    NettySendFileInstrumentation.NAME.replace('.', '/'),
    NettyFileRegionInstrumentation.NAME.replace('.', '/'),
    TomcatRequestInstrumentation.NAME.replace('.', '/'),
    TomcatDefaultServletInstrumentation.NAME.replace('.', '/'),
    TomcatOutputBufferInstrumentation.NAME.replace('.', '/'),
    TomcatSocketWrapperInstrumentation.NAME.replace('.', '/'),
    TomcatInputBufferInstrumentation.NAME.replace('.', '/'),
    NettyMemoryInstrumentation.NAME.replace('.', '/')
  };

  private ApplicationTypes() {}

  /** What is woven into this class; null for nothing. Asked for every class that is loaded. */
  static TypeInstrumentation find(String internalName) {
    for (int i = 0; i < INTERNAL_NAMES.length; i++) {
      if (isOrEndsWith(internalName, INTERNAL_NAMES[i])) {
        return instrumentation(i, internalName.replace('/', '.'));
      }
    }
    return null;
  }

  /** By numbers: a lambda each would cost every start some milliseconds. */
  private static TypeInstrumentation instrumentation(int i, String name) {
    return switch (i) {
      case 0 -> new NettyDescriptorInstrumentation(name);
      case 1 -> new NettySocketInstrumentation(name);
      case 2 -> new NettySendFileInstrumentation(name);
      case 3 -> new NettyFileRegionInstrumentation(name);
      case 4 -> new TomcatRequestInstrumentation(name);
      case 5 -> new TomcatDefaultServletInstrumentation(name);
      case 6 -> new TomcatOutputBufferInstrumentation(name);
      case 7 -> new TomcatSocketWrapperInstrumentation(name);
      case 8 -> new TomcatInputBufferInstrumentation(name);
      default -> new NettyMemoryInstrumentation(name);
    };
  }

  /** The class with its advice; null where that cannot be, and then the report says why. */
  static byte[] weave(TypeInstrumentation type, ClassLoader loader, byte[] classFile) {
    // The weaver's own classes are read from the agent's jar meanwhile.
    long paused = Hooks.pause();
    try {
      if (!seesHooks(loader)) {
        Hooks.note(type.type() + " is not followed: its class loader hides io.bytetrail");
        return null;
      }
      if (isTomcats(type)) {
        SendfileHooks.expect();
      } else {
        NativeHooks.expect();
      }
      List<String> absent = new ArrayList<>();
      byte[] woven = Weaver.weave(type, classFile, loader, absent);
      if (!absent.isEmpty()) {
        Hooks.note(type.type() + " is of an unknown version: no " + String.join(", ", absent));
      }
      return woven;
    } catch (Throwable e) {
      // The library's class stays as it is.
      Hooks.note(type.type() + " is not followed: " + e);
      return null;
    } finally {
      Hooks.resume(paused);
    }
  }

  /** Whether advice in this loader's classes would find the hooks. */
  private static boolean seesHooks(ClassLoader loader) {
    try {
      return Class.forName(NativeHooks.class.getName(), false, loader) == NativeHooks.class;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static boolean isTomcats(TypeInstrumentation type) {
    return type instanceof TomcatRequestInstrumentation
        || type instanceof TomcatDefaultServletInstrumentation;
  }

  private static boolean isOrEndsWith(String name, String end) {
    int before = name.length() - end.length();
    return before >= 0 && name.endsWith(end) && (before == 0 || name.charAt(before - 1) == '/');
  }
}
