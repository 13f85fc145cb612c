package dev.tailrace.engines;

import java.nio.file.Path;
import java.util.Map;

/// A fetch in a process of its own. Arguments: cache directory, `PATH`.
final class FetchMain {
  private FetchMain() {}

  public static void main(String[] arguments) {
    var distribution =
        new ClickHouseDistribution(
            ClickHouseDistributionTest.ARTIFACT,
            Path.of(arguments[0]),
            new Npm(Map.of("PATH", arguments[1])),
            1);
    System.out.println("FETCHED " + distribution.fetch(FetchProgress.NONE));
  }
}
