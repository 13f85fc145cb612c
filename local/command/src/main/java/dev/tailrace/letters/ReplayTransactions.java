package dev.tailrace.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.letters.Replay.Addressed;
import dev.tailrace.produce.KafkaClients;
import dev.tailrace.wire.DeadLetterHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/// Publishes letters and remembers them, each group in one transaction.
///
/// All replays on a cluster bear one transactional id, so the one that opened last shuts out every
/// other, and ends the transaction it left open.
final class ReplayTransactions implements AutoCloseable {
  static final String TRANSACTIONAL_ID = "tailrace-dlq-replay";

  private final Producer<byte[], byte[]> producer;
  private final ReplayMemory memory;

  ReplayTransactions(KafkaClients clients, ReplayMemory memory) {
    this.producer = clients.producer(TRANSACTIONAL_ID);
    this.memory = memory;
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close();
      throw e;
    }
  }

  /// All of them and their memory, or nothing.
  void publish(List<Addressed> letters) {
    // Before the transaction begins: bytes may have to be fetched, and its time is limited.
    List<ProducerRecord<byte[], byte[]>> records =
        letters.stream().map(ReplayTransactions::again).toList();
    try {
      producer.beginTransaction();
      write(letters, records);
      producer.commitTransaction();
    } catch (KafkaException e) {
      if (isTakenOver(e)) {
        throw takenOver(e);
      }
      abort(e);
      throw e;
    }
  }

  /// Sends the letters first: what is remembered are the offsets they got.
  private void write(List<Addressed> letters, List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    for (ProducerRecord<byte[], byte[]> record : records) {
      sent.add(producer.send(record));
    }
    producer.flush();
    for (int i = 0; i < letters.size(); i++) {
      var _ = producer.send(memory.record(letters.get(i).key(), acknowledged(sent.get(i))));
    }
  }

  private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
    try {
      return sent.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LettersException("interrupted while publishing; run it again", e);
    }
  }

  /// Without a timestamp: it enters the log now, and a topic would soon drop a record of long ago.
  private static ProducerRecord<byte[], byte[]> again(Addressed letter) {
    Letter original = letter.letter();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(letter.topic(), original.key(), original.body().bytes());
    original.headers().stream()
        .filter(header -> !header.name().startsWith(Origin.ConnectHeaders.PREFIX))
        .forEach(header -> record.headers().add(header.name(), header.value()));
    DeadLetterHeaders.remove(record.headers());
    record.headers().remove(Letter.REPLAY_OF);
    record.headers().add(Letter.REPLAY_OF, original.id().toString().getBytes(UTF_8));
    return record;
  }

  private void abort(KafkaException failure) {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      failure.addSuppressed(e); // then the next replay, or the broker's timeout, ends it
    }
  }

  private static boolean isTakenOver(Throwable failure) {
    return failure instanceof ProducerFencedException
        || failure instanceof InvalidProducerEpochException
        || (failure.getCause() != null && isTakenOver(failure.getCause()));
  }

  private static LettersException takenOver(KafkaException cause) {
    return new LettersException(
        "another replay has begun, so this one stops; nothing is doubled, and what this one"
            + " published is remembered: let the other finish",
        cause);
  }

  /// A transaction that is still open is aborted.
  @Override
  public void close() {
    producer.close();
  }
}
