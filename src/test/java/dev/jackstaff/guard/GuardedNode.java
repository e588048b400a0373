package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.store.JdbcFlagStore;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node in a process of its own, whose users fail with the flag. Prints {@code kill} and stops
 * when it is about to write the kill, so that it can be ended there.
 */
final class GuardedNode {
  private GuardedNode() {}

  public static void main(String[] args) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(args[0]);
    FaultyDatabase database = new FaultyDatabase(source);
    database.beforeKill(
        () -> {
          System.out.println("kill");
          System.out.flush();
          LockSupport.parkNanos(Duration.ofHours(1).toNanos());
        });
    FeatureFlags features =
        FeatureFlags.of(
            JdbcFlagStore.builder(database.source()).refresh(Duration.ofMillis(200)).build());
    RolloutGuard guard = RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();
    Traffic traffic = new Traffic("checkout");
    while (true) {
      traffic.send(features, 20, 0.95, 0.002);
      guard.look();
    }
  }
}
