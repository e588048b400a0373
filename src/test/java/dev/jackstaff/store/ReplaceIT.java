package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many definitions written at once, in every store. */
final class ReplaceIT {
  @TempDir private Path directory;

  /** The stores that can be written. */
  enum Kind {
    MEMORY,
    FILE,
    H2,
    POSTGRES,
    MARIADB,
    SQLITE
  }

  private WritableFlagStore open(Kind kind) throws Exception {
    return switch (kind) {
      case MEMORY -> MemoryFlagStore.of(FlagSet.empty());
      case FILE -> FileFlagStore.watching(Files.writeString(directory.resolve("flags.json"), "{}"));
      case H2 -> JdbcFlagStore.builder(Databases.h2()).createTables(true).build();
      case POSTGRES -> JdbcFlagStore.builder(Databases.postgres()).createTables(true).build();
      case MARIADB ->
          JdbcFlagStore.builder(Databases.mariaDb(OwnMariaDb.Driver.MARIADB))
              .createTables(true)
              .build();
      case SQLITE -> JdbcFlagStore.builder(Databases.sqlite(directory)).createTables(true).build();
    };
  }

  private static final Flag CHILD =
      Flag.builder("child").requires(List.of(new Requirement("parent", true))).build();
  private static final Flag TARGETED =
      Flag.builder("targeted")
          .rules(List.of(Rule.enabled(Condition.inSegment("beta"), true)))
          .build();

  private static FlagSet set(int percentage) {
    return FlagSet.of(
        List.of(CHILD, Flag.percentage("parent", percentage), TARGETED),
        Map.of("beta", Condition.is("plan", "beta")));
  }

  @ParameterizedTest
  @EnumSource
  void definitions_thatReferToEachOther_areWrittenAndRemovedInOneChange(Kind kind)
      throws Exception {
    try (WritableFlagStore store = open(kind)) {
      AtomicInteger changes = new AtomicInteger();
      store.watch(flags -> changes.incrementAndGet());
      store.replace(store.flags(), set(20), ANN);
      assertEquals(set(20), store.flags());
      store.replace(store.flags(), set(30), ANN);
      assertEquals(Flag.percentage("parent", 30), store.flags().find("parent").orElseThrow());
      store.replace(store.flags(), FlagSet.empty(), ANN);
      assertEquals(FlagSet.empty(), store.flags());
      assertEquals(3, changes.get(), "one change each");
      store.replace(store.flags(), store.flags(), ANN);
      assertEquals(3, changes.get(), "nothing differs");
    }
  }

  @ParameterizedTest
  @EnumSource
  void definition_thatHasChanged_isNotOverwritten_andNothingElseIsWritten(Kind kind)
      throws Exception {
    try (WritableFlagStore store = open(kind)) {
      store.replace(FlagSet.empty(), set(20), ANN);
      FlagSet seen = store.flags();
      store.put(Flag.percentage("other", 5), null, ANN);
      store.setRollout("parent", 25, ANN);
      FlagSet wanted = set(30).with(Flag.on("added"));
      StaleRevisionException stale =
          assertThrows(StaleRevisionException.class, () -> store.replace(seen, wanted, ANN));
      assertTrue(stale.getMessage().contains("parent"), stale.getMessage());
      assertTrue(store.flags().find("added").isEmpty());
      store.replace(store.flags(), store.flags().with(Flag.on("added")), ANN);
      assertTrue(store.flags().find("other").isPresent(), "it is the same in both sets");
    }
  }

  @ParameterizedTest
  @EnumSource
  void set_thatWouldBeInvalid_isRefusedAsAWhole(Kind kind) throws Exception {
    try (WritableFlagStore store = open(kind)) {
      FlagSet before = FlagSet.of(Flag.on("parent"), Flag.on("second"));
      store.replace(FlagSet.empty(), before, ANN);
      store.put(CHILD, null, ANN);
      FlagSet after = FlagSet.of(Flag.off("second"));
      assertThrows(InvalidFlagsException.class, () -> store.replace(before, after, ANN));
      assertEquals(3, store.flags().size());
      assertEquals(Flag.on("second"), store.flags().find("second").orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"H2", "POSTGRES", "MARIADB", "SQLITE"})
  void historyOfAllFlags_isSummarisedAtOnce(Kind kind) throws Exception {
    try (JdbcFlagStore store = (JdbcFlagStore) open(kind)) {
      List<Flag> flags = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        flags.add(Flag.percentage("flag_" + i, i % 100));
      }
      store.replace(FlagSet.empty(), FlagSet.of(flags), ANN);
      store.kill("flag_7", Change.by("ben", "it hurt"));
      for (List<String> names :
          List.of(List.of("flag_7", "flag_8", "gone"), flags.stream().map(Flag::name).toList())) {
        Map<String, FlagHistory.Summary> summaries = store.summaries(names);
        assertEquals(names.size() == 3 ? 2 : 1000, summaries.size());
        assertNull(summaries.get("gone"));
        List<HistoryEntry<Flag>> entries = store.history("flag_7");
        HistoryEntry<Flag> newest = entries.get(0);
        assertEquals(
            new FlagHistory.Summary(entries.get(1).at(), newest.at(), "ben", "it hurt"),
            summaries.get("flag_7"));
      }
      assertEquals(Map.of(), store.summaries(List.of()));
    }
  }
}
