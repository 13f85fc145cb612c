package dev.tailrace.produce;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/// Publishes inputs as they come, each time once more: acknowledged by all replicas, neither lost
/// nor doubled by the client's own retries. For publishing that can be resumed see
/// [ResumablePublish].
///
/// One thread.
public final class Publisher implements AutoCloseable {
  private final PublishTarget target;
  private final InstantSource clock;
  private final Producer<byte[], byte[]> producer;
  private final long deadLetterLimit;

  /// @throws PublishException when the broker cannot be reached or a topic is missing
  public Publisher(PublishTarget target, InstantSource clock) {
    this.target = target;
    this.clock = clock;
    KafkaClients clients = new KafkaClients(target);
    try (Admin admin = clients.admin()) {
      Topics topics = new Topics(admin, target);
      topics.check();
      this.deadLetterLimit = topics.deadLetterLimit();
      this.producer = clients.producer();
    } catch (KafkaException e) {
      throw KafkaProblems.explain(e, target);
    }
  }

  /// Publishes an input to its end, or until [Progress#requestStop]. What was sent is acknowledged
  /// when this returns; a failure on the way is among the problems of the result.
  public PublishResult publish(EventInput input, Progress progress) {
    Run run = new Run(input, progress);
    try (DocumentSource source = input.open(new RegistryFraming(target), progress)) {
      run.sendAll(source);
      run.remarks.addAll(source.remarks());
    } catch (IOException e) {
      run.counts.problem("cannot read " + input.name() + ": " + e.getMessage());
    } catch (KafkaException e) {
      run.failure.compareAndSet(null, e);
    } catch (PublishException e) {
      run.counts.problem(e.getMessage());
    }
    return run.finish();
  }

  @Override
  public void close() {
    producer.close();
  }

  private final class Run {
    private final EventInput input;
    private final Progress progress;
    private final Router router;
    private final Counts counts = new Counts();
    private final List<String> remarks = new ArrayList<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Run(EventInput input, Progress progress) {
      this.input = input;
      this.progress = progress;
      this.router = new Router(target, input.name(), deadLetterLimit, clock);
    }

    void sendAll(DocumentSource source) throws IOException {
      while (failure.get() == null && !progress.stopRequested()) {
        Document document = next(source);
        if (document == null) {
          counts.finished();
          return;
        }
        send(router.route(document));
      }
    }

    private Document next(DocumentSource source) throws IOException {
      try {
        return source.next();
      } catch (DamagedInputException e) {
        counts.problem(
            "%s is damaged: %s; what could be read of it, %,d documents, is published"
                .formatted(input.name(), e.getMessage(), counts.documents()));
        return null;
      }
    }

    private void send(Route route) {
      switch (route) {
        case Route.Event event -> {
          counts.event();
          var _ = producer.send(event.message(), (_, e) -> acknowledged(events, e));
        }
        case Route.DeadLetter letter -> {
          counts.deadLetter();
          var _ = producer.send(letter.message(), (_, e) -> acknowledged(deadLetters, e));
        }
        case Route.Refused refused -> counts.refused(refused.why());
      }
    }

    private void acknowledged(AtomicLong count, Exception e) {
      if (e == null) {
        count.incrementAndGet();
        progress.acknowledged(1);
      } else {
        failure.compareAndSet(null, e);
      }
    }

    PublishResult finish() {
      producer.flush();
      if (failure.get() != null) {
        counts.problem(
            "%s was not published to its end: %s"
                .formatted(
                    input.name(), KafkaProblems.explain(failure.get(), target).getMessage()));
      } else if (progress.stopRequested()) {
        remarks.add("stopped before the end of " + input.name());
      }
      FileProgress end = counts.snapshot(FileProgress.begin(input.name(), 0, 1));
      return new PublishResult(
          input.name(),
          end.documents(),
          events.get(),
          events.get(),
          deadLetters.get(),
          end.refused(),
          end.done() && failure.get() == null,
          end.problems(),
          remarks);
    }
  }
}
