package dev.jackstaff.hygiene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UsageBatchesTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-20");
  private static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");

  private final Map<String, Long> counted = new TreeMap<>();
  private final List<Long> numbers = new ArrayList<>();
  private final List<String> reported = new ArrayList<>();
  private Predicate<UsageBatch> refuses = batch -> false;
  private String state = "22021";
  private int attempts;

  private final UsageStore ledger =
      new UsageStore() {
        @Override
        public void add(UsageBatch batch) throws SQLException {
          attempts++;
          assertTrue(batch.number() > 0);
          if (refuses.test(batch)) {
            throw new SQLException("refused: secret", state);
          }
          // As the tables do it: what has a number that was there counts once.
          if (numbers.isEmpty() || batch.number() > numbers.get(numbers.size() - 1)) {
            numbers.add(batch.number());
            batch.lines().forEach(line -> counted.merge(line.flag(), line.asked(), Long::sum));
            batch.days().forEach((day, n) -> counted.merge(day.toString(), n, Long::sum));
          }
        }

        @Override
        public Usage read() {
          return Usage.NONE;
        }

        @Override
        public void forget(LocalDate today) {}
      };

  private final UsageBatches batches =
      new UsageBatches(ledger, (what, why) -> reported.add(what + why));

  private static UsageBatch batch(int flags, LocalDate... days) {
    List<UsageLine> lines =
        IntStream.range(0, flags)
            .mapToObj(i -> new UsageLine("flag_" + i, "r", "on", i + 1, AT, AT))
            .toList();
    return new UsageBatch(
        UsageBatch.UNNUMBERED,
        TODAY,
        lines,
        Set.of(days).stream().collect(Collectors.toMap(day -> day, day -> 7L)));
  }

  private void refuseFlags(Set<String> flags) {
    refuses = batch -> batch.lines().stream().anyMatch(line -> flags.contains(line.flag()));
  }

  @Test
  void valueThatIsRefused_isDropped_andAllOthersCountOnce() throws SQLException {
    refuseFlags(Set.of("flag_3", "flag_77"));
    batches.add(batch(100, TODAY, TODAY.minusDays(1)));
    batches.send();
    assertEquals(98 + 2, counted.size());
    assertEquals(7, counted.get(TODAY.toString()));
    assertEquals(11, counted.get("flag_10"));
    assertTrue(attempts < 40, "attempts: " + attempts);
    assertEquals(2, reported.size());
    assertTrue(reported.stream().noneMatch(text -> text.contains("secret")), reported::toString);
    batches.add(batch(1));
    batches.send();
    assertEquals(2, counted.get("flag_0"));
  }

  @Test
  void dayThatIsRefused_isDropped_andItsLinesCount() throws SQLException {
    LocalDate far = LocalDate.of(300_000, 1, 1);
    refuses = batch -> batch.days().containsKey(far);
    batches.add(batch(3, TODAY, far));
    batches.send();
    assertEquals(Set.of("flag_0", "flag_1", "flag_2", TODAY.toString()), counted.keySet());
  }

  @Test
  void ledgerThatIsAway_keepsTheBatchAsItIs() throws SQLException {
    state = "08006";
    refuses = batch -> true;
    batches.add(batch(10));
    assertThrows(SQLException.class, batches::send);
    assertThrows(SQLException.class, batches::send);
    assertEquals(2, attempts);
    refuses = batch -> false;
    batches.send();
    assertEquals(List.of(1L), numbers);
    assertEquals(10, counted.size());
  }

  /** The connection breaks while the halves are on their way. */
  @Test
  void ledgerThatGoesAwayBetweenHalves_losesNothing() throws SQLException {
    refuses =
        batch -> {
          boolean bad = batch.lines().stream().anyMatch(line -> line.flag().equals("flag_3"));
          state = attempts % 3 == 0 ? "08006" : "22021";
          return bad || attempts % 3 == 0;
        };
    batches.add(batch(16));
    for (int i = 0; i < 60; i++) {
      try {
        batches.send();
      } catch (SQLException e) {
        assertEquals("08006", e.getSQLState());
      }
    }
    assertEquals(15, counted.size());
    counted.forEach((flag, n) -> assertEquals("flag_" + (n - 1), flag));
  }
}
