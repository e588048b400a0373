package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Listeners;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken files, hung file systems and other faults; none of them gets past an act of safety. */
final class FileSafetyTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final String TWO =
      "{\"a\": {\"percentage\": 20, \"users\": [\"u\"]}, \"b\": true}";

  @TempDir private Path directory;
  private Path file;
  private final List<FileFlagStore> stores = new ArrayList<>();

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(directory.resolve("flags.json"), TWO);
  }

  @AfterEach
  void closeStores() {
    stores.forEach(FileFlagStore::close);
  }

  private FileFlagStore open() {
    return open(FlagDocument::read);
  }

  private FileFlagStore open(BiFunction<byte[], String, FlagSet> reader) {
    FileFlagStore store = new FileFlagStore(file, NEVER, InstantSource.system(), reader);
    stores.add(store);
    return store;
  }

  /** The entries of an invalid file that stop a flag, and the definition then in force. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": {"killed": true}, "b": {"percentge": 1}}                   | true  | 20
          {"a": {"killed": {"by": "ann"}, "percentge": 1}, "b": true}      | true  | 20
          {"a": {"percentage": 0, "salt": 5}}                              | false | 0
          {"a": false, "b": {"enabled": true, "requires": ["nobody"]}}     | false | 0
          {"a": {"enabled": false}, "b": 7}                                | false | 0
          {"b": true, "a": {"killed": true}, "c": {"half                   | true  | 20
          {"flags": {"a": {"killed": true}}, "segments": {"s": 7}}         | true  | 20
          {"a": {"percentage": 50, "percentge": 1}}                        | false | 20
          {"a": {"killed": false, "percentge": 1}}                         | false | 20
          """)
  void invalidFile_stopsWhatItSaysIsStopped(String document, boolean killed, double percentage)
      throws IOException {
    FileFlagStore store = open();
    Files.writeString(file, document);

    store.pollNow();

    Flag flag = store.flags().find("a").orElseThrow();
    assertEquals(killed, flag.isKilled());
    assertEquals(percentage, flag.percentage().orElseThrow());
    assertEquals(StoreStatus.State.STALE, store.status().state());
    assertTrue(store.flags().find("b").orElseThrow().enabled(), "the rest is the last good one");
    Files.writeString(file, TWO);
    store.pollNow();
    assertEquals(FlagDocument.read(TWO.getBytes(UTF_8), "two"), store.flags());
  }

  @Test
  void kill_whileTheFileIsBroken_outlivesTheProcess_andIsWrittenByTheNext() throws IOException {
    FileFlagStore first = open();
    Files.writeString(file, "{");
    first.pollNow();
    first.kill("b", Change.by("bob", "on fire"));
    Instant at = first.flags().find("b").orElseThrow().killed().at();
    first.close();
    Files.writeString(file, TWO);

    FileFlagStore next = open();

    Kill kill = next.flags().find("b").orElseThrow().killed();
    assertEquals(new Kill("bob", at, "on fire"), kill, "from the first moment");
    next.pollNow();
    assertEquals(Map.of(), next.status().unwritten());
    assertEquals(next.flags(), FlagDocument.read(Files.readAllBytes(file), "flags.json"));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(lock(), file), files.sorted().toList());
    }
  }

  @Test
  void secondActOnOneFlag_outlivesTheProcess_asTheFirstDoes() throws IOException {
    FileFlagStore first = open();
    Files.writeString(file, "{");
    first.pollNow();
    first.setRollout("a", 0, ANN);
    first.kill("a", ANN);
    first.close();

    Files.writeString(file, TWO);
    Flag flag = open().flags().find("a").orElseThrow();

    assertTrue(flag.isKilled());
    assertEquals(0, flag.percentage().orElseThrow());
  }

  /** A full disk, as far as the file beside is concerned: a directory stands in its place. */
  @Test
  void kill_thatNoRestartWouldKeep_isSaidToBeForgotten_untilItIsSaved() throws IOException {
    FileFlagStore store = open();
    Path beside = Files.createDirectory(directory.resolve(".flags.json.unwritten"));
    Path inside = Files.createFile(beside.resolve("x"));
    Files.writeString(file, "{");
    store.pollNow();

    store.kill("b", ANN);

    String line = store.status().unwritten().get("b");
    assertTrue(line.endsWith("; a restart would lose it"), line);
    Files.delete(inside);
    Files.delete(beside);
    store.pollNow();
    String saved = store.status().unwritten().get("b");
    assertFalse(saved.contains("a restart would lose it"), saved);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"b\": {\"killed\": {\"by\": \"x\"",
        "{\"b\": {\"killed\": {",
        "{\"b\": {\"kil",
        "{\"b\": {",
        "{\"b\": {\"killed\": true}, \"",
        "{\"b\": {}",
      })
  void actsOfAnEarlierProcess_cutOff_killAll_andTheStatusSaysSo(String damaged) throws IOException {
    Files.writeString(directory.resolve(".flags.json.unwritten"), damaged);

    FileFlagStore store = open();

    assertTrue(store.flags().find("b").orElseThrow().isKilled());
    assertTrue(store.status().faults().get(0).contains("damaged"), store.status().toString());
    assertTrue(store.status().unwritten().get("b").contains("damaged"), store.status().toString());
  }

  /** Called when the kill is in force, before it is written. */
  private record Reenabling(FileFlagStore store, AtomicBoolean first)
      implements Consumer<FlagSet>, Listeners.Urgent {
    @Override
    public void accept(FlagSet set) {
      if (set.find("b").orElseThrow().isKilled() && first.getAndSet(false)) {
        store.lift("b", ANN);
      }
    }
  }

  @Test
  void kill_thatSomebodyLiftedWhileItWasWritten_doesNotComeBack() throws IOException {
    FileFlagStore store = open();
    Files.writeString(file, "{");
    store.pollNow();
    store.watch(new Reenabling(store, new AtomicBoolean(true)));

    store.kill("b", ANN);

    assertFalse(store.flags().find("b").orElseThrow().isKilled());
    assertEquals(Map.of(), store.status().unwritten());
  }

  @Test
  void kill_isWritten_whileAWatcherDoesNotReturn() throws Exception {
    FileFlagStore store = open();
    CountDownLatch end = new CountDownLatch(1);
    store.watch(set -> await(end));
    Thread killer = new Thread(() -> store.kill("b", ANN));
    killer.start();

    Await.until("it is written", () -> read().contains("killed"));

    end.countDown();
    killer.join();
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void kill_thatCouldNotBeWritten_isWrittenAtTheEnd() throws IOException {
    FileFlagStore store = open();
    Files.writeString(file, "");
    store.pollNow();
    store.kill("b", ANN);
    Files.writeString(file, TWO);

    store.close();

    FlagSet written = FlagDocument.read(Files.readAllBytes(file), "flags.json");
    assertTrue(written.find("b").orElseThrow().isKilled());
  }

  @Test
  void kill_ofAFlagThatTheFileLacksForAWhile_holdsWhenItComesBack() throws IOException {
    FileFlagStore store = open();
    Files.writeString(file, "{");
    store.pollNow();
    store.kill("b", ANN);
    Files.writeString(file, "{\"a\": true}");
    store.pollNow();
    assertEquals(1, store.flags().size());

    Files.writeString(file, TWO);
    store.pollNow();

    assertTrue(store.flags().find("b").orElseThrow().isKilled());
    assertTrue(store.find("b").orElseThrow().value().isKilled());
    assertEquals(Map.of(), store.status().unwritten());
  }

  /** A valid file is read later if an exception is thrown while it is being read. */
  @ParameterizedTest
  @CsvSource({
    "java.lang.OutOfMemoryError",
    "java.lang.StackOverflowError",
    "java.lang.NoClassDefFoundError",
    "java.lang.IllegalStateException",
    "java.lang.InternalError"
  })
  void fileThatCouldNotBeTaken_forAReasonOfItsOwn_isTakenAtTheNextLook(String thrown)
      throws Exception {
    Throwable fault =
        Class.forName(thrown).asSubclass(Throwable.class).getConstructor().newInstance();
    AtomicReference<Throwable> next = new AtomicReference<>();
    FileFlagStore store =
        open(
            (document, place) -> {
              Throwable now = next.getAndSet(null);
              if (now instanceof Error error) {
                throw error;
              } else if (now != null) {
                throw (RuntimeException) now;
              }
              return FlagDocument.read(document, place);
            });
    Files.writeString(file, "{\"c\": true}");
    next.set(fault);

    store.pollNow();
    assertEquals(StoreStatus.State.STALE, store.status().state());
    assertEquals(2, store.flags().size());
    store.pollNow();

    assertEquals(StoreStatus.State.READY, store.status().state());
    assertEquals(1, store.flags().size());
  }

  /** The file system hangs, like an unreachable network file system. */
  @Test
  void fileSystemThatHangs_delaysNoKill_andIsSaid() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch hung = new CountDownLatch(1);
    AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
    FileFlagStore store =
        open(
            (document, place) -> {
              before.get().run();
              return FlagDocument.read(document, place);
            });
    before.set(
        () -> {
          hung.countDown();
          await(end);
        });
    try (FeatureFlags features = FeatureFlags.builder(store).leaveStoreOpen().build()) {
      Thread killer = new Thread(() -> store.kill("b", ANN));
      killer.start();
      await(hung);
      assertFalse(features.isEnabled("b", null), "in force before anything was written");

      killer.join();
      store.pollNow();

      assertEquals(StoreStatus.State.STALE, store.status().state());
      assertTrue(store.status().reason().contains("has not answered"), store.status().reason());
      assertTrue(store.status().unwritten().get("b").contains("has not answered"));
      assertFalse(features.isEnabled("b", null));
      before.set(() -> {});
      end.countDown();
      store.pollNow();
      assertEquals(StoreStatus.State.READY, store.status().state());
      assertTrue(store.find("b").orElseThrow().value().isKilled());
      assertEquals(Map.of(), store.status().unwritten());
    }
  }

  @Test
  void fifoInTheFilesPlace_isNotOpened() throws Exception {
    FileFlagStore store = open();
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());

    store.pollNow();

    assertEquals(
        "flags.json: cannot be read: java.io.IOException: it is not a regular file",
        store.status().reason());
    store.kill("b", ANN);
    assertTrue(store.flags().find("b").orElseThrow().isKilled());
    assertThrows(StoreException.class, this::open);
  }

  @Test
  void changeWithTheOldTimeAndSize_isSeen() throws IOException {
    FileTime old = FileTime.from(Instant.now().minusSeconds(3_600));
    Files.writeString(file, "{\"a\": true }");
    Files.setLastModifiedTime(file, old);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now().plusSeconds(60));
    FileFlagStore store = new FileFlagStore(file, NEVER, now::get, FlagDocument::read);
    stores.add(store);
    assertTrue(store.flags().find("a").orElseThrow().enabled());

    Files.writeString(file, "{\"a\": false}");
    Files.setLastModifiedTime(file, old);
    store.pollNow();

    assertFalse(store.flags().find("a").orElseThrow().enabled());
  }

  @Test
  void twoStoresOnOneFile_loseNoWriteOfEachOther() throws Exception {
    FileFlagStore one = open();
    FileFlagStore other = open();
    List<Throwable> failures = new ArrayList<>();
    Thread writer = new Thread(() -> putMany(other, "other"));
    writer.setUncaughtExceptionHandler((thread, e) -> failures.add(e));
    writer.start();
    putMany(one, "one");
    writer.join();

    assertEquals(List.of(), failures);
    FlagSet written = FlagDocument.read(Files.readAllBytes(file), "flags.json");
    assertEquals(2 + 2 * 30, written.size());
    one.pollNow();
    other.pollNow();
    assertEquals(written, one.flags());
    assertEquals(written, other.flags());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(lock(), file), files.sorted().toList());
    }
  }

  /** Stays, since a lock on a deleted file keeps nobody out. */
  private Path lock() {
    return directory.resolve(".flags.json.lock");
  }

  private static void putMany(FileFlagStore store, String name) {
    for (int i = 0; i < 30; i++) {
      store.put(Flag.on(name + i), null, ANN);
    }
  }

  @Test
  void temporaryFileThatWasLeft_isTidiedByTheNextWrite_andNothingElse() throws IOException {
    FileTime old = FileTime.from(Instant.now().minusSeconds(3_600));
    Path left = Files.writeString(directory.resolve(".flags.json123.tmp"), "half");
    Path theirs = Files.writeString(directory.resolve(".flags.json.swp"), "an editor's");
    Path fresh = Files.writeString(directory.resolve(".flags.json456.tmp"), "being written");
    Files.setLastModifiedTime(left, old);
    Files.setLastModifiedTime(theirs, old);

    open().put(Flag.on("c"), null, ANN);

    assertFalse(Files.exists(left));
    assertTrue(Files.exists(theirs) && Files.exists(fresh));
  }

  @Test
  void interruptedWrite_saysSo() throws Exception {
    FileFlagStore store = open();
    Thread.currentThread().interrupt();
    StoreException refused =
        assertThrows(StoreException.class, () -> store.put(Flag.on("c"), null, ANN));
    assertTrue(Thread.interrupted(), "the interrupt is kept");
    assertTrue(refused.getMessage().startsWith("flags.json: interrupted"), refused.getMessage());
    Thread.currentThread().interrupt();
    store.kill("b", ANN);
    assertTrue(Thread.interrupted());
    assertTrue(store.flags().find("b").orElseThrow().isKilled());
    store.pollNow();
    assertTrue(store.find("b").orElseThrow().value().isKilled());
  }

  @Test
  void closedStore_refusesToWrite() {
    FileFlagStore store = open();
    store.close();
    StoreException refused =
        assertThrows(StoreException.class, () -> store.put(Flag.on("c"), null, ANN));
    assertEquals("flags.json: this store is closed", refused.getMessage());
    assertEquals(StoreStatus.State.READY, store.status().state());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
