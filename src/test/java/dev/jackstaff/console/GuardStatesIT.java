package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.BusyEvidence;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Logged;
import dev.jackstaff.guard.GuardListener;
import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.metrics.FlagMetrics;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.JdbcFlagStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each state in which a guard has reservations, in each place that shows it: the log, the
 * listeners, the metrics, the engine's status, the console and the API. Before, a step was granted
 * that is not in force yet.
 */
class GuardStatesIT {
  private static final Duration NEVER = Duration.ofDays(1);

  private final ConsoleClient nightly = ConsoleClient.bearer(ConsoleServer.VIEWER_TOKEN);
  private final List<Phase> heard = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DataSource database = Databases.h2();
  private final Logged log = Logged.library();
  private volatile Instant now = Instant.now();
  private final BusyEvidence busy = new BusyEvidence();
  private JdbcFlagStore store;
  private FeatureFlags features;
  private RolloutGuard guard;
  private ConsoleServer server;
  private int users;

  @BeforeEach
  void start() {
    Schedule schedule = Schedule.from(now, Step.days(0, 20), Step.days(1, 50));
    Flag checkout =
        Flag.builder("checkout")
            .schedule(schedule)
            .guard(new Guard(true, null, 0.001, Guard.Then.KILL, 50))
            .build();
    store =
        JdbcFlagStore.builder(database).createTables(true).initial(FlagSet.of(checkout)).build();
  }

  private void open() {
    features = FeatureFlags.builder(store).clock(() -> now).build();
    FlagMetrics.of(features).bindTo(registry);
    guard =
        RolloutGuard.builder(features)
            .listener(new Throwing())
            .listener(new Recording())
            .interval(NEVER)
            .attach();
    server = ConsoleServer.start(features, it -> it);
  }

  @AfterEach
  void stop() {
    busy.release();
    server.close();
    log.close();
  }

  /** A listener that throws whatever it is called for. */
  private static final class Throwing implements GuardListener {
    @Override
    public void halted(GuardVerdict verdict) {
      throw new IllegalStateException("halted");
    }

    @Override
    public void changed(GuardState state) {
      throw new NoClassDefFoundError("changed to " + state.phase());
    }
  }

  private final class Recording implements GuardListener {
    @Override
    public void halted(GuardVerdict verdict) {
      heard.add(Phase.ENDED);
    }

    @Override
    public void changed(GuardState state) {
      heard.add(state.phase());
    }
  }

  /** New users with the flag on, off or any, all of whom are served. */
  private void visit(int count, Predicate<Boolean> wanted) {
    for (int i = 0; i < count; users++) {
      String user = "user:" + users;
      if (wanted.test(features.isEnabled("checkout", user))) {
        request(user);
        i++;
      }
    }
  }

  private void request(String user) {
    Evaluation evaluation = features.integration().begin(User.of(user), Map.of());
    evaluation.isOn("checkout");
    features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
  }

  private void look() {
    assertTrue(features.evidence().flush(Await.LONG));
    guard.look();
  }

  private void lookUntil(Phase phase) {
    Await.until(
        phase + ", not " + guard.phases(),
        () -> {
          guard.look();
          return guard.phases().get("checkout") == phase;
        });
  }

  /** The ways in which the guard enters a state and leaves it again. */
  private enum Trouble {
    UNEVEN(Phase.UNEVEN, "sizes do not fit the percentage") {
      @Override
      void begin(GuardStatesIT test) {
        test.visit(150, on -> on);
        test.look();
      }

      @Override
      void end(GuardStatesIT test) {
        test.visit(600, on -> !on);
        test.look();
      }
    },
    SATURATED(Phase.SATURATED, "came faster than they can be counted") {
      @Override
      void begin(GuardStatesIT test) {
        test.busy.occupy(test.features);
        test.visit(20_000, on -> true);
        test.busy.release();
        test.look();
      }

      @Override
      void end(GuardStatesIT test) {
        test.now = test.now.plusSeconds(61);
        test.look();
      }
    },
    ISOLATED(Phase.ISOLATED, "what the nodes have seen cannot be shared now") {
      @Override
      void begin(GuardStatesIT test) {
        Databases.run(test.database, "ALTER TABLE feature_flag_guard_events RENAME TO away");
        test.visit(1, on -> true);
        test.look();
      }

      @Override
      void end(GuardStatesIT test) {
        Databases.run(test.database, "ALTER TABLE away RENAME TO feature_flag_guard_events");
        test.look();
      }
    },
    DEAD(Phase.DEAD, "no request was counted for 30 s") {
      @Override
      void begin(GuardStatesIT test) {
        test.busy.occupy(test.features);
        test.guard.look();
        test.now = test.now.plusSeconds(31);
        test.lookUntil(Phase.DEAD);
      }

      @Override
      void end(GuardStatesIT test) {
        test.busy.release();
        test.lookUntil(Phase.WATCHING);
      }
    },
    SHARED_SALT(Phase.SHARED_SALT, "it has the same salt as twin") {
      @Override
      void begin(GuardStatesIT test) {
        Flag twin = Flag.builder("twin").salt("checkout").percentage(20).build();
        test.store.put(twin, null, Change.by("ann", null));
        test.look();
      }

      @Override
      void end(GuardStatesIT test) {
        test.store.kill("twin", Change.by("ann", null));
        test.look();
      }
    };

    private final Phase phase;
    private final String note;

    Trouble(Phase phase, String note) {
      this.phase = phase;
      this.note = note;
    }

    abstract void begin(GuardStatesIT test);

    abstract void end(GuardStatesIT test);
  }

  private OptionalInt granted() {
    Flag flag = features.definitions().find("checkout").orElseThrow();
    return flag.schedule() == null ? OptionalInt.empty() : flag.schedule().granted();
  }

  private void beginQuietly() {
    open();
    guard.look();
    visit(1_000, on -> true);
    look();
    look();
    assertEquals(OptionalInt.of(2), granted(), "the next step waits for its day");
    assertShown(Phase.WATCHING, "");
    assertEquals(List.of(), heard);
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void state_isShownEverywhere_andWithdrawsAGrantedStep_untilItIsOver(Trouble trouble) {
    beginQuietly();

    trouble.begin(this);

    assertShown(trouble.phase, trouble.note);
    assertEquals(List.of(trouble.phase), heard);
    assertEquals(OptionalInt.of(1), granted(), "the step that is not in force yet is withdrawn");
    assertTrue(
        store.history("checkout").get(0).why().startsWith("the next step is withdrawn: "),
        () -> store.history("checkout").toString());
    guard.look();
    guard.look();
    assertEquals(OptionalInt.of(1), granted());
    assertLoggedOnce(trouble.phase);

    trouble.end(this);

    assertShown(Phase.WATCHING, "");
    assertEquals(List.of(trouble.phase, Phase.WATCHING), heard);
    guard.look();
    assertEquals(OptionalInt.of(2), granted(), "it is granted again");
    assertEquals(List.of(), killed());
  }

  private List<String> killed() {
    List<String> killed = new ArrayList<>();
    features.definitions().flags().stream()
        .filter(flag -> flag.isKilled() && flag.guard() != null)
        .forEach(flag -> killed.add(flag.name()));
    return killed;
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"NOT_JUDGING", "ENDED"})
  void stateByAPersonsHand_isShownEverywhere(Phase phase) {
    beginQuietly();
    if (phase == Phase.ENDED) {
      store.kill("checkout", Change.by("ann", "enough"));
    } else {
      Flag checkout = features.definitions().find("checkout").orElseThrow();
      String revision = store.find("checkout").orElseThrow().revision();
      Flag whole = checkout.toBuilder().schedule(null).percentage(100).build();
      store.put(whole, revision, Change.by("ann", "all"));
    }
    look();

    assertShown(phase, phase == Phase.ENDED ? "" : "there is nothing to compare");
    assertEquals(List.of(phase), heard);
  }

  @Test
  void historyThatCannotBeRead_isShownEverywhere_untilItCan() {
    Databases.run(database, "ALTER TABLE feature_flag_history RENAME TO away");
    open();
    look();

    assertShown(Phase.ISOLATED, "its history cannot be read: ");
    guard.look();
    assertEquals(List.of(Phase.ISOLATED), heard);
    assertLoggedOnce(Phase.ISOLATED);
    Databases.run(database, "ALTER TABLE away RENAME TO feature_flag_history");
    guard.look();

    assertShown(Phase.WATCHING, "");
    assertEquals(List.of(Phase.ISOLATED, Phase.WATCHING), heard);
  }

  private void assertShown(Phase phase, String note) {
    assertApi(phase, note);
    assertConsole(phase, note);
    assertMetrics(phase);
    assertStatus(note);
    boolean told = phase != Phase.WATCHING || !heard.isEmpty();
    assertEquals(
        told,
        features.status().faults().stream().anyMatch(it -> it.contains(Throwing.class.getName())),
        "the listener that throws is reported");
  }

  private void assertApi(Phase phase, String note) {
    String word = phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String one = nightly.get(server.unguarded("api/flags/checkout/guard")).body();
    assertTrue(one.contains("\"phase\":\"" + word + "\",\"note\":\""), one);
    assertEquals(note.isEmpty(), one.contains("\"note\":\"\""), one);
    assertTrue(one.contains(note), one);
    String all = nightly.get(server.unguarded("api/guards")).body();
    assertTrue(all.contains("{\"flag\":\"checkout\",\"phase\":\"" + word + "\"}"), all);
  }

  private void assertConsole(Phase phase, String note) {
    String text = phase.text().replace("'", "&#39;");
    String page = ConsoleClient.as("ann").get(server.uri("flag/checkout")).body();
    String summary = page.substring(Math.max(0, page.indexOf("id=\"guard\"")));
    assertTrue(summary.contains(text.substring(1) + "</strong>"), () -> text + " in " + summary);
    assertTrue(page.contains(note), page);
  }

  private void assertMetrics(Phase phase) {
    for (Phase each : Phase.values()) {
      String state = each.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      double value =
          registry
              .get("jackstaff.guard")
              .tag("flag", "checkout")
              .tag("state", state)
              .gauge()
              .value();
      assertEquals(each == phase ? 1 : 0, value, state);
    }
  }

  private void assertStatus(String note) {
    List<String> lines =
        features.status().faults().stream()
            .filter(line -> line.startsWith("the guard of checkout: "))
            .toList();
    assertEquals(note.isEmpty() ? 0 : 1, lines.size(), lines::toString);
    assertTrue(lines.stream().allMatch(line -> line.contains(note)), lines::toString);
  }

  private void assertLoggedOnce(Phase phase) {
    List<String> lines = log.lines("the guard of checkout: " + phase.text());
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(log.warnings().contains(lines.get(0)), lines::toString);
    assertFalse(lines.get(0).endsWith(phase.text()), "the reason is missing");
  }
}
