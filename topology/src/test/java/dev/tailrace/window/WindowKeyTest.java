package dev.tailrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WindowKeyTest {
  private static final long HOUR = 3_600_000;

  @Test
  void text_isReadable() {
    assertThat(new WindowKey.Service("shop", "", 491_842 * HOUR).text())
        .isEqualTo("hour|2026-02-09T10:00:00Z||shop");
    assertThat(new WindowKey.Errors("a|b", "x|y%", 491_842 * HOUR).text())
        .isEqualTo("errors|2026-02-09T10:00:00Z|x%7Cy%25|a|b");
  }

  @Property
  void text_isReadBack(
      @ForAll String script, @ForAll String third, @ForAll @LongRange(max = 2_892_720) long hour) {
    WindowKey service = new WindowKey.Service(script, third, hour * HOUR);
    WindowKey errors = new WindowKey.Errors(script, third, hour * HOUR);
    assertThat(WindowKey.parse(service.text())).isEqualTo(service);
    assertThat(WindowKey.parse(errors.text())).isEqualTo(errors);
  }

  @Test
  void whatIsNoKey_isRefused() {
    assertThatThrownBy(() -> WindowKey.parse("day|2026-02-09T10:00:00Z|a|b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("day|2026");
  }
}
