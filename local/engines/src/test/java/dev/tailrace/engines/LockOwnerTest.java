package dev.tailrace.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LockOwnerTest {
  private static final ProcessHandle SELF = ProcessHandle.current();
  private static final Instant START = LockOwner.startOf(SELF);

  @Test
  void line_readsBack() {
    LockOwner owner = LockOwner.childOf(17, Instant.parse("2026-11-20T10:00:00.120Z"));
    assertThat(LockOwner.parse(owner.toString())).contains(owner);
    assertThat(LockOwner.parse("process 17")).isEmpty();
  }

  @Test
  void processIdUsedAgain_isNotTheParent() {
    assertThat(new LockOwner(1, START, SELF.pid(), START).parentLives()).isTrue();
    assertThat(
            new LockOwner(1, START, SELF.pid(), START.minus(Duration.ofMinutes(1))).parentLives())
        .isFalse();
  }

  @Test
  void processThatRunsSomethingElse_isNotTheChild() {
    LockOwner self = new LockOwner(SELF.pid(), START, 1, START);
    // Something this process was started with, as the child is with its directory.
    String directory = SELF.info().arguments().orElseThrow()[0];
    assertThat(self.provenChild(directory)).isEmpty();
  }
}
