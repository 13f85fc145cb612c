package dev.tailrace.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.tailrace.engines.ClickHouseDistribution;
import dev.tailrace.engines.ClickHouseUnavailableException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the local stack needs of this machine, whatever its directory.
public final class MachineLook {
  private static final String SUBJECT = "machine";

  /// The largest heap that the launcher gives to the stack's JVM; ClickHouse, Postgres and the page
  /// cache come on top.
  private static final long HEAP_MIB = 2_048;

  /// Kafka alone keeps some ten files open for each partition.
  private static final long LEAST_FILES = 4_096;

  private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");

  private final Findings findings;

  public MachineLook(Findings findings) {
    this.findings = findings;
  }

  /// Looks at Java, memory, files and the ClickHouse engine. Where the engine is not there yet, npm
  /// is asked whether it could be fetched.
  public void run() {
    java();
    memory();
    files();
    engine();
  }

  private void java() {
    findings.ok(
        SUBJECT,
        "Java %s on %s %s"
            .formatted(
                Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  private void memory() {
    Optional<Long> available = availableMib();
    if (available.isEmpty()) {
      findings.warning(SUBJECT, "the free memory cannot be told: no /proc/meminfo", "");
    } else if (available.get() < HEAP_MIB) {
      findings.warning(
          SUBJECT,
          "%,d MiB of memory are available; the stack's JVM alone may take %,d MiB"
              .formatted(available.get(), HEAP_MIB),
          "end other programs, or give it less: TAILRACE_JAVA_OPTS=-Xmx1g");
    } else {
      findings.ok(SUBJECT, "%,d MiB of memory are available".formatted(available.get()));
    }
  }

  private static Optional<Long> availableMib() {
    try {
      Matcher matcher = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
      return matcher.find()
          ? Optional.of(Long.parseLong(matcher.group(1)) >> 10)
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private void files() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      files(unix.getMaxFileDescriptorCount());
    }
  }

  /// @param limit of this process, which Java has raised as far as it may
  void files(long limit) {
    if (limit < LEAST_FILES) {
      findings.warning(
          SUBJECT,
          "a process may open %,d files; with many topics Kafka needs more".formatted(limit),
          "ulimit -n " + LEAST_FILES + ", or raise nofile in /etc/security/limits.conf");
    } else {
      findings.ok(SUBJECT, "a process may open %,d files".formatted(limit));
    }
  }

  private void engine() {
    try {
      ClickHouseDistribution distribution = ClickHouseDistribution.ofThisMachine();
      Optional<Path> installed = distribution.installed();
      if (installed.isPresent()) {
        findings.ok(SUBJECT, "ClickHouse engine %s is there".formatted(distribution.version()));
      } else {
        distribution.requireFetchable();
        findings.ok(
            SUBJECT,
            "ClickHouse engine %s will be fetched by npm at the first start"
                .formatted(distribution.version()));
      }
    } catch (ClickHouseUnavailableException e) {
      findings.problem(
          SUBJECT, e.getMessage(), "mend that, or use a server of your own: --clickhouse-url URL");
    }
  }
}
