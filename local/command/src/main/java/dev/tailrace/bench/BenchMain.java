package dev.tailrace.bench;

import dev.tailrace.parts.Logging;
import dev.tailrace.parts.PartRole;
import dev.tailrace.parts.PartStarter;
import dev.tailrace.parts.RunningPart;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process that is measured: a part of the pipeline or the bare hop.
///
/// Arguments: a [PartRole] or `BARE_HOP`, a log file, then `key=value` settings. Says `ready` on
/// stdout once it works, and ends in order when its stdin does.
public final class BenchMain {
  static final String BARE_HOP = "BARE_HOP";

  private static final Logger LOG = LoggerFactory.getLogger(BenchMain.class);
  private static final int FAILED = 1;

  private BenchMain() {}

  public static void main(String[] args) {
    // Libraries may print; what the parent reads must be ours alone.
    PrintStream out = System.out;
    System.setOut(System.err);
    Logging.toConsole(Logging.Detail.QUIET);
    Logging.alsoTo(Path.of(args[1]));
    try (RunningPart part = start(args[0], settings(args))) {
      var _ = part.failure().thenAccept(BenchMain::fail);
      out.println(BenchProcess.READY);
      awaitEndOfInput();
    } catch (RuntimeException e) {
      LOG.error("this process ends", e);
      Runtime.getRuntime().halt(FAILED);
    }
    System.exit(0);
  }

  private static RunningPart start(String role, Map<String, String> settings) {
    return role.equals(BARE_HOP)
        ? BareHop.start(settings)
        : PartStarter.start(PartRole.valueOf(role), settings);
  }

  private static Map<String, String> settings(String[] args) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 2; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      settings.put(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    return settings;
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent sends nothing; it closes the pipe, or dies.
      }
    } catch (IOException _) {
      // As at the end.
    }
  }

  private static void fail(String why) {
    LOG.error("this process ends: {}", why);
    Runtime.getRuntime().halt(FAILED);
  }
}
