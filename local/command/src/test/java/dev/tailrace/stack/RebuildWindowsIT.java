package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tailrace.produce.Progress;
import dev.tailrace.produce.PublishTarget;
import dev.tailrace.produce.ResumablePublish;
import dev.tailrace.rebuild.HourRange;
import dev.tailrace.rebuild.RebuildException;
import dev.tailrace.rebuild.StoredWindows;
import dev.tailrace.rebuild.WindowRebuild;
import dev.tailrace.rebuild.WindowTopics;
import dev.tailrace.topology.TopicNames;
import dev.tailrace.window.WindowLimits;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Closed windows that are wrong, mended from the events; on the real stack.
final class RebuildWindowsIT {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final WindowLimits LIMITS =
      new WindowLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

  /// All events of the sample lie in this hour.
  private static final HourRange SAMPLE =
      new HourRange(Instant.parse("2026-11-20T09:00:00Z"), Instant.parse("2026-11-20T10:00:00Z"));

  @TempDir Path data;

  @Test
  void wrongAndIncompleteWindows_becomeTheRecount() throws Exception {
    try (Stack stack = Stack.start(settings(), _ -> {}, CLOCK)) {
      publish(stack, ResumablePublish.Mode.ONCE);
      assertThat(stack.recount().addsUp()).isTrue();
      assertThat(incomplete(stack)).isPositive();
      execute(
          stack,
          "ALTER TABLE service_metrics_hourly DELETE WHERE script_name = 'gateway' SETTINGS"
              + " mutations_sync = 2");
      WindowCheck check = new WindowCheck(stack.clickHouse());
      assertThat(check.differing()).isPositive();

      WindowRebuild.Result result = rebuildWhenClosed(stack);

      assertThat(result.events()).isEqualTo(5_896);
      assertThat(check.differing()).isZero();
      assertThat(incomplete(stack)).isZero();

      publish(stack, ResumablePublish.Mode.AGAIN);
      assertThat(stack.recount().addsUp()).as("late events after the rebuild add up").isTrue();
      assertThat(incomplete(stack)).isPositive();

      assertThat(rebuildWhenClosed(stack).events()).isEqualTo(2 * 5_896);
      assertThat(check.differing()).isZero();
      assertThat(incomplete(stack)).isZero();
      assertOpenWindowsAreRefused(stack);
    }
  }

  private static void assertOpenWindowsAreRefused(Stack stack) {
    Instant hour = CLOCK.instant().truncatedTo(ChronoUnit.HOURS);
    assertThatThrownBy(() -> rebuild(stack, new HourRange(hour, hour.plus(1, ChronoUnit.HOURS))))
        .isInstanceOf(RebuildException.class)
        .hasMessageContaining("exact by themselves")
        .hasMessageContaining("--to");
  }

  /// The panes of late events take up further ones for a moment.
  private static WindowRebuild.Result rebuildWhenClosed(Stack stack) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreException(RebuildException.class)
        .until(() -> rebuild(stack, SAMPLE), _ -> true);
  }

  private static WindowRebuild.Result rebuild(Stack stack, HourRange range) {
    StackState state = stack.state();
    try (WindowTopics topics =
        new WindowTopics(
            TopicNames.DEFAULT, state.bootstrapServers(), state.registryUrl(), Map.of())) {
      return new WindowRebuild(new StoredWindows(stack.clickHouse()), topics, LIMITS, CLOCK)
          .run(range, _ -> {});
    }
  }

  private static void publish(Stack stack, ResumablePublish.Mode mode) {
    PublishTarget target =
        PublishTarget.of(
            stack.state().bootstrapServers(), Optional.of(stack.state().registryUrl()));
    var _ =
        new ResumablePublish(target, CLOCK)
            .publish(Samples.file("tail-events-prodlike.jsonl"), mode, new Progress());
    stack.awaitDelivery(_ -> {}, () -> false);
  }

  private static long incomplete(Stack stack) {
    List<String> row =
        stack.clickHouse().row("SELECT countIf(incomplete) FROM service_metrics_hourly_latest");
    return Long.parseLong(row.getFirst());
  }

  private static void execute(Stack stack, String sql) {
    stack.clickHouse().query(sql, "Null", OutputStream.nullOutputStream());
  }

  private StackSettings settings() {
    return new StackSettings(
        data.resolve("data"),
        Ports.anyFree(),
        Optional.empty(),
        "default",
        Optional.empty(),
        Map.of("tailrace.windows.grace", "1s", "tailrace.windows.linger", "1s"),
        StackSettings.SinkStart.CONTINUE,
        StackSettings.Roll.QUICK);
  }
}
