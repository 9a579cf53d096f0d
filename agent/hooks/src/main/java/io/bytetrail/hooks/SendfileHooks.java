package io.bytetrail.hooks;

import io.bytetrail.ledger.Link;

/**
 * What advice calls in Tomcat, where its default servlet, or an application, asks the connector to
 * send a file by sendfile. The rules of {@link Hooks} hold here too.
 *
 * <p>The connector opens the file later in the same thread, when the code that asked for it has
 * returned; so its site is taken here.
 */
public final class SendfileHooks {
  private static final String FILE_NAME = "org.apache.tomcat.sendfile.filename";
  private static final String REQUEST = "org.apache.catalina.connector.RequestFacade";
  private static final String RESPONSE = "org.apache.catalina.connector.ResponseFacade";

  private SendfileHooks() {}

  /** Tomcat has been woven: nothing is to be loaded first inside a hook. */
  public static void expect() {
    new Wish().settle();
    taken(false, 0, 0, null, null);
  }

  /** After an attribute of a request has been set: one of them names a file to be sent. */
  public static void attribute(String name, Object value) {
    if (!FILE_NAME.equals(name) || value == null) {
      return;
    }
    Context context = Contexts.current();
    if (context.isInside()) {
      return;
    }
    long before = context.enterOwn();
    try {
      context.wish().grant(value, Sites.current(context));
    } finally {
      context.leaveOwn(before);
    }
  }

  /**
   * After the default servlet has looked whether sendfile may serve a resource.
   *
   * @param least the length above which it wishes to; 0 or less for never
   */
  public static void taken(boolean taken, int least, long length, Object request, Object response) {
    if (taken || least <= 0 || length <= least) {
      return;
    }
    boolean bare = isNamed(request, REQUEST) && isNamed(response, RESPONSE);
    Contexts.current().wish().refuse(length, bare ? Link.NOT_OFFERED : Link.WRAPPED);
  }

  /** After it has served the resource. */
  public static void served() {
    Wish wish = Contexts.current().wish;
    if (wish != null) {
      wish.settle();
    }
  }

  private static boolean isNamed(Object object, String name) {
    return object != null && object.getClass().getName().equals(name);
  }
}
