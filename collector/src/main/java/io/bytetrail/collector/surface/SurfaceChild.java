package io.bytetrail.collector.surface;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the drivers under the agent, one after the other; somebody else compares.
 *
 * <p>Says a line that begins with {@link #ROW} for each driver as it runs all of them once, then
 * {@link #READY}, and waits for a line; then runs them again, and a last one with {@link #RESULT},
 * behind which is a {@link Driven} as JSON. Then it waits for the end of its input, so that its
 * process can be looked at.
 */
public final class SurfaceChild {
  static final String READY = "ready";
  static final String ROW = "row ";
  static final String RESULT = "result ";

  private final Path directory;
  private final boolean virtual;
  private final PrintStream out;

  private SurfaceChild(Path directory, boolean virtual, PrintStream out) {
    this.directory = directory;
    this.virtual = virtual;
    this.out = out;
  }

  /**
   * Runs them all.
   *
   * @param directory an empty one
   * @param virtual whether to run each in a virtual thread
   */
  public static void run(Path directory, boolean virtual, InputStream in, PrintStream out)
      throws IOException {
    SurfaceChild child = new SurfaceChild(directory, virtual, out);
    try (Bench bench = new Bench(directory)) {
      // Classes are loaded at the first use, by reads of the JVM's own inside the calls.
      child.drive(bench, false);
      out.println(READY);
      out.flush();
      if (in.read() < 0) {
        return;
      }
      out.println(RESULT + new ObjectMapper().writeValueAsString(child.drive(bench)));
      out.flush();
      while (in.read() >= 0) {}
    }
  }

  private Driven drive(Bench bench) throws IOException {
    if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
      return new Driven(drive(bench, false), "this JDK has no module jdk.jfr");
    }
    try (JfrWitness jfr = new JfrWitness()) {
      List<Driven.Operation> rows = drive(bench, true);
      jfr.write(directory);
      return new Driven(rows, "");
    }
  }

  private List<Driven.Operation> drive(Bench bench, boolean record) throws IOException {
    List<Surface.Driver> drivers = Surface.drivers();
    List<Driven.Operation> driven = new ArrayList<>();
    for (Surface.Driver driver : drivers) {
      bench.renew();
      out.println(ROW + (driven.size() + 1) + "/" + drivers.size() + " " + driver.row().value());
      out.flush();
      driven.add(record ? recorded(driver, bench, driven.size()) : drive(driver, bench));
    }
    return driven;
  }

  private Driven.Operation recorded(Surface.Driver driver, Bench bench, int number) {
    RowEvent event = new RowEvent();
    event.row = number;
    event.begin();
    Driven.Operation driven = drive(driver, bench);
    event.commit();
    return driven;
  }

  private Driven.Operation drive(Surface.Driver driver, Bench bench) {
    int feature = Runtime.version().feature();
    Moved moved = Moved.NOTHING;
    String absent = "";
    String failure = "";
    if (feature < driver.row().since()) {
      absent = "JDK " + driver.row().since() + " is the first to have it";
    } else {
      try {
        moved = in(virtual, driver, bench);
      } catch (NotHere e) {
        absent = e.getMessage();
      } catch (Throwable e) {
        failure = e.toString();
      }
    }
    return new Driven.Operation(
        driver.row().value(),
        driver.family(),
        driver.site(),
        moved,
        absent,
        failure,
        feature < driver.row().seenSince() ? driver.row().unseenWhy() : "");
  }

  private static Moved in(boolean virtual, Surface.Driver driver, Bench bench) throws Throwable {
    if (!virtual) {
      return driver.drive(bench);
    }
    Moved[] moved = new Moved[1];
    Throwable[] thrown = new Throwable[1];
    Runnable work =
        () -> {
          try {
            moved[0] = driver.drive(bench);
          } catch (Throwable e) {
            thrown[0] = e;
          }
        };
    Thread thread =
        (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    thread.join();
    if (thrown[0] != null) {
      throw thrown[0];
    }
    return moved[0];
  }
}
