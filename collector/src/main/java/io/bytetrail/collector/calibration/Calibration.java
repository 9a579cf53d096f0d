package io.bytetrail.collector.calibration;

import io.bytetrail.collector.calibration.Profile.ModelError;
import io.bytetrail.collector.path.Devices;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures what transfers cost on this host, for one directory's filesystem, with this JDK.
 *
 * <p>All cells are measured once a round, in another order each time, for as many rounds as the
 * time allows: a disturbance hits all of them alike, and the median leaves it out. What was made is
 * deleted at the end, also when the process is told to end.
 */
public final class Calibration {
  private static final List<String> IN_MEMORY = List.of("tmpfs", "ramfs");
  private static final List<String> REMOTE =
      List.of(
          "nfs", "nfs4", "cifs", "smb3", "ceph", "9p", "afs", "glusterfs", "lustre", "virtiofs");

  /** Bytes of the files that single hops are measured with. */
  private static final long PRIMITIVE_FILE = 16 << 20;

  /** Numbers of these, and of those that pressure is measured with: far from the others'. */
  private static final int PRIMITIVE_FIRST = 1000;

  private static final int PRESSURE_FIRST = 10_000;

  private static final double GIB = 1L << 30;

  /** What requests are taken to last before one was measured. */
  private static final double FIRST_GIB_SECONDS = 0.5;

  private static final double FIRST_REQUEST_SECONDS = 100e-6;
  private static final int MOST_TRIES = 4;
  private static final long SETTLE_MILLIS = 20;
  private static final long LOOK_FIRST_MILLIS = 300;
  private static final long LOOK_MILLIS = 100;
  private static final double COLD_SHARE = 0.99;

  /** Told of what is going on. */
  public interface Progress {
    /**
     * Called often.
     *
     * @param share done, 0 to 1
     */
    void at(double share, String what);

    /**
     * Something is not as it should be; measuring goes on.
     *
     * @param what a sentence
     */
    default void warn(String what) {}
  }

  private final Path directory;
  private final List<String> java;
  private final Progress progress;
  private final Storage storage;
  private final Plan plan;
  private final boolean inMemory;
  private final List<String> notes = new ArrayList<>();
  private final Map<Cell, List<SenderProcess.Run>> runs = new LinkedHashMap<>();
  private final Map<Cell, Integer> cursors = new HashMap<>();
  private final Random random = new Random(1);
  private final HostLoad load = new HostLoad();

  private Corpus files;
  private boolean directIo;
  private long start;

  /**
   * Looks at what is to be measured.
   *
   * @param directory where files are made, in a folder of their own
   * @param quick in a sixth of the time
   * @param java the command that runs this program's command line in another JVM
   * @throws IOException when it can't be measured there; the message says why
   */
  public Calibration(Path directory, boolean quick, List<String> java, Progress progress)
      throws IOException {
    this(directory, quick ? Plan.quick() : Plan.full(), java, progress);
  }

  Calibration(Path directory, Plan plan, List<String> java, Progress progress) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is no directory: name one on the filesystem to measure");
    }
    this.directory = directory.toRealPath();
    this.java = java;
    this.progress = progress;
    Devices devices = new Devices();
    String type = devices.filesystemOf(this.directory);
    String refusal = refusal(type);
    if (!refusal.isEmpty()) {
      throw new IOException(directory + refusal);
    }
    inMemory = IN_MEMORY.contains(type);
    storage = new Storage(type, devices.deviceOf(this.directory), 0, 0);
    this.plan = plan.within(directory.toFile().getUsableSpace());
    if (this.plan.fewSizes().isEmpty()) {
      throw new IOException(
          directory + " has too little free space: the smallest measurement takes 1 GiB");
    }
  }

  /** Why a filesystem of this type can't be measured; empty when it can. */
  static String refusal(String type) {
    return REMOTE.contains(type) || type.startsWith("fuse")
        ? " is on "
            + type
            + ": what others do there would be in the figures. Calibrate on a local filesystem"
        : "";
  }

  /**
   * Measures.
   *
   * @throws IOException when that is not possible, or no more: a full disk, for one
   */
  public Profile run() throws IOException, InterruptedException {
    start = System.nanoTime();
    try (CleanUp cleanUp = new CleanUp()) {
      files = cleanUp.add(corpus());
      load.look(LOOK_FIRST_MILLIS);
      if (!load.complaint().isEmpty()) {
        progress.warn("the host is busy: what is measured now is less exact than it could be");
      }
      progress.at(0, "making files");
      makeFiles();
      Map<String, Primitive> primitives = new LinkedHashMap<>(primitives());
      Storage measured = measuredStorage();
      directIo = measured.hasDirectIo();
      List<Station> stations = stations(cleanUp, primitives);
      rounds(stations);
      if (!load.complaint().isEmpty()) {
        notes.add(load.complaint());
      }
      return new Profile(
          Profile.SCHEMA,
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
          (System.nanoTime() - start) / 1e9,
          Host.current(),
          measured,
          costs(),
          primitives,
          Profile.Fit.NONE,
          ModelError.UNKNOWN,
          notes);
    }
  }

  private Corpus corpus() throws IOException {
    try {
      return new Corpus(directory);
    } catch (ReadOnlyFileSystemException | FileSystemException e) {
      throw new IOException("no files can be made in " + directory + ": " + e.getMessage(), e);
    }
  }

  private void makeFiles() throws IOException {
    try {
      // First of all, and not warmed by anything: the second one is read past the page cache.
      files.make(PRIMITIVE_FILE, PRIMITIVE_FIRST, 2);
      for (long size : plan.sizes()) {
        files.make(size, 0, count(size) * (inMemory || Plan.isHuge(size) ? 1 : 2));
      }
    } catch (IOException e) {
      throw new IOException("files can't be made in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static int count(long size) {
    return Plan.files(size);
  }

  /** A process that sends, and what is measured with it. */
  private record Station(SenderProcess process, List<Cell> cells) {}

  private List<Station> stations(CleanUp cleanUp, Map<String, Primitive> primitives)
      throws IOException, InterruptedException {
    boolean device = !inMemory;
    List<Station> stations = new ArrayList<>();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    SenderProcess first = cleanUp.add(sender(List.of(), loopback));
    stations.add(station(first, plan.loopback(device)));
    socketPrimitives(first, primitives);
    try {
      VethNamespace namespace = cleanUp.add(new VethNamespace());
      SenderProcess inside = cleanUp.add(sender(namespace.prefix(), namespace.address()));
      stations.add(station(inside, plan.veth()));
    } catch (IOException e) {
      notes.add("veth was not measured: " + e.getMessage());
    }
    if (device) {
      try {
        stations.add(pressure(cleanUp, loopback));
      } catch (IOException e) {
        notes.add("memory pressure was not measured: " + e.getMessage());
      }
    } else {
      notes.add("nothing is ever cold on " + storage.filesystem() + ", so only hot was measured");
    }
    return stations;
  }

  private Station pressure(CleanUp cleanUp, InetAddress loopback)
      throws IOException, InterruptedException {
    String name = "bytetrail-calibrate-" + ProcessHandle.current().pid();
    PressureGroup group = cleanUp.add(new PressureGroup(name));
    SenderProcess sender = cleanUp.add(sender(List.of(), loopback));
    group.add(sender.pid());
    Station station = station(sender, plan.pressure());
    for (long size : plan.fewSizes()) {
      int most = Plan.pressureFiles(size);
      if (directIo) {
        files.makeCold(size, PRESSURE_FIRST, most);
      } else {
        files.make(size, PRESSURE_FIRST, most);
        files.drop(size, PRESSURE_FIRST, most);
      }
    }
    group.limit(Plan.PRESSURE_CACHE);
    return station;
  }

  private SenderProcess sender(List<String> prefix, InetAddress address) throws IOException {
    return new SenderProcess(java, prefix, address, files.folder(), Plan.MANY);
  }

  /** Lets every technique run until it is compiled. */
  private Station station(SenderProcess process, List<Cell> cells) throws IOException {
    progress.at(share(), "warming up");
    long size = plan.fewSizes().get(0);
    for (Way way : Way.TO_SOCKET) {
      if (directIo || !way.technique().isDirectIo()) {
        long end = System.nanoTime() + plan.warmNanos();
        while (System.nanoTime() < end) {
          process.run(1, 64, i -> request(way, size, i % count(size)));
        }
      }
    }
    List<Cell> possible = new ArrayList<>(cells);
    possible.removeIf(cell -> !directIo && cell.way().technique().isDirectIo());
    return new Station(process, possible);
  }

  private static Request request(Way way, long size, int index) {
    return new Request(Request.Kind.SEND, way.technique(), way.chunk(), index, size);
  }

  private void rounds(List<Station> stations) throws IOException, InterruptedException {
    List<Map.Entry<SenderProcess, Cell>> all = new ArrayList<>();
    for (Station station : stations) {
      station.cells().forEach(cell -> all.add(Map.entry(station.process(), cell)));
    }
    long longest = 0;
    for (int round = 1; ; round++) {
      long began = System.nanoTime();
      load.look(LOOK_MILLIS);
      Collections.shuffle(all, random);
      for (Map.Entry<SenderProcess, Cell> each : all) {
        Cell cell = each.getValue();
        if (Plan.isDue(cell.size(), round)) {
          progress.at(share(), "round " + round + ": " + cell.words());
          SenderProcess.Run run = runAsMeant(each.getKey(), cell);
          runs.computeIfAbsent(cell, unused -> new ArrayList<>()).add(run);
        }
      }
      longest = Math.max(longest, round == 1 ? 0 : System.nanoTime() - began);
      long next = longest > 0 ? longest : (System.nanoTime() - began) / 2;
      if (System.nanoTime() - start + next > plan.budgetNanos()) {
        return;
      }
    }
  }

  private double share() {
    return Math.min(0.99, (double) (System.nanoTime() - start) / plan.budgetNanos());
  }

  /**
   * Runs a cell, again when its files were not where they were to be: pages that are mapped, or
   * just being added, stay in the page cache, and others' need of memory takes some out of it.
   */
  private SenderProcess.Run runAsMeant(SenderProcess process, Cell cell)
      throws IOException, InterruptedException {
    SenderProcess.Run run = run(process, cell);
    for (int i = 1; i < MOST_TRIES && !isAsMeant(cell, run); i++) {
      process.run(1, 1, n -> new Request(Request.Kind.UNMAP, Technique.MMAP, 0, 0, 1));
      Thread.sleep(SETTLE_MILLIS);
      if (cell.residency() == Residency.HOT) {
        files.warm(cell.size(), 0, count(cell.size()));
      }
      run = run(process, cell);
    }
    return run;
  }

  private static boolean isAsMeant(Cell cell, SenderProcess.Run run) {
    return switch (cell.residency()) {
      case HOT -> run.deviceShare() == 0;
      case COLD -> run.deviceShare() > COLD_SHARE;
      case PRESSURE -> true;
    };
  }

  private SenderProcess.Run run(SenderProcess process, Cell cell)
      throws IOException, InterruptedException {
    long size = cell.size();
    int set = count(size);
    int wanted = requests(cell);
    switch (cell.residency()) {
      case HOT -> {
        int first = 0;
        if (!Plan.isHuge(size)) {
          return run(process, cell, wanted, set, first);
        }
        files.warm(size, 0, set);
        return run(process, cell, 1, set, first);
      }
      case COLD -> {
        int first = Plan.isHuge(size) ? 0 : set;
        int most = cell.way().technique().isDirectIo() ? wanted : Math.min(wanted, set);
        if (!cell.way().technique().isDirectIo()) {
          drop(size, first, most);
        }
        return run(process, cell, Plan.isHuge(size) ? 1 : most, set, first);
      }
      case PRESSURE -> {
        int many = Plan.pressureFiles(size);
        int from = cursors.merge(cell, wanted, Integer::sum) - wanted;
        return process.run(
            cell.clients(),
            wanted,
            i -> request(cell.way(), size, PRESSURE_FIRST + (from + i) % many));
      }
    }
    throw new AssertionError(cell.residency());
  }

  private void drop(long size, int first, int count) throws IOException, InterruptedException {
    if (directIo && size <= Corpus.SMALL) {
      files.rewrite(size, first, count);
    } else {
      files.drop(size, first, count);
    }
  }

  private static SenderProcess.Run run(
      SenderProcess process, Cell cell, int count, int set, int first) throws IOException {
    Request.Kind kind = cell.egress() == Egress.FILE ? Request.Kind.COPY : Request.Kind.SEND;
    Way way = cell.way();
    return process.run(
        cell.clients(),
        count,
        i -> new Request(kind, way.technique(), way.chunk(), first + i % set, cell.size()));
  }

  /** As many as take the time of a run, by what the last one took. */
  private int requests(Cell cell) {
    List<SenderProcess.Run> before = runs.get(cell);
    double each =
        before == null
            ? FIRST_GIB_SECONDS * cell.size() / GIB + FIRST_REQUEST_SECONDS
            : before.get(before.size() - 1).wall() * cell.size() / GIB;
    long count = Math.round(plan.runNanos() / 1e9 / each);
    return (int) Math.max(cell.clients(), Math.min(20_000, count));
  }

  /** The first round warmed what the others measured. */
  private List<CellCost> costs() {
    List<CellCost> costs = new ArrayList<>();
    runs.forEach(
        (cell, all) -> {
          List<SenderProcess.Run> samples = all.size() > 2 ? all.subList(1, all.size()) : all;
          costs.add(
              new CellCost(
                  cell,
                  Figure.of(samples.stream().map(SenderProcess.Run::cpu).toList()),
                  Figure.of(samples.stream().map(SenderProcess.Run::receiverCpu).toList()),
                  Figure.of(samples.stream().map(SenderProcess.Run::wall).toList()),
                  Figure.of(samples.stream().map(SenderProcess.Run::deviceShare).toList())
                      .median()));
        });
    return costs;
  }

  private Map<String, Primitive> primitives() throws IOException, InterruptedException {
    progress.at(share(), "measuring system calls, copies, faults and the device");
    files.warm(PRIMITIVE_FILE, PRIMITIVE_FIRST, 1);
    Path hot = files.folder().resolve(Corpus.name(PRIMITIVE_FILE, PRIMITIVE_FIRST));
    Path other = files.folder().resolve(Corpus.name(PRIMITIVE_FILE, PRIMITIVE_FIRST + 1));
    PrimitiveBench bench = new PrimitiveBench(hot, other, plan.runNanos() / 4);
    Map<String, Primitive> found = bench.measure(hasDirectIo());
    if (!inMemory) {
      bench.measureFill(() -> files.drop(PRIMITIVE_FILE, PRIMITIVE_FIRST + 1, 1));
    }
    return found;
  }

  /** What the socket costs by itself, as differences of many calls and few. */
  private void socketPrimitives(SenderProcess process, Map<String, Primitive> primitives)
      throws IOException {
    int calls = 4096;
    int chunk = 64 << 10;
    List<Double> writeCalls = new ArrayList<>();
    List<Double> transferCalls = new ArrayList<>();
    List<Double> copies = new ArrayList<>();
    List<Double> references = new ArrayList<>();
    long small = plan.sizes().get(0);
    List<Double> requests = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      requests.add(
          process
                  .run(1, 256, n -> new Request(Request.Kind.WRITE, Technique.SENDFILE, 1, 0, 1))
                  .cpu()
              / GIB
              * 1e9);
      copies.add(socket(process, Request.Kind.WRITE, PRIMITIVE_FILE, chunk));
      references.add(
          process
              .run(
                  1,
                  2,
                  n ->
                      new Request(
                          Request.Kind.TRANSFER,
                          Technique.SENDFILE,
                          1 << 30,
                          PRIMITIVE_FIRST,
                          PRIMITIVE_FILE))
              .cpu());
      writeCalls.add(socket(process, Request.Kind.WRITE, calls, 1) / GIB * 1e9);
      transferCalls.add(socket(process, Request.Kind.TRANSFER, small, 1) / GIB * 1e9);
    }
    primitives.put(Primitive.SOCKET_COPY, new Primitive(Figure.of(copies), "s/GiB"));
    primitives.put(Primitive.SOCKET_REFERENCE, new Primitive(Figure.of(references), "s/GiB"));
    primitives.put(Primitive.REQUEST, new Primitive(Figure.of(requests), "ns"));
    primitives.put(Primitive.SOCKET_CALL, new Primitive(Figure.of(writeCalls), "ns"));
    primitives.put(Primitive.TRANSFER_CALL, new Primitive(Figure.of(transferCalls), "ns"));
  }

  private static double socket(SenderProcess process, Request.Kind kind, long size, int chunk)
      throws IOException {
    Technique unused = Technique.SENDFILE;
    return process.run(1, 2, i -> new Request(kind, unused, chunk, 0, size)).cpu();
  }

  private boolean hasDirectIo() throws IOException {
    return measuredStorage().hasDirectIo();
  }

  private Storage measuredStorage() throws IOException {
    int block = 0;
    Path file = files.folder().resolve(Corpus.name(PRIMITIVE_FILE, PRIMITIVE_FIRST + 1));
    try (Senders senders = new Senders()) {
      if (!inMemory) {
        senders.readPast(file);
        block = Senders.blockSize(file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      String note = "direct I/O was not measured: the filesystem refuses it: " + e.getMessage();
      if (!notes.contains(note)) {
        notes.add(note);
      }
    }
    return new Storage(storage.filesystem(), storage.device(), block, readAhead());
  }

  private long readAhead() {
    Path setting = Path.of("/sys/class/block", storage.device(), "queue", "read_ahead_kb");
    try {
      return Long.parseLong(Files.readString(setting).strip()) << 10;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
