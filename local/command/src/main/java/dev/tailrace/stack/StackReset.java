package dev.tailrace.stack;

import dev.tailrace.engines.FileTree;
import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// The reset of a stopped stack: it keeps the raw topic, what is remembered of publishing to it,
/// and the schema registry; everything else goes, and the next start makes it anew.
///
/// The directory is locked until [#close]. A reset that was cut short leaves a mark, and no stack
/// starts on the directory before another one has finished it.
public final class StackReset implements AutoCloseable {
  private static final Set<String> KEPT = Set.of(StackTopics.RAW, "tail.produced", "tail.replayed");

  private final DataDirectory directory;
  private final KafkaBroker broker;
  private final Admin admin;

  private StackReset(DataDirectory directory, KafkaBroker broker) {
    this.directory = directory;
    this.broker = broker;
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  /// Takes the directory and starts its Kafka alone.
  ///
  /// @throws StackException when a stack runs on it, or none ever did
  public static StackReset open(Path data) {
    if (!Files.isDirectory(data.resolve("kafka"))) {
      throw new StackException("no stack has run on " + data + ": there is nothing to reset");
    }
    DataDirectory directory = DataDirectory.lock(data);
    try {
      return new StackReset(
          directory, KafkaBroker.start(directory.kafka(), /* port= */ 0, Map.of()));
    } catch (RuntimeException e) {
      directory.release();
      throw e;
    }
  }

  /// What there is to do now.
  public ResetPlan plan() {
    List<Deletion> deletions = new ArrayList<>();
    for (Path folder : folders()) {
      if (Files.isDirectory(folder)) {
        deletions.add(new Deletion("folder", folder.toString()));
      }
    }
    try {
      admin.listTopics().names().get().stream()
          .filter(topic -> !KEPT.contains(topic))
          .sorted()
          .forEach(topic -> deletions.add(new Deletion("topic", topic)));
      for (String group : groups()) {
        deletions.add(new Deletion("group", group));
      }
    } catch (ExecutionException e) {
      throw new StackException("cannot ask Kafka for its topics: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while Kafka was asked for its topics", e);
    }
    return new ResetPlan(
        List.of(),
        deletions,
        List.of(
            "kept: the topics tail.raw, tail.produced and tail.replayed, and the schema registry",
            "letters that were replayed before come back as letters: do not replay those again"));
  }

  /// Those that are there. They are asked for by name: a list is not complete while a broker that
  /// has just started reads them, and a group that stayed would skip what it has read before.
  private List<String> groups() throws ExecutionException, InterruptedException {
    List<String> found = new ArrayList<>();
    for (String group :
        StackTopics.STAGES.stream().map(Delivery.Stage::group).distinct().sorted().toList()) {
      try {
        var _ = admin.describeConsumerGroups(List.of(group)).all().get();
        found.add(group);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof GroupIdNotFoundException)) {
          throw e;
        }
      }
    }
    return found;
  }

  private List<Path> folders() {
    return List.of(
        directory.clickHouse(),
        directory.postgres(),
        directory.s3(),
        directory.iceberg(),
        directory.connect(),
        directory.topology());
  }

  /// Deletes what the plan names.
  ///
  /// @param told of each thing before it is deleted
  public void execute(ResetPlan plan, Consumer<Deletion> told) {
    try {
      directory.markUnfinished();
      PostgresServer.endFormer(directory.postgres());
      for (Deletion deletion : plan.deletions()) {
        told.accept(deletion);
        delete(deletion);
      }
      directory.markFinished();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the reset stopped halfway (" + e + "): mend that and run it again", e);
    }
  }

  private void delete(Deletion deletion) throws IOException {
    try {
      switch (deletion.kind()) {
        case "topic" -> admin.deleteTopics(List.of(deletion.name())).all().get();
        case "group" -> deleteGroup(deletion.name());
        default -> FileTree.delete(Path.of(deletion.name()));
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot delete " + deletion.name() + ": " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// The members are those of the former life, which keep their places until their sessions end:
  /// the directory is locked, so none of them lives.
  private void deleteGroup(String group) throws ExecutionException, InterruptedException {
    try {
      if (!admin
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .isEmpty()) {
        admin
            .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
            .all()
            .get();
      }
      admin.deleteConsumerGroups(List.of(group)).all().get();
    } catch (ExecutionException e) {
      // A group goes by itself with the last of its positions.
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    admin.close();
    broker.close();
    directory.release();
  }
}
