package dev.tailrace.app;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// What a topology left behind when it stopped: the committed records of its topics and of its
/// changelogs, how far its group had come, and the registry's journal, whose ids stand in the
/// values.
///
/// @param topics records by topic, in the order of partitions and offsets
/// @param group committed positions, in records of their partition
@SuppressWarnings("ArrayRecordComponent") // bytes are written and read, never compared
record RecordedLife(byte[] registryJournal, Map<String, List<Entry>> topics, List<Position> group) {

  /// One record; key and value may be null.
  record Entry(int partition, long timestamp, byte[] key, byte[] value, List<Header> headers) {}

  record Header(String name, byte[] value) {}

  /// A committed offset.
  ///
  /// @param record of the partition that is read next
  /// @param metadata of the offset, in which Streams keeps its time
  record Position(String topic, int partition, long record, String metadata) {}

  void write(OutputStream to) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(to))) {
      bytes(out, registryJournal);
      out.writeInt(topics.size());
      for (Map.Entry<String, List<Entry>> topic : topics.entrySet()) {
        out.writeUTF(topic.getKey());
        out.writeInt(topic.getValue().size());
        for (Entry entry : topic.getValue()) {
          out.writeInt(entry.partition());
          out.writeLong(entry.timestamp());
          bytes(out, entry.key());
          bytes(out, entry.value());
          out.writeInt(entry.headers().size());
          for (Header header : entry.headers()) {
            out.writeUTF(header.name());
            bytes(out, header.value());
          }
        }
      }
      out.writeInt(group.size());
      for (Position position : group) {
        out.writeUTF(position.topic());
        out.writeInt(position.partition());
        out.writeLong(position.record());
        out.writeUTF(position.metadata());
      }
    }
  }

  static RecordedLife read(InputStream from) throws IOException {
    try (DataInputStream in = new DataInputStream(new GZIPInputStream(from))) {
      byte[] journal = bytes(in);
      Map<String, List<Entry>> topics = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        String topic = in.readUTF();
        List<Entry> entries = new ArrayList<>();
        for (int records = in.readInt(); records > 0; records--) {
          entries.add(entry(in));
        }
        topics.put(topic, entries);
      }
      List<Position> group = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        group.add(new Position(in.readUTF(), in.readInt(), in.readLong(), in.readUTF()));
      }
      return new RecordedLife(journal, topics, group);
    }
  }

  private static Entry entry(DataInputStream in) throws IOException {
    int partition = in.readInt();
    long timestamp = in.readLong();
    byte[] key = bytes(in);
    byte[] value = bytes(in);
    List<Header> headers = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      headers.add(new Header(in.readUTF(), bytes(in)));
    }
    return new Entry(partition, timestamp, key, value, headers);
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : in.readNBytes(length);
  }
}
