package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// How fast the topology works off events of 500 scripts, once spread evenly and once with 80 % of
/// them from one script, in turn on the same machine. Prints events/s and their ratio; figures in
/// docs/windows.md.
///
/// Arguments: events per run (default 400,000), rounds (default 3).
final class HotScriptMeasurement {
  private static final int SCRIPTS = 500;
  private static final int PART = 20_000;

  private HotScriptMeasurement() {}

  public static void main(String[] args) throws Exception {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 400_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    measure(events, 0.4); // warms the JIT up
    List<Double> even = new ArrayList<>();
    List<Double> hot = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      even.add(measure(events, 0));
      hot.add(measure(events, 0.8));
      System.out.printf(
          "round %d: even %,.0f events/s, hot %,.0f events/s, ratio %.2f%n",
          round + 1, even.getLast(), hot.getLast(), hot.getLast() / even.getLast());
    }
    System.out.printf("medians: ratio %.2f%n", median(hot) / median(even));
  }

  private static double measure(int events, double hotShare) throws Exception {
    Path directory = Files.createTempDirectory("tailrace-hot");
    try (Cluster cluster = Cluster.start(directory)) {
      cluster.startTopology().close();
      SplittableRandom random = new SplittableRandom(7);
      for (int sent = 0; sent < events; sent += PART) {
        List<byte[]> part = new ArrayList<>();
        for (int i = 0; i < PART; i++) {
          part.add(event(random, hotShare));
        }
        cluster.publish(part);
      }
      try (TailraceApplication _ = cluster.startTopology()) {
        long first = awaitCommitted(cluster, 1);
        long begun = System.nanoTime();
        long last = awaitCommitted(cluster, (long) events * 95 / 100);
        return (last - first) * 1e9 / (System.nanoTime() - begun);
      }
    }
  }

  /// Offsets committed, over all partitions, once they are at least so many.
  private static long awaitCommitted(Cluster cluster, long least) {
    long[] committed = {0};
    await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              committed[0] = cluster.committedSum();
              return committed[0] >= least;
            });
    return committed[0];
  }

  private static byte[] event(SplittableRandom random, double hotShare) {
    int script = random.nextDouble() < hotShare ? 0 : random.nextInt(SCRIPTS);
    return """
    {"wallTime":%d,"cpuTime":%d,"truncated":false,"outcome":"%s","scriptName":"script-%d","diagnosticsChannelEvents":[],"exceptions":[],"logs":[],"eventTimestamp":%d,"event":{"request":{"url":"https://example.com/%d","method":"GET","headers":{}},"response":{"status":200}}}\
    """
        .formatted(
            random.nextInt(2_000),
            random.nextInt(100),
            random.nextInt(100) < 3 ? "exceededCpu" : "ok",
            script,
            System.currentTimeMillis() - random.nextInt(10_000),
            random.nextInt())
        .getBytes(UTF_8);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
