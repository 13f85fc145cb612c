package dev.tailrace.produce;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/// Publishes a file so that each of its events is on the raw topic exactly once, however often this
/// is interrupted and begun again, also by kill -9.
///
/// A file is known by its content. Its events and the record of how far it is are written in the
/// same transactions; a later run goes on behind the last one that was committed. A file that was
/// published to its end publishes nothing more. Readers must be `read_committed`.
///
/// One instance serves one thread; several processes may publish several files at a time. For the
/// same content the later process takes over and the earlier one stops with a [PublishException].
public final class ResumablePublish {
  /// What to do with a file that is published already.
  public enum Mode {
    /// Nothing more.
    ONCE,
    /// Publish it once more, under a generation number of its own. An unfinished generation is
    /// finished first.
    AGAIN
  }

  private final PublishTarget target;
  private final InstantSource clock;

  public ResumablePublish(PublishTarget target, InstantSource clock) {
    this.target = target;
    this.clock = clock;
  }

  /// Publishes the file to its end, or until [Progress#requestStop].
  ///
  /// @throws PublishException when publishing cannot begin or go on; what was committed until then
  /// stays, and another call goes on behind it
  public PublishResult publish(Path file, Mode mode, Progress progress) {
    EventInput input = EventInput.of(file);
    KafkaClients clients = new KafkaClients(target);
    try (Admin admin = clients.admin()) {
      FileIdentity identity = FileIdentity.of(file);
      Topics topics = new Topics(admin, target);
      topics.check();
      topics.createCompacted(ProducedLog.TOPIC);
      Router router = new Router(target, input.name(), topics.deadLetterLimit(), clock);
      try (Producer<byte[], byte[]> producer =
          clients.producer("tailrace-produce-" + identity.sha256())) {
        // First of all: it ends what a process that died has left open, and stops one that lives.
        producer.initTransactions();
        ProducedLog log = new ProducedLog(target, clock);
        FileProgress begun = begin(log.latest(identity, admin), identity, input, mode);
        if (begun.done()) {
          return alreadyPublished(input, begun);
        }
        FileRun run = new FileRun(producer, log, router, identity, begun, clock);
        return run.publish(file, input, new RegistryFraming(target), progress);
      }
    } catch (KafkaException e) {
      throw KafkaProblems.explain(e, target);
    } catch (IOException e) {
      throw new PublishException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static FileProgress begin(
      Optional<FileProgress> latest, FileIdentity identity, EventInput input, Mode mode) {
    int generation = latest.map(FileProgress::generation).orElse(0);
    boolean fresh = latest.isEmpty() || (mode == Mode.AGAIN && latest.get().done());
    return fresh
        ? FileProgress.begin(input.name(), identity.bytes(), generation + 1)
        : latest.get();
  }

  private static PublishResult alreadyPublished(EventInput input, FileProgress done) {
    String remark =
        "%s is published already%s; --again publishes it once more"
            .formatted(input.name(), done.file().equals(input.name()) ? "" : " as " + done.file());
    return new PublishResult(
        input.name(),
        done.documents(),
        0,
        done.events(),
        done.deadLetters(),
        done.refused(),
        true,
        done.problems(),
        List.of(remark));
  }
}
