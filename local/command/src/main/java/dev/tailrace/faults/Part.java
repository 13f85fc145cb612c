package dev.tailrace.faults;

import dev.tailrace.delivery.DeliveryStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process of the world. It comes back by itself however it ends, as under any orchestrator,
/// until it is held or closed.
///
/// Thread-safe.
final class Part implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Part.class);
  private static final Duration PAUSE_BEFORE_RESTART = Duration.ofMillis(100);
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path output;
  private final NavigableSet<StepPlace> seen = new ConcurrentSkipListSet<>();
  private final BlockingQueue<StepPlace> struck = new LinkedBlockingQueue<>();
  private final Map<StepPlace, Blow> armed = new LinkedHashMap<>();

  /// The life that is now; null between two lives.
  private Process process;

  private PrintStream commands;
  private CompletableFuture<Void> ready = new CompletableFuture<>();
  private boolean held;
  private boolean closed;

  /// A process that has not been started.
  ///
  /// @param command see [VictimJvm]
  /// @param output where what the process prints on stderr is kept
  Part(String name, List<String> command, Map<String, String> environment, Path output) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.output = output;
  }

  /// Begins a life, unless there is one.
  synchronized void start() {
    if (closed || held || process != null) {
      return;
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      process = builder.redirectError(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
    commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    armed.forEach(this::sendArm);
    Process life = process;
    CompletableFuture<Void> itsReady = ready;
    // A read from a pipe holds a virtual thread's carrier, and the proxies need those.
    Thread.ofPlatform().daemon().name(name + "-output").start(() -> listen(life, itsReady));
  }

  private void listen(Process life, CompletableFuture<Void> itsReady) {
    try (BufferedReader lines = life.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        hear(line, itsReady);
      }
    } catch (IOException _) {
      // The process is gone, as at the end of the stream.
    }
    life.onExit().join();
    ended();
    LockSupport.parkNanos(PAUSE_BEFORE_RESTART.toNanos());
    start();
  }

  private synchronized void ended() {
    process = null;
    notReady();
  }

  private void hear(String line, CompletableFuture<Void> itsReady) {
    String[] words = line.split(" ", 3);
    switch (words[0]) {
      case "ready" -> itsReady.complete(null);
      case "seen" -> seen.add(place(words));
      case "struck" -> struck(place(words));
      // A JVM says on stdout why it cannot start.
      default -> LOG.warn("{}: {}", name, line);
    }
  }

  private static StepPlace place(String[] words) {
    return StepPlace.of(DeliveryStep.valueOf(words[1]), words.length < 3 ? "" : words[2]);
  }

  private synchronized void struck(StepPlace place) {
    armed.remove(place);
    struck.add(place);
  }

  String name() {
    return name;
  }

  /// Steps that were taken in any of its lives.
  NavigableSet<StepPlace> seen() {
    return seen;
  }

  /// Waits until it works.
  ///
  /// @throws IllegalStateException when it does not in time
  void awaitReady(Duration patience) {
    CompletableFuture<Void> now;
    synchronized (this) {
      now = ready;
    }
    try {
      now.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException(
          name + " does not work after " + patience + "; see " + output, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
  }

  private void notReady() {
    if (ready.isDone()) {
      ready = new CompletableFuture<>();
    }
  }

  /// Waits at a step, in this life and those to come, until it was struck there once.
  synchronized void arm(StepPlace place, Blow blow) {
    armed.put(place, blow);
    sendArm(place, blow);
  }

  private void sendArm(StepPlace place, Blow blow) {
    send("arm %s %s %s".formatted(place.step(), place.where(), blow));
  }

  /// Whether it waits there, still.
  synchronized boolean awaits(StepPlace place) {
    return armed.containsKey(place);
  }

  /// Waits at a step no more.
  synchronized void disarm(StepPlace place) {
    if (armed.remove(place) != null) {
      send("disarm %s %s".formatted(place.step(), place.where()));
    }
  }

  /// Where a blow was struck that nobody asked for yet, if there is one in time.
  Optional<StepPlace> awaitBlow(Duration patience) throws InterruptedException {
    return Optional.ofNullable(struck.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
  }

  private synchronized void send(String line) {
    if (process != null) {
      commands.println(line);
    }
  }

  /// SIGKILL: nothing of the process gets a chance to finish.
  synchronized void kill() {
    if (process != null) {
      notReady();
      process.destroyForcibly();
    }
  }

  /// SIGKILL, and it does not come back before [#release].
  void killAndHold() {
    hold(this::kill);
  }

  /// Has it end in order, and it does not come back before [#release].
  void stopAndHold() {
    hold(() -> send("stop"));
  }

  private void hold(Runnable end) {
    Process last;
    synchronized (this) {
      held = true;
      last = process;
      end.run();
    }
    if (last != null) {
      // Who does not end in order in time is ended.
      var _ = last.onExit().completeOnTimeout(last, GRACE.toSeconds(), TimeUnit.SECONDS).join();
      last.destroyForcibly().onExit().join();
    }
    // Whoever listened to that life has not heard of its end yet, perhaps.
    long until = System.nanoTime() + GRACE.toNanos();
    while (isRunning() && System.nanoTime() < until) {
      LockSupport.parkNanos(PAUSE_BEFORE_RESTART.toNanos());
    }
  }

  private synchronized boolean isRunning() {
    return process != null;
  }

  /// Lets it come back.
  void release() {
    synchronized (this) {
      held = false;
    }
    start();
  }

  /// SIGSTOP: it stands still and believes that no time passes.
  void freeze() {
    signal("-STOP");
  }

  /// SIGCONT: it goes on where it stood.
  void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      Optional<Long> pid = pid();
      if (pid.isPresent()) {
        new ProcessBuilder("kill", signal, pid.get().toString()).start().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send " + signal + " to " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Optional<Long> pid() {
    return Optional.ofNullable(process).map(Process::pid);
  }

  /// Ends it in order, for good.
  @Override
  public void close() {
    Process last;
    synchronized (this) {
      closed = true;
      last = process;
    }
    if (last == null) {
      return;
    }
    thaw();
    send("stop");
    try {
      if (!last.waitFor(GRACE)) {
        last.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      last.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
