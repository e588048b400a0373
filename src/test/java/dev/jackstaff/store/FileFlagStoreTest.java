package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that people, editors and Kubernetes change. */
class FileFlagStoreTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final String ONE = "{\"a\": true}";
  private static final String TWO = "{\"a\": true, \"b\": true}";

  @TempDir private Path directory;
  private Path file;
  private FileFlagStore store;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(directory.resolve("flags.json"), ONE);
  }

  @AfterEach
  void closeStore() {
    if (store != null) {
      store.close();
    }
  }

  /** One that looks only when it is told to. */
  private FileFlagStore open() {
    store = FileFlagStore.watching(file, NEVER, InstantSource.system());
    return store;
  }

  private String names() {
    return store.flags().flags().stream().map(Flag::name).toList().toString();
  }

  private String seen() {
    store.pollNow();
    return names();
  }

  @Test
  void flagWithAPlan_changedInTheFile_keepsThePlansName() throws IOException {
    Files.writeString(
        file,
        """
        {
          "flags": {"a": {"schedule": {"start": "2026-11-20", "plan": "careful"}}},
          "plans": {"careful": [[0, 10], [7, 100]]}
        }
        """);
    open().kill("a", ANN);
    Flag killed = store.flags().find("a").orElseThrow();
    assertEquals(2, killed.schedule().steps().size());
    String text = Files.readString(file);
    assertTrue(text.contains("\"plan\": \"careful\""), text);
    assertFalse(text.contains("steps"), text);
  }

  @Test
  void change_byDefault_isSeenWithinASecond() throws IOException {
    store = FileFlagStore.watching(file);
    Files.writeString(file, TWO);
    Await.until("b", Duration.ofSeconds(1), () -> store.flags().size() == 2);
  }

  @Test
  void change_inTheSameTickAndOfTheSameSize_isSeen() throws IOException {
    FileTime tick = FileTime.from(Instant.now());
    Files.setLastModifiedTime(file, tick);
    open();
    for (int i = 0; i < 10; i++) {
      Files.writeString(file, i % 2 == 0 ? "{\"b\": true}" : "{\"a\": true}");
      Files.setLastModifiedTime(file, tick);
      assertEquals(i % 2 == 0 ? "[b]" : "[a]", seen(), "change " + i);
    }
  }

  @Test
  void rename_overTheFile_isSeen() throws IOException {
    open();
    Path other = Files.writeString(directory.resolve("new.json"), TWO);
    Files.setLastModifiedTime(other, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    assertEquals("[a, b]", seen());
  }

  @Test
  void symbolicLink_turnedAsKubernetesDoes_isSeen() throws IOException {
    Path first = Files.createDirectory(directory.resolve("..first"));
    Path second = Files.createDirectory(directory.resolve("..second"));
    FileTime same = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Files.setLastModifiedTime(
        Files.writeString(first.resolve("flags.json"), "{\"x\": true}"), same);
    Files.setLastModifiedTime(
        Files.writeString(second.resolve("flags.json"), "{\"y\": true}"), same);
    Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
    file = Files.createSymbolicLink(directory.resolve("linked.json"), Path.of("..data/flags.json"));
    open();
    assertEquals("[x]", names());
    Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), second);
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    assertEquals("[y]", seen());
  }

  @Test
  void file_thatIsBrokenEmptyOrGone_leavesTheLastGoodSet_andSaysWhy() throws IOException {
    open();
    Files.writeString(file, "{\"a\": {\"percentage\": 140}}");
    assertStale("flags.json:1:22: a: percentage must be between 0 and 100, was 140");
    Files.writeString(file, "");
    assertStale("flags.json:1:1: the document is empty");
    Files.writeString(file, "{\"a\": tr");
    assertStale("flags.json:1:7: 'tr' is not a JSON value");
    Files.delete(file);
    assertStale("flags.json: there is no such file");
    Files.writeString(file, TWO);
    assertEquals("[a, b]", seen());
    assertEquals(StoreStatus.State.READY, store.status().state());
  }

  private void assertStale(String reason) {
    assertEquals("[a]", seen());
    assertEquals(StoreStatus.State.STALE, store.status().state());
    assertEquals(reason, store.status().reason());
    assertEquals("[a]", seen());
    assertEquals(reason, store.status().reason());
  }

  @Test
  void status_ofAFileThatStaysBroken_saysSinceWhen() throws IOException {
    List<Instant> times = new ArrayList<>(List.of(Instant.parse("2026-11-23T12:00:00Z")));
    store = FileFlagStore.watching(file, NEVER, () -> times.get(0));
    Instant broke = times.get(0).plusSeconds(60);
    times.set(0, broke);
    Files.writeString(file, "");
    seen();
    times.set(0, broke.plusSeconds(60));
    Files.writeString(file, "[]");
    seen();
    assertEquals(broke, store.status().since());
  }

  @Test
  void file_thatComesBackAsItWas_isReadyAgain() throws IOException {
    open();
    Files.delete(file);
    seen();
    Files.writeString(file, ONE);
    assertEquals("[a]", seen());
    assertEquals(StoreStatus.State.READY, store.status().state());
  }

  @Test
  void file_thatWasBrokenAndComesBackAsItWas_isReadyAgain() throws IOException {
    open();
    Files.writeString(file, "{");
    seen();
    assertEquals(StoreStatus.State.STALE, store.status().state());
    Files.writeString(file, ONE);
    assertEquals("[a]", seen());
    assertEquals(StoreStatus.State.READY, store.status().state());
  }

  @Test
  void start_withoutTheFile_isRefusedWithItsPlace() {
    Path missing = directory.resolve("missing.json");
    StoreException refused =
        assertThrows(StoreException.class, () -> FileFlagStore.watching(missing));
    assertEquals(
        "missing.json: there is no such file (" + missing.toAbsolutePath() + ")",
        refused.getMessage());
  }

  @Test
  void start_withABrokenFile_isRefusedWithAllProblems() throws IOException {
    Files.writeString(file, "{\"a\": {\"percentage\": 140},\n \"b\": {\"percentge\": 1}}");
    InvalidFlagsException refused = assertThrows(InvalidFlagsException.class, this::open);
    assertEquals(2, refused.problems().size());
    assertTrue(refused.getMessage().contains("flags.json:2:"), refused.getMessage());
    assertEquals(0, threads());
  }

  @Test
  void file_thatCannotBeWritten_isRead_andAWriteSaysSo() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    file = Files.writeString(closed.resolve("flags.json"), ONE);
    open();
    // A directory in the file's place cannot be replaced by anybody, not even by root.
    Files.delete(file);
    Files.createDirectory(file);
    StoreException refused =
        assertThrows(StoreException.class, () -> store.put(Flag.on("b"), null, ANN));
    assertTrue(refused.getMessage().startsWith("flags.json"), refused.getMessage());
    assertEquals("[a]", names());
  }

  @Test
  void write_isSeenByOthers_keepsPermissionsAndTheLink_andLeavesOnlyTheLock() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Path link = Files.createSymbolicLink(directory.resolve("link.json"), file);
    Path target = file;
    file = link;
    open();
    store.put(Flag.on("b"), null, ANN);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    try (FileFlagStore other = FileFlagStore.watching(target)) {
      assertEquals(store.flags(), other.flags());
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(
          List.of(directory.resolve(".flags.json.lock"), target, link), files.sorted().toList());
    }
  }

  @Test
  void write_isNeverReadByHalf() throws Exception {
    Files.writeString(file, "{}");
    open();
    List<String> faults = new ArrayList<>();
    Thread reader = new Thread(() -> readUntilInterrupted(faults));
    reader.start();
    for (int i = 0; i < 100; i++) {
      store.put(Flag.users("flag" + i, "user:" + "x".repeat(5000)), null, ANN);
    }
    reader.interrupt();
    reader.join();
    assertEquals(List.of(), faults);
    assertEquals(100, FileFlagStore.read(file.toUri().toURL()).size());
  }

  private void readUntilInterrupted(List<String> faults) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        FlagSet read = dev.jackstaff.internal.json.FlagDocument.read(bytes(), "flags.json");
        assertTrue(read.size() <= 100);
      } catch (InvalidFlagsException e) {
        faults.add(e.getMessage());
      }
    }
  }

  private byte[] bytes() {
    // Not by a channel, which the interrupt at the end would close.
    try (var in = new java.io.FileInputStream(file.toFile())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void write_overAChangeThatWasNotSeenYet_isRefused() throws IOException {
    open();
    String seen = store.find("a").orElseThrow().revision();
    Files.writeString(file, "{\"a\": {\"percentage\": 5}}");
    assertThrows(StaleRevisionException.class, () -> store.put(Flag.off("a"), seen, ANN));
    assertEquals(Flag.percentage("a", 5), store.find("a").orElseThrow().value());
    seen();
    assertEquals(Flag.percentage("a", 5), store.flags().find("a").orElseThrow());
  }

  @Test
  void write_keepsTheOthersAsTheyAreWritten() throws IOException {
    Files.writeString(file, "{\n  \"z\":   {\"percentage\": 20.0},\n  \"a\": true\n}\n");
    open();
    store.kill("a", ANN);
    assertTrue(
        Files.readString(file).contains("\"z\":   {\"percentage\": 20.0}"), Files.readString(file));
    assertEquals("[z, a]", names());
  }

  @Test
  void write_whileTheFileIsBroken_isRefused_andTheFileIsLeftAlone() throws IOException {
    open();
    Files.writeString(file, "{ half");
    assertThrows(InvalidFlagsException.class, () -> store.put(Flag.on("b"), null, ANN));
    assertEquals("{ half", Files.readString(file));
    assertEquals("[a]", seen());
    assertEquals(StoreStatus.State.STALE, store.status().state());
  }

  @Test
  void watch_isNotToldOfASetThatIsTheSame() throws IOException {
    open();
    List<FlagSet> told = new ArrayList<>();
    store.watch(told::add);
    Files.writeString(file, " {\"a\":   true}");
    assertEquals("[a]", seen());
    assertEquals(List.of(), told);
  }

  @Test
  void watcherThatThrowsAnError_keepsNoLaterChangeOut() throws IOException {
    store = FileFlagStore.watching(file, Duration.ofMillis(10), InstantSource.system());
    store.watch(
        set -> {
          throw new NoClassDefFoundError("as meant");
        });
    Files.writeString(file, TWO);
    Await.until("two flags", () -> store.flags().size() == 2);
    Files.writeString(file, "{}");
    Await.until("none", () -> store.flags().size() == 0);
  }

  @Test
  void close_leavesNoThread() {
    for (int i = 0; i < 50; i++) {
      FileFlagStore one =
          FileFlagStore.watching(file, Duration.ofMillis(1), InstantSource.system());
      one.close();
      assertEquals(0, threads());
      assertEquals(StoreStatus.State.READY, one.status().state());
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jackstaff-file"))
        .count();
  }

  @Test
  void interval_thatIsNotOverZero_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> FileFlagStore.watching(file, Duration.ZERO, InstantSource.system()));
    assertFalse(Files.notExists(file));
  }
}
