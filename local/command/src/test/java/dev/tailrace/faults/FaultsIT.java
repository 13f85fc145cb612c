package dev.tailrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.delivery.DeliveryStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every step of the delivery protocol is struck once, some writes lose their answers, every server
/// is killed; then the audit recounts all stores. `tailrace bench faults` does the same at length.
///
/// `-Dtailrace.faults.seed=N` repeats a run.
final class FaultsIT {
  private static final int EVENTS_PER_SECOND = 300;

  @TempDir Path temp;

  @Test
  void everyStepAndEveryServerStruck_nothingIsLostOrDoubled() throws Exception {
    long seed = Long.getLong("tailrace.faults.seed", new Random().nextInt(1_000_000));
    List<String> said = new ArrayList<>();

    List<Round> rounds =
        new Campaign(temp, seed, EVENTS_PER_SECOND, Campaign.Harm.PROCESSES, said::add)
            .run(List.of(FaultKinds.few()), _ -> {});

    assertThat(rounds).as("seed %d: %s", seed, said).hasSize(1);
    Round round = rounds.getFirst();
    // The campaign itself fails when no process comes to a step.
    assertThat(round.faults()).isGreaterThan(DeliveryStep.values().length);
    assertThat(round.recordsIn()).isPositive();
    assertThat(round.damage().values())
        .as("seed %d: %s", seed, said)
        .isNotEmpty()
        .allMatch(Damage::isNone);
  }
}
