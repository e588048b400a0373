package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** An act of safety waits for no database: it is in force here before it is written. */
final class KillBeforeTheDatabaseIT {
  private final DataSource database = Databases.h2();
  private final CountDownLatch hung = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean hangs;

  /** A pool that has no connection to give for a while. */
  private DataSource pool() {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (hangs) {
                hung.countDown();
                assertTrue(end.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
              }
              try {
                return method.invoke(database, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void actOfSafety_whileThePoolHasNoConnection_isInForceAtOnce() throws InterruptedException {
    try (JdbcFlagStore store =
            JdbcFlagStore.builder(pool()).createTables(true).refresh(Duration.ofDays(1)).build();
        FeatureFlags features = FeatureFlags.builder(store).leaveStoreOpen().build()) {
      store.put(Flag.on("a"), null, ANN);
      store.put(Flag.builder("b").percentage(100).build(), null, ANN);
      hangs = true;
      Thread killer = new Thread(() -> store.kill("a", ANN));
      Thread stopper = new Thread(() -> store.setRollout("b", 0, ANN));
      killer.start();
      stopper.start();

      Await.until("the kill is in force", () -> !features.isEnabled("a", "user:1"));
      Await.until("the stop is in force", () -> !features.isEnabled("b", "user:1"));
      assertTrue(hung.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
      assertEquals("killed; it is being written", store.status().unwritten().get("a"));

      hangs = false;
      end.countDown();
      killer.join();
      stopper.join();
      assertEquals(Map.of(), store.status().unwritten());
      assertTrue(store.find("a").orElseThrow().value().isKilled());
      assertFalse(features.isEnabled("b", "user:1"));
    }
  }

  @Test
  void killOfAnUnknownFlag_leavesNothingInForce() {
    try (JdbcFlagStore store = JdbcFlagStore.builder(database).createTables(true).build()) {
      assertThrows(NoSuchElementException.class, () -> store.kill("nobody", ANN));
      assertEquals(Map.of(), store.status().unwritten());
    }
  }
}
