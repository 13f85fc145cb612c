package dev.tailrace.faults;

import dev.tailrace.delivery.DeliveryStep;
import dev.tailrace.parts.Logging;
import dev.tailrace.parts.PartRole;
import dev.tailrace.parts.PartStarter;
import dev.tailrace.parts.RunningPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process of the world: one part of the pipeline, and somebody who waits at its steps.
///
/// Arguments: the role, a log file, then `key=value` settings. Commands come on stdin, a line each:
/// `arm STEP WHERE BLOW`, `disarm STEP WHERE`, `stop`. Says `ready` on stdout once it works, and
/// what [Ambush] says. When stdin ends, its parent is gone, and so is this.
public final class VictimMain {
  private static final Logger LOG = LoggerFactory.getLogger(VictimMain.class);
  private static final int PARENT_GONE = 3;
  private static final int FAILED = 1;

  private final PrintStream out;
  private final Ambush ambush;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  private VictimMain(PrintStream out) {
    this.out = out;
    this.ambush = new Ambush(out);
  }

  /// Runs until it is told to stop, is struck, or fails.
  public static void main(String[] args) {
    // Libraries may print; what the parent reads must be ours alone.
    PrintStream out = System.out;
    System.setOut(System.err);
    Logging.toConsole(Logging.Detail.QUIET);
    Logging.alsoTo(Path.of(args[1]));
    new VictimMain(out).run(PartRole.valueOf(args[0]), settings(args));
  }

  private static Map<String, String> settings(String[] args) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 2; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      settings.put(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    return settings;
  }

  private void run(PartRole role, Map<String, String> settings) {
    DeliveryStep.observe(ambush);
    Thread.ofPlatform().daemon().name("commands").start(this::readCommands);
    try (RunningPart part = PartStarter.start(role, settings)) {
      var _ = part.failure().thenAccept(why -> fail(new IllegalStateException(why)));
      out.println("ready");
      stopped.join();
    } catch (RuntimeException e) {
      fail(e);
    }
    System.exit(0);
  }

  private void fail(RuntimeException why) {
    LOG.error("this process ends", why);
    Runtime.getRuntime().halt(FAILED);
  }

  private void readCommands() {
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        obey(line.split(" ", -1));
      }
    } catch (IOException _) {
      // The parent is gone, as at the end of the stream.
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "arm" -> ambush.arm(place(words), Blow.valueOf(words[3]));
      case "disarm" -> ambush.disarm(place(words));
      case "stop" -> stopped.complete(null);
      default -> throw new IllegalArgumentException("no command: " + words[0]);
    }
  }

  private static StepPlace place(String[] words) {
    return new StepPlace(DeliveryStep.valueOf(words[1]), words[2]);
  }
}
