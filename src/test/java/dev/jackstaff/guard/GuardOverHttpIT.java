package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Rollouts that stop themselves, seen from outside: requests over HTTP to one server, and to three
 * that share a PostgreSQL, while each user goes to another server with each request. Durations are
 * a tenth of what they would be by default, unless {@code -Dguard.http.real=true}; the flag is at
 * 50 %, or at {@code -Dguard.http.percentages=10,25,50}.
 */
final class GuardOverHttpIT {
  private static final int SCALE = Boolean.getBoolean("guard.http.real") ? 1 : 10;
  static final Duration PATIENCE = Duration.ofSeconds(10).dividedBy(SCALE);
  static final Duration TIME_OUT = Duration.ofSeconds(5).dividedBy(SCALE);
  private static final Duration WINDOW = Duration.ofSeconds(20).dividedBy(SCALE);
  private static final Duration INTERVAL = Duration.ofMillis(250);

  /** The number of users who come at once, after which all nodes judge. */
  private static final int ROUND = 6;

  static IntStream percentages() {
    return Arrays.stream(System.getProperty("guard.http.percentages", "50").split(","))
        .mapToInt(Integer::parseInt);
  }

  private final List<ShopServer> servers = new ArrayList<>();
  private final List<RolloutGuard> guards = new ArrayList<>();
  private final List<GuardVerdict> heard = new CopyOnWriteArrayList<>();
  private PGSimpleDataSource database = Databases.postgres();
  private volatile long heardAt;

  @AfterEach
  void close() {
    servers.forEach(ShopServer::close);
    servers.clear();
    guards.clear();
    heard.clear();
  }

  /** Each with a set of nodes of its own; the banner is innocent, and guarded as well. */
  private void open(int count, double percentage, Guard.Builder guard, ShopServer.Trouble trouble) {
    database = Databases.postgres();
    Flag checkout =
        Flag.builder("checkout")
            .percentage(percentage)
            .guard(guard.patience(PATIENCE).build())
            .build();
    Flag banner =
        Flag.builder("banner")
            .percentage(50)
            .guard(Guard.builder().patience(PATIENCE).build())
            .build();
    for (int i = 0; i < count; i++) {
      JdbcFlagStore store =
          JdbcFlagStore.builder(database)
              .createTables(true)
              .initial(FlagSet.of(checkout, banner))
              .listen(database)
              .build();
      FeatureFlags features = FeatureFlags.of(store);
      guards.add(RolloutGuard.builder(features).listener(this::hear).interval(INTERVAL).attach());
      servers.add(new ShopServer(features, trouble));
    }
    // All know each other.
    guards.forEach(RolloutGuard::look);
  }

  private void hear(GuardVerdict verdict) {
    heardAt = System.nanoTime();
    heard.add(verdict);
  }

  /** Each user looks into the cart, and then goes to the page on another server. */
  private int visit(int first, int count, String page) {
    List<CompletableFuture<Integer>> visits = new ArrayList<>();
    for (int user = first; user < first + count; user++) {
      String query = "?user=user:" + user;
      ShopServer entry = servers.get(user % servers.size());
      ShopServer next = servers.get((user + 1) % servers.size());
      visits.add(entry.get("/cart" + query).thenCompose(ok -> next.get(page + query)));
    }
    int failed = 0;
    for (CompletableFuture<Integer> visit : visits) {
      failed += visit.join() >= 500 ? 1 : 0;
    }
    servers.forEach(server -> Traffic.flush(server.features()));
    return failed;
  }

  /**
   * Has all nodes judge once nearly so many units were hit, or a verdict was found. A hit that
   * comes after the common front, as on a machine that stood still, is dropped.
   */
  private void lookAfter(int hits) {
    int most = hits - hits / 10;
    Await.until(most + " units are hit", () -> !heard.isEmpty() || haveTaken(most));
    guards.forEach(RolloutGuard::look);
  }

  private static boolean isLive(ShopServer server, String flag) {
    return !server.features().definitions().find(flag).orElseThrow().isKilled();
  }

  /** Returns the milliseconds from the verdict until the flag is off on every node. */
  private double untilOffEverywhere() {
    Await.until(
        "it is off on every node", () -> servers.stream().noneMatch(it -> isLive(it, "checkout")));
    return (System.nanoTime() - heardAt) / 1e6;
  }

  private void isNothingElse() {
    assertEquals(1, heard.size(), heard.toString());
    assertEquals("checkout", heard.get(0).flag());
    assertTrue(servers.stream().allMatch(it -> isLive(it, "banner")), "the innocent flag is on");
  }

  private static Guard.Builder errors() {
    return Guard.builder();
  }

  @ParameterizedTest
  @MethodSource("percentages")
  void newPathThatTimesOut_isHaltedEverywhere_asEarlyAsOnOneNode(int percentage) {
    int alone = 0;
    int together = 0;
    for (int nodes : new int[] {1, 3}) {
      open(nodes, percentage, errors(), ShopServer.Trouble.TIME_OUT);
      int failed = 0;
      for (int users = 0; heard.isEmpty(); users += ROUND) {
        failed += visit(users, ROUND, "/checkout");
        lookAfter(failed);
      }
      Figures.record(
          "HTTP, new path fails after %s, %d %%, %d nodes: halted after %d failing users,"
              + " off everywhere %.0f ms after the verdict",
          TIME_OUT, percentage, nodes, failed, untilOffEverywhere());
      isNothingElse();
      alone = nodes == 1 ? failed : alone;
      together = failed;
      close();
    }
    isAlmost(alone, together);
  }

  @ParameterizedTest
  @MethodSource("percentages")
  void sharedOutage_inWhichTheOldPathWaits_haltsNothing(int percentage) {
    open(3, percentage, errors(), ShopServer.Trouble.OUTAGE);
    int failed = 0;
    for (int users = 0; users < 240; users += 60) {
      failed += visit(users, 60, "/checkout");
    }
    int all = failed;
    assertEquals(240, all);
    lookAfter(all);
    assertEquals(List.of(), heard);
    for (RolloutGuard guard : guards) {
      GuardState state = guard.state("checkout").orElseThrow();
      assertEquals(Phase.WATCHING, state.phase(), state.note());
    }
    assertTrue(servers.stream().allMatch(it -> isLive(it, "checkout") && isLive(it, "banner")));
    Figures.record(
        "HTTP, shared outage, old path fails after %s, new one at once, %d %%, 3 nodes: %d failing"
            + " users, nothing halted",
        PATIENCE, percentage, all);
  }

  @ParameterizedTest
  @MethodSource("percentages")
  void fallingPurchases_areHaltedEverywhere_asEarlyAsOnOneNode(int percentage) {
    int alone = 0;
    int together = 0;
    for (int nodes : new int[] {1, 3}) {
      Guard.Builder guard = Guard.builder().metric("purchase", Guard.Direction.DOWN);
      open(nodes, percentage, guard.window(WINDOW), ShopServer.Trouble.FEWER_PURCHASES);
      int users = 0;
      for (; heard.isEmpty(); users += ROUND) {
        visit(users, ROUND, "/buy");
        lookAfter(servers.stream().mapToInt(ShopServer::purchases).sum());
      }
      Figures.record(
          "HTTP, nobody buys with the flag, %d %%, %d nodes, window %s: halted after %d users, off"
              + " everywhere %.0f ms after the verdict",
          percentage, nodes, WINDOW, users, untilOffEverywhere());
      isNothingElse();
      alone = nodes == 1 ? users : alone;
      together = users;
      close();
    }
    isAlmost(alone, together);
  }

  /** Fails unless the numbers differ by a fifth, or one round, at most. */
  private static void isAlmost(int alone, int together) {
    String both = alone + " on one node, " + together + " on three";
    assertTrue(Math.abs(together - alone) <= Math.max(alone / 5, ROUND), both);
  }

  /** Returns whether the journal has so many units that were hit, before its last front. */
  private boolean haveTaken(int count) {
    long front = Long.MIN_VALUE;
    List<TestEvent> hits = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT front, events FROM feature_flag_guard_events WHERE flag = 'checkout'")) {
      while (rows.next()) {
        front = Math.max(front, rows.getLong(1));
        EventCodec.read(rows.getBytes(2)).stream()
            .filter(event -> event.kind() == TestEvent.EventKind.HIT)
            .forEach(hits::add);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    long last = front;
    return hits.stream().filter(event -> event.at() <= last).count() >= count;
  }
}
