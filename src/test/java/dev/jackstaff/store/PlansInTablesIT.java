package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A row says everything itself, since a table has no plans. */
class PlansInTablesIT {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Change CHANGE = Change.by("ann", "a release");

  private static FlagSet planned() {
    Schedule schedule = new Schedule(NOON, UTC, List.of(), null, OptionalInt.empty(), "fast");
    return FlagSet.of(
        List.of(Flag.builder("a").schedule(schedule).build()),
        Map.of(),
        Map.of("fast", List.of(Step.days(0, 5), Step.days(1, 100))));
  }

  private static JdbcFlagStore.Builder tables() {
    return JdbcFlagStore.builder(Databases.h2()).createTables(true);
  }

  private static Schedule schedule(Flag flag) {
    return flag.schedule();
  }

  @Test
  void flagWithAPlan_written_hasTheStepsAsItsOwn() {
    Flag planned = planned().find("a").orElseThrow();
    try (JdbcFlagStore store = tables().build()) {
      store.put(planned, null, CHANGE);
      Schedule stored = schedule(store.find("a").orElseThrow().value());
      assertEquals(schedule(planned).withoutPlan(), stored);
      assertEquals(stored, schedule(store.flags().find("a").orElseThrow()));
    }
  }

  @Test
  void flagsOfAFile_atTheStart_haveTheStepsAsTheirOwn() {
    try (JdbcFlagStore store = tables().initial(planned()).build()) {
      Flag planned = planned().find("a").orElseThrow();
      assertEquals(
          schedule(planned).withoutPlan(), schedule(store.flags().find("a").orElseThrow()));
    }
  }

  @Test
  void plan_thatNobodyDefines_isRefused() {
    Schedule unresolved = Schedule.planned(LocalDate.parse("2026-11-20"), UTC, "fast");
    Flag flag = Flag.builder("a").schedule(unresolved).build();
    try (JdbcFlagStore store = tables().build()) {
      InvalidFlagsException refused =
          assertThrows(InvalidFlagsException.class, () -> store.put(flag, null, CHANGE));
      assertEquals("a: unknown plan 'fast'", refused.getMessage());
    }
  }
}
