package io.bytetrail.regret;

import io.bytetrail.collector.calibration.CleanUp;
import io.bytetrail.collector.calibration.Corpus;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.ProcessCpu;
import io.bytetrail.collector.calibration.Residency;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures every strategy in every cell, without the agent: the truth that advice is held against.
 * In a cell the strategies take turns, in another order each time.
 */
final class Grid {
  private static final double GIB = 1L << 30;
  private static final int MOST_CLIENTS = 8;
  private static final int WARM_REQUESTS = 400;
  private static final int MOST_REQUESTS = 4000;
  private static final int MOST_TRIES = 4;
  private static final double COLD_SHARE = 0.99;

  /** Cost above the best's at which somebody may still turn out to be the best. */
  private static final double NEAR = 0.3;

  private final RegretOptions options;
  private final GridFiles files;
  private final Progress progress;
  private final Random random = new Random(7);
  private final Map<String, Integer> cursors = new HashMap<>();

  Grid(RegretOptions options, GridFiles files, Progress progress) {
    this.options = options;
    this.files = files;
    this.progress = progress;
  }

  /** Servers of one kind, by the size of their buffers. */
  private static final class Station {
    private final Map<Integer, Sites.Site> sites = new HashMap<>();
    private final Map<Integer, Clients> clients = new HashMap<>();

    GridServer server(Contender contender) {
      return sites.get(contender.serverChunk()).server();
    }

    Clients clients(Contender contender) {
      return clients.get(contender.serverChunk());
    }
  }

  /**
   * Measures the cells, and keeps each as soon as it is known.
   *
   * @param leftOut gets the cells that could not be measured, and why
   */
  Map<GridCell, Measured> measure(
      List<GridCell> grid, RunRecord record, Map<GridCell, String> leftOut)
      throws IOException, InterruptedException {
    Map<GridCell, Measured> all = new LinkedHashMap<>();
    for (Egress egress : Egress.values()) {
      for (Residency residency : Residency.values()) {
        Deque<GridCell> cells = new ArrayDeque<>(grid);
        cells.removeIf(cell -> cell.egress() != egress || cell.residency() != residency);
        while (!cells.isEmpty()) {
          measure(cells, all, record, leftOut);
        }
      }
    }
    return all;
  }

  /** Measures cells until one can't be: its server may be gone, and another is started then. */
  private void measure(
      Deque<GridCell> cells,
      Map<GridCell, Measured> all,
      RunRecord record,
      Map<GridCell, String> leftOut)
      throws IOException, InterruptedException {
    try (CleanUp cleanUp = new CleanUp()) {
      Station station = station(cleanUp, cells.element());
      while (!cells.isEmpty()) {
        GridCell cell = cells.element();
        progress.step(cell.words());
        all.put(cell, measure(cell, station));
        cells.remove();
        record.write(all);
      }
    } catch (IOException e) {
      GridCell cell = cells.remove();
      leftOut.put(cell, e.toString());
      progress.say("left out: " + cell.words() + ": " + e);
    }
  }

  private Station station(CleanUp cleanUp, GridCell small)
      throws IOException, InterruptedException {
    Station station = new Station();
    Sites sites = new Sites(cleanUp, options, files.folder());
    for (int chunk : new int[] {Contender.CHUNK, Contender.LARGE_CHUNK}) {
      Sites.Site site = sites.start(small.residency(), small.egress(), chunk, List.of());
      station.sites.put(chunk, site);
      station.clients.put(chunk, cleanUp.add(new Clients(site.server().address(), MOST_CLIENTS)));
    }
    for (Contender contender : Contender.values()) {
      progress.say("warming up " + contender.path());
      station.clients(contender).fetch(1, paths(contender, small, 0, WARM_REQUESTS));
      station
          .clients(contender)
          .fetch(MOST_CLIENTS, paths(contender, small, WARM_REQUESTS, WARM_REQUESTS));
    }
    return station;
  }

  /** Who came near the best in a few runs is measured more often: its place is what counts. */
  private Measured measure(GridCell cell, Station station)
      throws IOException, InterruptedException {
    Measured measured = new Measured();
    Map<Contender, Integer> requests = new HashMap<>();
    List<Contender> all = Arrays.asList(Contender.values());
    // The first time shows how many requests make a run, and warms what is to be hot.
    round(cell, station, all, requests, new Measured());
    for (int repeat = 0; repeat < options.repeats(); repeat++) {
      round(cell, station, all, requests, measured);
    }
    List<Contender> near = all.stream().filter(each -> measured.regret(each) <= NEAR).toList();
    for (int repeat = 0; repeat < options.moreRepeats(); repeat++) {
      round(cell, station, near, requests, measured);
    }
    return measured;
  }

  /** Measures each once, in another order each time. */
  private void round(
      GridCell cell,
      Station station,
      List<Contender> contenders,
      Map<Contender, Integer> requests,
      Measured into)
      throws IOException, InterruptedException {
    List<Contender> order = new ArrayList<>(contenders);
    Collections.shuffle(order, random);
    for (Contender contender : order) {
      station.sites.get(contender.serverChunk()).squeeze();
      int count = requests.getOrDefault(contender, firstRequests(cell));
      Sample sample = sampleAsMeant(station, contender, cell, count);
      requests.put(contender, requests(cell, sample));
      into.add(contender, sample);
    }
  }

  /** Measures, again when the files were not where they were to be. */
  private Sample sampleAsMeant(Station station, Contender contender, GridCell cell, int count)
      throws IOException, InterruptedException {
    Sample sample = sample(station, contender, cell, count);
    for (int i = 1; i < MOST_TRIES && !isAsMeant(cell, contender, sample); i++) {
      // Only this one maps.
      station.server(Contender.MMAP).unmap();
      files.warmAgain(cell);
      sample = sample(station, contender, cell, count);
    }
    return sample;
  }

  private static boolean isAsMeant(GridCell cell, Contender contender, Sample sample) {
    return switch (cell.residency()) {
      case HOT -> contender.way().technique().isDirectIo() || sample.deviceShare() == 0;
      case COLD -> sample.deviceShare() > COLD_SHARE;
      case PRESSURE -> true;
    };
  }

  private Sample sample(Station station, Contender contender, GridCell cell, int wanted)
      throws IOException, InterruptedException {
    int count = wanted;
    if (cell.residency() == Residency.COLD && !contender.way().technique().isDirectIo()) {
      count = Math.min(count, GridFiles.count(Residency.COLD, cell.size()));
      files.prepare(cell, count);
    }
    String key = contender + " " + cell;
    int cursor =
        cell.residency() == Residency.PRESSURE
            ? cursors.merge(key, count, Integer::sum) - count
            : 0;
    List<String> paths = paths(contender, cell, cursor, count);
    ProcessCpu cpu = station.server(contender).cpu();
    long nanos = cpu.nanos();
    long device = cpu.deviceReadBytes();
    Clients.Fetched fetched = station.clients(contender).fetch(cell.clients(), paths);
    double gib = fetched.bytes() / GIB;
    return new Sample(
        (cpu.nanos() - nanos) / 1e9 / gib,
        fetched.cpuNanos() / 1e9 / gib,
        fetched.wallNanos() / 1e9 / gib,
        (double) (cpu.deviceReadBytes() - device) / fetched.bytes());
  }

  private List<String> paths(Contender contender, GridCell cell, int cursor, int count) {
    List<String> paths = new ArrayList<>();
    for (int number : files.numbers(cell, cursor, count)) {
      paths.add("/" + contender.path() + "/" + Corpus.name(cell.size(), number));
    }
    return paths;
  }

  private static int firstRequests(GridCell cell) {
    long some = Math.max(1, Math.min(300, (16L << 20) / cell.size()));
    return (int) Math.max(some, Math.min(cell.clients(), (1L << 30) / cell.size()));
  }

  private int requests(GridCell cell, Sample sample) {
    double each = sample.wall() * cell.size() / GIB;
    long count = Math.round(options.runNanos() / 1e9 / each);
    long least = cell.size() >= 256 << 20 ? Math.min(2, cell.clients()) : cell.clients();
    return (int) Math.max(least, Math.min(MOST_REQUESTS, count));
  }
}
