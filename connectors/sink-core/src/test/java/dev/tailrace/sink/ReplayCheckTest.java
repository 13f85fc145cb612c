package dev.tailrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReplayCheckTest {
  private final NavigableMap<String, Long> table = new TreeMap<>();
  private final List<String> questions = new ArrayList<>();
  private final ReplayCheck check = new ReplayCheck(this::page, "events", 0, 3);
  private boolean down;

  private StoredBatches.Page page(String topic, int partition, String first, int limit) {
    questions.add(first);
    if (down) {
      return new StoredBatches.Unavailable(new Outcome.Transient("down", new IOException()));
    }
    NavigableMap<String, Long> page = new TreeMap<>(table.tailMap(first, true));
    while (page.size() > limit) {
      page.pollLastEntry();
    }
    return new StoredBatches.Found(page);
  }

  private long rows(int number) {
    return ((ReplayCheck.Rows) check.storedRows(Ids.batch(number))).count();
  }

  @Test
  void emptyStore_endsTheReplayWithOneQuestion() {
    assertThat(rows(1)).isZero();
    assertThat(check.isOver()).isTrue();
    assertThat(rows(2)).isZero();
    assertThat(questions).hasSize(1);
  }

  @Test
  void prefix_isAskedForPageByPage() {
    for (int number = 1; number <= 7; number++) {
      table.put(Ids.batch(number), 10L * number);
    }
    for (int number = 1; number <= 7; number++) {
      assertThat(rows(number)).isEqualTo(10L * number);
      assertThat(check.isOver()).isFalse();
    }
    assertThat(rows(8)).isZero();
    assertThat(check.isOver()).isTrue();
    assertThat(questions).containsExactly(Ids.batch(1), Ids.batch(4), Ids.batch(7));
  }

  @Test
  void exactlyFullPage_isNotTakenForTheLast() {
    for (int number = 1; number <= 3; number++) {
      table.put(Ids.batch(number), 1L);
    }
    rows(1);
    rows(2);
    rows(3);
    table.put(Ids.batch(4), 4L);

    assertThat(rows(4)).isEqualTo(4);
  }

  @Test
  void holeInTheStore_isNoRows() {
    table.put(Ids.batch(1), 1L);
    table.put(Ids.batch(3), 3L);

    assertThat(rows(1)).isEqualTo(1);
    assertThat(rows(2)).isZero();
    assertThat(check.isOver()).isFalse();
    assertThat(rows(3)).isEqualTo(3);
  }

  @Test
  void storeThatCannotSay_isAskedAgain() {
    down = true;
    assertThat(check.storedRows(Ids.batch(1))).isInstanceOf(ReplayCheck.Unknown.class);
    down = false;
    table.put(Ids.batch(1), 5L);
    assertThat(rows(1)).isEqualTo(5);
  }

  @Test
  void restart_asksAgain() {
    rows(1);
    table.put(Ids.batch(2), 2L);
    check.restart();
    assertThat(rows(2)).isEqualTo(2);
  }
}
