package dev.tailrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.event.EnrichedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Chunks and their fold against a recount that does neither.
class WindowFoldTest {
  private static final long GRACE = Duration.ofHours(1).toMillis();

  @Property(tries = 60)
  void anySplitIntoChunks_givesTheRecount(@ForAll Random random) {
    List<EnrichedEvent> events = WindowEvents.random(random, 400);
    WindowFold fold = new WindowFold();
    for (byte[] chunk : chunks(events, 64 + random.nextInt(2_000))) {
      fold.add(chunk);
    }
    assertSame(texts(fold.windows()), Recount.of(events, GRACE));
  }

  @Property(tries = 60)
  void paneCodec_keepsEverything(@ForAll Random random) {
    WindowFold fold = new WindowFold();
    chunks(WindowEvents.random(random, 300), 1_000).forEach(fold::add);
    Map<WindowKey, WindowContent> decoded = new HashMap<>();
    fold.windows()
        .forEach(
            (key, content) -> {
              Pane pane = new Pane(1_795_168_201_181L, 1_795_254_601_181L, 7, true, content);
              Pane back = PaneCodec.decode(key, PaneCodec.encode(pane));
              assertThat(back.openedMillis()).isEqualTo(pane.openedMillis());
              assertThat(back.closesMillis()).isEqualTo(pane.closesMillis());
              assertThat(back.version()).isEqualTo(7);
              assertThat(PaneCodec.isChanged(PaneCodec.encode(back))).isTrue();
              decoded.put(key, back.content());
            });
    assertSame(texts(decoded), texts(fold.windows()));
  }

  @Test
  void chunkOfAnotherVersion_isRefused() {
    byte[] chunk = new EventChunk(100, GRACE).bytes().clone();
    chunk[0] = 9;
    assertThatThrownBy(() -> new WindowFold().add(chunk))
        .hasMessageContaining("version 9")
        .hasMessageContaining("another version of Tailrace");
  }

  /// One window after the other, so that a failure shows the one that differs.
  private static void assertSame(Map<String, String> actual, Map<String, String> expected) {
    assertThat(actual.size()).isEqualTo(expected.size());
    expected.forEach((key, text) -> assertThat(actual.get(key)).as(key).isEqualTo(text));
  }

  private static List<byte[]> chunks(List<EnrichedEvent> events, int limit) {
    List<byte[]> chunks = new ArrayList<>();
    EventChunk chunk = new EventChunk(limit, GRACE);
    for (EnrichedEvent event : events) {
      if (chunk.isFull()) {
        chunks.add(chunk.bytes());
        chunk = new EventChunk(limit, GRACE);
      }
      if (EventChunk.counts(event)) {
        chunk.append(event);
      }
    }
    chunks.add(chunk.bytes());
    return chunks;
  }

  private static Map<String, String> texts(Map<WindowKey, WindowContent> windows) {
    Map<String, String> texts = new HashMap<>();
    windows.forEach((key, content) -> texts.put(key.text(), Recount.text(content)));
    return texts;
  }
}
