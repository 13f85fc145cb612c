package dev.tailrace.things;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final EntityKey KEY = new EntityKey("a.example.com", "1");
  private static final State STATE = new State("", "public", null, null, "{}");

  @Property
  void anyOrderAndRepetition_giveTheSameTrace(
      @ForAll @IntRange(min = 1, max = 60) int count, @ForAll long seed) {
    Random random = new Random(seed);
    List<Mutation> history = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      history.add(random.nextInt(4) == 0 ? delete(i) : put(i));
    }
    Trace expected = trace(history);
    List<Mutation> shuffled = new ArrayList<>(history);
    shuffled.addAll(history.subList(0, count / 2));
    Collections.shuffle(shuffled, random);

    Trace trace = trace(shuffled);

    assertThat(trace).isEqualTo(expected);
    for (Mutation mutation : history) {
      assertThat(trace.with(mutation)).isSameAs(trace);
    }
  }

  @Test
  void putAfterTheDelete_beginsANewLife() {
    Trace trace = trace(List.of(put(1), put(2), delete(3), put(4), put(5)));

    assertThat(trace.isAlive()).isTrue();
    assertThat(trace.puts().first()).isEqualTo(put(4).mark());
    assertThat(trace.puts().last()).isEqualTo(put(5).mark());
    assertThat(trace.deleted()).isEqualTo(delete(3).mark());
  }

  @Test
  void deleteThatComesLate_movesTheBeginningOfThePresentLife() {
    Trace trace = trace(List.of(put(5), put(1), put(4), delete(3)));

    assertThat(trace.puts().first()).isEqualTo(put(4).mark());
  }

  @Test
  void deletedEnd_leavesWhatWasPutLater_andATombstoneOfTheRest() {
    Trace trace = trace(List.of(put(1), put(2), put(4)));

    assertThat(trace.endDeleted(delete(3).mark()).puts().first()).isEqualTo(put(4).mark());
    assertThat(trace.endDeleted(delete(3).mark()).deleted()).isEqualTo(put(2).mark());
    assertThat(trace.endDeleted(delete(9).mark()).isAlive()).isFalse();
    assertThat(trace.endDeleted(delete(0).mark())).isSameAs(trace);
  }

  private static Trace trace(List<Mutation> mutations) {
    Trace trace = Trace.NONE;
    for (Mutation mutation : mutations) {
      trace = trace.with(mutation);
    }
    return trace;
  }

  private static Mutation put(int number) {
    return new Mutation.PutThing(KEY, mark(number), STATE);
  }

  private static Mutation delete(int number) {
    return new Mutation.DeleteThing(KEY, mark(number));
  }

  private static Mark mark(int number) {
    return new Mark(new Version(1L << 60, number + 1L), number);
  }
}
