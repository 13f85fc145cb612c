package dev.tailrace.produce;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// One run over one file, in transactions. Whatever fails leaves a transaction that was not
/// committed, and closing the producer ends it.
final class FileRun {
  private static final Duration MOST_TIME = Duration.ofMillis(1_500);
  private static final int MOST_DOCUMENTS = 20_000;
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private final Producer<byte[], byte[]> producer;
  private final ProducedLog log;
  private final Router router;
  private final FileIdentity identity;
  private final FileProgress begun;
  private final InstantSource clock;
  private final Counts counts;

  FileRun(
      Producer<byte[], byte[]> producer,
      ProducedLog log,
      Router router,
      FileIdentity identity,
      FileProgress begun,
      InstantSource clock) {
    this.producer = producer;
    this.log = log;
    this.router = router;
    this.identity = identity;
    this.begun = begun;
    this.clock = clock;
    this.counts = Counts.from(begun);
  }

  PublishResult publish(Path file, EventInput input, AvroFraming framing, Progress progress)
      throws IOException {
    try (FileIdentity.Verified content = identity.open(file);
        DocumentSource source = input.open(content, framing, progress)) {
      skip(source, begun.documents());
      while (!counts.isFinished() && !progress.stopRequested()) {
        long before = counts.events();
        producer.beginTransaction();
        send(source, progress);
        if (counts.isFinished() && !content.unchanged()) {
          throw new PublishException(
              "%s changed while it was read; %,d of its events are published: run this again on a file that stays as it is"
                  .formatted(input.name(), before));
        }
        hand(log.message(identity, counts.snapshot(begun)));
        producer.commitTransaction();
        progress.acknowledged(counts.events() - before);
      }
      return result(input, source.remarks());
    }
  }

  /// A failure of this record fails the commit, so its future need not be asked.
  private void hand(ProducerRecord<byte[], byte[]> message) {
    var _ = producer.send(message);
  }

  private void skip(DocumentSource source, long documents) throws IOException {
    for (long skipped = 0; skipped < documents; skipped++) {
      if (next(source) == null) {
        throw new PublishException(
            "%s has %,d documents, but %,d were published of it by another version of tailrace; publish it with --again"
                .formatted(begun.file(), skipped, documents));
      }
    }
  }

  private void send(DocumentSource source, Progress progress) throws IOException {
    Instant deadline = clock.instant().plus(MOST_TIME);
    long bytes = 0;
    for (int sent = 0; sent < MOST_DOCUMENTS && bytes < MOST_BYTES; sent++) {
      Document document = next(source);
      if (document == null) {
        counts.finished();
        return;
      }
      bytes += document.size();
      switch (router.route(document)) {
        case Route.Event event -> {
          hand(event.message());
          counts.event();
        }
        case Route.DeadLetter letter -> {
          hand(letter.message());
          counts.deadLetter();
        }
        case Route.Refused refused -> counts.refused(refused.why());
      }
      if (progress.stopRequested() || clock.instant().isAfter(deadline)) {
        return;
      }
    }
  }

  /// Damage ends the input here as it will at every reading, so it is told once, as a problem.
  private Document next(DocumentSource source) throws IOException {
    try {
      return source.next();
    } catch (DamagedInputException e) {
      counts.problem(
          "%s is damaged: %s; what could be read of it, %,d documents, is published"
              .formatted(begun.file(), e.getMessage(), counts.documents()));
      return null;
    }
  }

  private PublishResult result(EventInput input, List<String> remarks) {
    FileProgress end = counts.snapshot(begun);
    List<String> told = new ArrayList<>(remarks);
    if (begun.documents() > 0) {
      told.add(
          "went on behind the first %,d documents, published earlier".formatted(begun.documents()));
    }
    if (!end.done()) {
      told.add("stopped before the end of " + input.name() + "; run this again to go on");
    }
    return new PublishResult(
        input.name(),
        end.documents(),
        end.events() - begun.events(),
        end.events(),
        end.deadLetters(),
        end.refused(),
        end.done(),
        end.problems(),
        told);
  }
}
