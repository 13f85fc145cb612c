package dev.tailrace.postgres;

import dev.tailrace.things.Ends;
import dev.tailrace.things.EntityKey;
import dev.tailrace.things.Mark;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.Mutation.DeleteRelationship;
import dev.tailrace.things.Mutation.DeleteThing;
import dev.tailrace.things.Mutation.PutRelationship;
import dev.tailrace.things.Mutation.PutThing;
import dev.tailrace.things.State;
import dev.tailrace.things.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Made histories of things and relationships: creates, updates, deletes and creates again, also
/// updates of what is not there and creates of what is; several in one millisecond; relationships
/// before, between and after the deletes of what they join.
public final class RandomMutations {
  private static final long START_MILLIS = 1_763_640_000_000L;

  private final Random random;
  private final int things;
  private final int relationships;
  private long millis = START_MILLIS;
  private long number;

  /// Whether a relationship joins the same things for as long as it lives.
  public enum Joining {
    FIXED,
    CHANGING
  }

  public RandomMutations(long seed, int things, int relationships) {
    this.random = new Random(seed);
    this.things = things;
    this.relationships = relationships;
  }

  /// In the order of their versions.
  public List<Mutation> list(int count, Joining joining) {
    List<Mutation> mutations = new ArrayList<>(count);
    while (mutations.size() < count) {
      boolean ofThing = relationships == 0 || random.nextInt(3) > 0;
      mutations.add(ofThing ? thing() : relationship(joining));
    }
    return mutations;
  }

  /// In another order, a tenth of them twice.
  public List<Mutation> shuffled(List<Mutation> mutations) {
    List<Mutation> all = new ArrayList<>(mutations);
    for (int i = 0; i < mutations.size() / 10; i++) {
      all.add(mutations.get(random.nextInt(mutations.size())));
    }
    Collections.shuffle(all, random);
    return all;
  }

  private Mutation thing() {
    EntityKey key = thingKey(random.nextInt(things));
    Mark mark = mark();
    return random.nextInt(4) == 0
        ? new DeleteThing(key, mark)
        : new PutThing(key, mark, state("Thing", mark));
  }

  private Mutation relationship(Joining joining) {
    int index = random.nextInt(relationships);
    EntityKey key = new EntityKey("edges.example.com", "r" + index);
    Mark mark = mark();
    if (random.nextInt(6) == 0) {
      return new DeleteRelationship(key, mark);
    }
    int from = joining == Joining.FIXED ? index : random.nextInt(things);
    int to = joining == Joining.FIXED ? index * 7 + 3 : random.nextInt(things);
    Ends ends = new Ends(thingKey(from % things), thingKey(to % things));
    return new PutRelationship(key, mark, state("joins", mark), ends);
  }

  private static EntityKey thingKey(int index) {
    return new EntityKey(index % 2 == 0 ? "a.example.com" : "b.example.com/x", "t " + index);
  }

  /// Its columns are those that the data asks for, and the data is as `jsonb` shows it.
  private State state(String type, Mark mark) {
    String content = random.nextBoolean() ? null : "text of " + mark.timeMillis();
    String code = random.nextInt(4) == 0 ? "c" + random.nextInt(10) : null;
    StringBuilder data = new StringBuilder("{\"n\": ").append(random.nextInt(1_000_000));
    if (code != null) {
      data.append(", \"code\": \"").append(code).append('"');
    }
    if (content != null) {
      data.append(", \"content\": \"").append(content).append('"');
    }
    return new State(type, "public", content, code, data.append('}').toString());
  }

  /// The clock of a Worker stands still while it runs.
  private Mark mark() {
    millis += random.nextInt(3);
    number++;
    return new Mark(new Version(millis << 16 | (random.nextInt() & 0xffff), number), millis);
  }
}
