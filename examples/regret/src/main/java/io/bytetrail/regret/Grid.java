package io.bytetrail.regret;

import io.bytetrail.collector.calibration.CleanUp;
import io.bytetrail.collector.calibration.Corpus;
import io.bytetrail.collector.calibration.Egress;
import io.bytetrail.collector.calibration.ProcessCpu;
import io.bytetrail.collector.calibration.Residency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

  /** The cells and what they cost. */
  Map<GridCell, Measured> measure(List<GridCell> grid) throws IOException, InterruptedException {
    Map<GridCell, Measured> all = new LinkedHashMap<>();
    for (Egress egress : Egress.values()) {
      for (Residency residency : Residency.values()) {
        List<GridCell> cells =
            grid.stream()
                .filter(cell -> cell.egress() == egress && cell.residency() == residency)
                .toList();
        if (!cells.isEmpty()) {
          try (CleanUp cleanUp = new CleanUp()) {
            measure(cells, station(cleanUp, residency, egress, cells), all);
          }
        }
      }
    }
    return all;
  }

  private Station station(CleanUp cleanUp, Residency residency, Egress egress, List<GridCell> cells)
      throws IOException, InterruptedException {
    Station station = new Station();
    Sites sites = new Sites(cleanUp, options, files.folder());
    for (int chunk : new int[] {Contender.CHUNK, Contender.LARGE_CHUNK}) {
      Sites.Site site = sites.start(residency, egress, chunk, List.of());
      station.sites.put(chunk, site);
      station.clients.put(chunk, cleanUp.add(new Clients(site.server().address(), MOST_CLIENTS)));
    }
    GridCell small = cells.get(0);
    for (Contender contender : Contender.values()) {
      progress.say("warming up " + contender.path());
      station.clients(contender).fetch(1, paths(contender, small, 0, WARM_REQUESTS));
      station
          .clients(contender)
          .fetch(MOST_CLIENTS, paths(contender, small, WARM_REQUESTS, WARM_REQUESTS));
    }
    for (Sites.Site site : station.sites.values()) {
      site.squeeze();
    }
    return station;
  }

  private void measure(List<GridCell> cells, Station station, Map<GridCell, Measured> all)
      throws IOException, InterruptedException {
    for (GridCell cell : cells) {
      progress.step(cell.words());
      Measured measured = new Measured();
      Map<Contender, Integer> requests = new HashMap<>();
      List<Contender> order = new ArrayList<>(Arrays.asList(Contender.values()));
      // The first time shows how many requests make a run, and warms what is to be hot.
      for (int repeat = 0; repeat <= options.repeats(); repeat++) {
        Collections.shuffle(order, random);
        for (Contender contender : order) {
          int count = requests.getOrDefault(contender, firstRequests(cell));
          Sample sample = sampleAsMeant(station, contender, cell, count);
          requests.put(contender, requests(cell, sample));
          if (repeat > 0) {
            measured.add(contender, sample);
          }
        }
      }
      all.put(cell, measured);
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
