package dev.tailrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A store of upserts in memory, with everything the contract asks of one. A state is text: key,
/// version and count.
final class MemoryUpsertStore implements UpsertStoreUnderTest {
  private record State(long version, long count) {}

  private TreeMap<Integer, State> table = new TreeMap<>();
  private boolean running = true;

  @Override
  public UpsertSink connect() {
    return new Sink();
  }

  @Override
  public byte[] state(int key, long version, long count) {
    return "%d|%d|%d".formatted(key, version, count).getBytes(UTF_8);
  }

  @Override
  public byte[] poison() {
    return "poison".getBytes(UTF_8);
  }

  @Override
  public synchronized List<String> rows() {
    List<String> rows = new ArrayList<>();
    table.forEach((key, state) -> rows.add(key + " " + state.version() + " " + state.count()));
    return rows;
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
    table = new TreeMap<>();
  }

  @Override
  public void close() {}

  private synchronized Outcome store(List<byte[]> values) {
    if (!running) {
      return new Outcome.Transient("the store is down", new IOException("down"));
    }
    if (table == null) {
      return new Outcome.Broken(
          "there is no table: tailrace schema apply", new IllegalStateException("no table"));
    }
    List<Outcome.RejectedRow> rejected = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String[] fields = new String(values.get(i), UTF_8).split("\\|", -1);
      if (fields.length < 3) {
        rejected.add(new Outcome.RejectedRow(i, "three fields are missing"));
      } else {
        State state = new State(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        table.merge(
            Integer.valueOf(fields[0]),
            state,
            (old, now) -> now.version() >= old.version() ? now : old);
      }
    }
    return new Outcome.Written(values.size() - rejected.size(), rejected);
  }

  private final class Sink implements UpsertSink {
    @Override
    public Outcome upsert(String topic, List<byte[]> values) {
      return store(values);
    }

    @Override
    public void close() {}
  }
}
