package io.bytetrail.hooks;

import io.bytetrail.hooks.Folding.Folded;
import io.bytetrail.hooks.Installation.Constants;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the site of the running thread's call.
 *
 * <p>A stack that was met before is known again by comparing frames; only a new one is folded and
 * gets names. Behind the thread's last one is a set-associative table for all threads, which
 * forgets; what it has forgotten is folded again, to the same site.
 */
final class Sites {
  static final int DEFAULT_DEPTH = 1;

  private static final int WAYS = 8;
  private static final int SET_BITS = 7;
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();
  private static final KnownStack[] KNOWN = new KnownStack[WAYS << SET_BITS];

  /** Guarded by the lock. */
  private static final Map<Text, Site> SITES = new HashMap<>();

  private static Folding folding = new Folding(DEFAULT_DEPTH, new Frameworks(""));
  private static int nextWay;

  private Sites() {}

  /** Sets what is folded; before the first site is asked for. */
  static void fold(int depth, String more) {
    folding = new Folding(depth, new Frameworks(more));
  }

  /** Loads what a new site needs, but for its row in the ledger. */
  static void warmUp() {
    Backtrace trace = Backtrace.make();
    if (Backtrace.READABLE) {
      Object[] stack = trace.take();
      Folded folded = fold(trace, stack);
      Site none = new Site(0, "", "", true);
      new KnownStack(stack, folded.frames(), folded.whole(), none).matches(stack);
      trace.forget();
      SITES.get(new Text(folded.site(), folded.via()));
    } else {
      fold(StackWalker.getInstance(Walk.CLASSES).walk(new Walk()));
    }
  }

  static void forgetAll() {
    Arrays.fill(KNOWN, null);
    SITES.clear();
  }

  static Site current(Context context) {
    if (!Backtrace.READABLE) {
      return site(fold(StackWalker.getInstance(Walk.CLASSES).walk(new Walk())));
    }
    Backtrace trace = context.trace;
    Object[] stack = trace.take();
    KnownStack known = context.lastStack;
    if (known == null || !known.matches(stack)) {
      known = find(stack);
      if (known == null) {
        known = learn(trace, stack);
      }
      context.lastStack = known;
    }
    trace.forget();
    return known.site;
  }

  private static KnownStack find(Object[] stack) {
    int hash = KnownStack.hash(stack);
    int set = set(hash);
    for (int way = set; way < set + WAYS; way++) {
      KnownStack known = KNOWN[way];
      if (known != null && known.hash == hash && known.matches(stack)) {
        return known;
      }
    }
    return null;
  }

  private static KnownStack learn(Backtrace trace, Object[] stack) {
    Folded folded = fold(trace, stack);
    KnownStack known = new KnownStack(stack, folded.frames(), folded.whole(), site(folded));
    KNOWN[room(set(known.hash))] = known;
    return known;
  }

  private static int set(int hash) {
    return (hash * 0x9E3779B9) >>> (Integer.SIZE - SET_BITS) << 3;
  }

  /** Over nothing or what the collector has cleared, else over any: which one hardly matters. */
  private static int room(int set) {
    for (int way = set; way < set + WAYS; way++) {
      if (KNOWN[way] == null || KNOWN[way].get() == null) {
        return way;
      }
    }
    return set + (nextWay++ & WAYS - 1);
  }

  private static Site site(Folded folded) {
    Text text = new Text(folded.site(), folded.via());
    Installation.LOCK.lock();
    try {
      Site site = SITES.get(text);
      if (site == null) {
        int id = Constants.WRITER.addSite(text.site, text.via);
        site = new Site(id, text.site, text.via, folded.jdks());
        SITES.put(text, site);
      }
      return site;
    } finally {
      Installation.LOCK.unlock();
    }
  }

  private static Folded fold(Backtrace trace, Object[] stack) {
    StackTraceElement[] frames = trace.getStackTrace();
    boolean[] jdk = new boolean[frames.length];
    Object[] chunk = stack;
    for (int from = 0; chunk != null; chunk = Backtrace.next(chunk)) {
      Object[] classes = Backtrace.classes(chunk);
      for (int i = 0; i < classes.length && from < jdk.length; i++) {
        jdk[from++] = isBelowApplications((Class<?>) classes[i]);
      }
    }
    return folding.fold(frames, jdk);
  }

  private static Folded fold(List<StackWalker.StackFrame> stack) {
    StackTraceElement[] frames = new StackTraceElement[stack.size()];
    boolean[] jdk = new boolean[frames.length];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = stack.get(i).toStackTraceElement();
      jdk[i] = isBelowApplications(stack.get(i).getDeclaringClass());
    }
    return folding.fold(frames, jdk);
  }

  /** The JDK's classes, and agents' in the boot loader. */
  private static boolean isBelowApplications(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == PLATFORM;
  }

  /** By name: a reference to a class would keep its loader from being unloaded. */
  private record Text(String site, String via) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Text text && text.site.equals(site) && text.via.equals(via);
    }

    @Override
    public int hashCode() {
      return site.hashCode() * 31 + via.hashCode();
    }
  }
}
