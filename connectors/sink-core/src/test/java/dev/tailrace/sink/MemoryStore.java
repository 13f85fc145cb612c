package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A store in memory, with everything the contract asks of one. Rows are text: batch id, partition,
/// number and, in the later schema, a note.
final class MemoryStore implements StoreUnderTest {
  private final Set<String> tokens = new HashSet<>();
  private List<String[]> table = new ArrayList<>();
  private boolean running = true;
  private boolean hasNote;

  @Override
  public RowSink connect() {
    return new Sink();
  }

  @Override
  public byte[] row(String batchId, int partition, long number) {
    return "%s|%d|%d".formatted(batchId, partition, number).getBytes(UTF_8);
  }

  @Override
  public byte[] rowWithNote(String batchId, int partition, long number, String note) {
    return "%s|%d|%d|%s".formatted(batchId, partition, number, note).getBytes(UTF_8);
  }

  @Override
  public byte[] poison() {
    return "poison".getBytes(UTF_8);
  }

  @Override
  public synchronized List<Long> numbers() {
    return table.stream().map(row -> Long.valueOf(row[2])).sorted().toList();
  }

  @Override
  public synchronized List<String> notes() {
    return table.stream().filter(row -> row.length > 3).map(row -> row[3]).sorted().toList();
  }

  @Override
  public synchronized void addNoteColumn() {
    hasNote = true;
  }

  @Override
  public synchronized void loseRows(long firstNumber, long endNumber) {
    table.removeIf(
        row -> Long.parseLong(row[2]) >= firstNumber && Long.parseLong(row[2]) < endNumber);
  }

  @Override
  public synchronized void outliveDeduplicationWindow() {
    tokens.clear();
  }

  @Override
  public synchronized void stop() {
    running = false;
  }

  @Override
  public synchronized void start() {
    running = true;
  }

  @Override
  public synchronized void dropTable() {
    table = null;
  }

  @Override
  public synchronized void createTable() {
    table = new ArrayList<>();
  }

  @Override
  public void close() {}

  private synchronized Outcome store(Batch batch, Consumer<List<String[]>> target) {
    if (!running) {
      return new Outcome.Transient("the store is down", new IOException("down"));
    }
    if (table == null) {
      return new Outcome.Broken(
          "there is no table: tailrace schema apply", new IllegalStateException("no table"));
    }
    List<Outcome.RejectedRow> rejected = new ArrayList<>();
    List<String[]> rows = new ArrayList<>();
    for (int i = 0; i < batch.rows(); i++) {
      String[] fields = new String(batch.values().get(i), UTF_8).split("\\|");
      if (fields.length < 3) {
        rejected.add(new Outcome.RejectedRow(i, "three fields are missing"));
      } else {
        rows.add(hasNote ? fields : Arrays.copyOf(fields, 3));
      }
    }
    target.accept(rows);
    return new Outcome.Written(rows.size(), rejected);
  }

  private synchronized StoredBatches.Page stored(int partition, String first, int limit) {
    if (!running) {
      return new StoredBatches.Unavailable(
          new Outcome.Transient("the store is down", new IOException("down")));
    }
    NavigableMap<String, Long> found = new TreeMap<>();
    for (String[] row : table == null ? List.<String[]>of() : table) {
      if (row[1].equals(Integer.toString(partition)) && row[0].compareTo(first) >= 0) {
        found.merge(row[0], 1L, Long::sum);
      }
    }
    while (found.size() > limit) {
      found.pollLastEntry();
    }
    return new StoredBatches.Found(found);
  }

  private final class Sink implements RowSink {
    @Override
    public Outcome write(Batch batch) {
      return store(
          batch,
          rows -> {
            if (tokens.add(token(batch))) {
              table.addAll(rows);
            }
          });
    }

    @Override
    public Outcome complete(Batch batch) {
      return store(
          batch,
          rows -> {
            String partition = Integer.toString(batch.partition());
            table.removeIf(row -> row[0].equals(batch.batchId()) && row[1].equals(partition));
            table.addAll(rows);
            tokens.add(token(batch));
          });
    }

    private static String token(Batch batch) {
      return batch.topic() + batch.partition() + batch.batchId();
    }

    @Override
    public Outcome rehearse(Batch batch) {
      return store(batch, _ -> {});
    }

    @Override
    public StoredBatches stored() {
      return (_, partition, first, limit) -> MemoryStore.this.stored(partition, first, limit);
    }

    @Override
    public void close() {}
  }
}
