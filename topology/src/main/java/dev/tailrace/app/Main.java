package dev.tailrace.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the topology as a process of its own: `Main [FILE]`, with a properties file and the
/// environment as its configuration. Exit codes: 0 stopped by a signal, 1 failed, 2 wrong
/// configuration.
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    int code = run(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(String[] arguments) throws InterruptedException {
    if (arguments.length > 1) {
      LOG.error("Usage: Main [FILE]; more than one argument was given");
      return WRONG_USE;
    }
    Optional<Path> file =
        arguments.length == 0 ? Optional.empty() : Optional.of(Path.of(arguments[0]));
    ProcessLog.use(LogFormat.TEXT);
    TailraceConfig config;
    try {
      config = TailraceConfig.load(file, System.getenv(), Map.of());
    } catch (ConfigurationException e) {
      LOG.error(e.getMessage());
      return WRONG_USE;
    }
    ProcessLog.use(config.logFormat());
    return run(config);
  }

  private static int run(TailraceConfig config) throws InterruptedException {
    try (TailraceApplication application = TailraceApplication.start(config)) {
      Runtime.getRuntime().addShutdownHook(new Thread(application::close, "tailrace-stop"));
      application.awaitStop();
      return application.failure().isPresent() ? FAILED : 0;
    } catch (ConfigurationException e) {
      LOG.error(e.getMessage());
      return WRONG_USE;
    } catch (KafkaException e) {
      LOG.error("Tailrace does not start: {}", e.getMessage());
      return FAILED;
    }
  }
}
