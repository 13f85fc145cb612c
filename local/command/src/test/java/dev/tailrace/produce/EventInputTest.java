package dev.tailrace.produce;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.schema.TailEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventInputTest {
  /// Frames a record as its script's name.
  private static final AvroFraming NAMES =
      new AvroFraming() {
        @Override
        public String topic() {
          return "raw";
        }

        @Override
        public Serializer<Object> serializer(String input) {
          return (topic, event) ->
              (topic + ":" + ((TailEvent) event).getScriptName()).getBytes(UTF_8);
        }
      };

  @Test
  void gzip_isUnpacked_andBytesAreCountedAsStored() throws IOException {
    byte[] stored =
        GzipMembersTest.concatenated(
            GzipMembersTest.gzip("{}\n{\"a\""), GzipMembersTest.gzip(":1}"));
    Progress progress = new Progress();
    assertThat(read(stored, progress)).containsExactly("{}", "{\"a\":1}");
    assertThat(progress.bytes()).isEqualTo(stored.length);
  }

  @Test
  void byteOrderMark_isNoPartOfAnEvent() throws IOException {
    assertThat(read("\uFEFF{}\n".getBytes(UTF_8), new Progress())).containsExactly("{}");
  }

  @Test
  void emptyInput_hasNoEvents() throws IOException {
    assertThat(read(new byte[0], new Progress())).isEmpty();
    assertThat(read(GzipMembersTest.gzip(""), new Progress())).isEmpty();
  }

  @Test
  void avroFile_isFramed() throws IOException {
    assertThat(read(avro("one", "two"), new Progress())).containsExactly("raw:one", "raw:two");
  }

  @Test
  void damagedAvroFile_givesWhatCanBeRead() throws IOException {
    byte[] file = avro("one", "two");
    file[file.length - 3]++;
    List<String> read = new ArrayList<>();
    assertThatThrownBy(() -> read(file, new Progress(), read))
        .isInstanceOf(DamagedInputException.class)
        .hasMessageContaining("test input");
  }

  @Test
  void utf16_isRefusedWithTheRemedy() {
    assertThatThrownBy(() -> read("\uFEFF{}".getBytes(UTF_16LE), new Progress()))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("test input is UTF-16")
        .hasMessageContaining("iconv");
  }

  @ParameterizedTest
  @CsvSource({
    "28b52ffd00,zstd -dc",
    "fd377a585a,xz -dc",
    "425a683931,bzip2 -dc",
    "504b030414,unzip"
  })
  void otherCompression_isRefusedWithTheRemedy(String hex, String remedy) {
    assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex), new Progress()))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining(remedy);
  }

  private static List<String> read(byte[] stored, Progress progress) throws IOException {
    List<String> result = new ArrayList<>();
    read(stored, progress, result);
    return result;
  }

  private static void read(byte[] stored, Progress progress, List<String> into) throws IOException {
    EventInput input = EventInput.of("test input", new ByteArrayInputStream(stored));
    try (DocumentSource source = input.open(NAMES, progress)) {
      for (Document next = source.next(); next != null; next = source.next()) {
        into.add(new String(((Document.Whole) next).bytes(), UTF_8));
      }
    }
  }

  private static byte[] avro(String... scripts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SpecificDatumWriter<TailEvent> writer = new SpecificDatumWriter<>(TailEvent.getClassSchema());
    try (DataFileWriter<TailEvent> file = new DataFileWriter<>(writer)) {
      file.setCodec(CodecFactory.nullCodec()).create(TailEvent.getClassSchema(), bytes);
      for (String script : scripts) {
        file.append(TailEvent.newBuilder().setScriptName(script).build());
      }
    }
    return bytes.toByteArray();
  }
}
