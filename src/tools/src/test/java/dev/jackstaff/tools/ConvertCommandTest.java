package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.json.PlainJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of {@code convert}, whatever the system. */
final class ConvertCommandTest {
  @TempDir private Path directory;

  private String features(String content) throws IOException {
    return Files.writeString(directory.resolve("features.properties"), content).toString();
  }

  @Test
  void output_takesTheFlagFile_andStandardOutputTheReport() throws IOException {
    Path flags = directory.resolve("flags.json");
    ConvertRun run = ConvertRun.of("togglz", features("A = true\n"), "--output=" + flags);
    assertEquals(0, run.status(), run.err());
    assertEquals("{\"A\":true}", Files.readString(flags).replaceAll("\\s", ""));
    assertTrue(run.out().contains("A: flag: as before"), run.out());
    assertEquals("", run.err());
  }

  @Test
  void output_thatExists_isNotOverwritten() throws IOException {
    String file = features("A = true\n");
    ConvertRun run = ConvertRun.of("togglz", file, "--output=" + file);
    assertEquals(Tools.FAILED, run.status());
    assertTrue(run.err().contains("exists already; choose another file"), run.err());
    assertEquals("A = true\n", Files.readString(Path.of(file)));
  }

  @Test
  void report_inJson_hasTheSameNotes() throws IOException {
    String file = features("A = true\nA.strategy = gradual\nA.param.percentage = 50\n");
    ConvertRun run = ConvertRun.of("togglz", file, "--format=json");
    Map<?, ?> report = (Map<?, ?>) PlainJson.read(run.err(), "err");
    Map<?, ?> flag = (Map<?, ?>) ((Map<?, ?>) report.get("flags")).get("A");
    assertTrue(String.valueOf(flag.get("notes")).contains("result=other users"), run.err());
    assertEquals(5_000, ((Number) flag.get("changed")).intValue(), 300);
    assertEquals(10_000, ((Number) report.get("users")).intValue());
  }

  @Test
  void strict_failsIfSomethingIsLeftOut_andOnlyThen() throws IOException {
    assertEquals(0, ConvertRun.of("togglz", features("A = true\n"), "--strict").status());
    String file = features("A = true\nA.strategy = script\n");
    assertEquals(0, ConvertRun.of("togglz", file).status());
    assertEquals(Tools.FOUND, ConvertRun.of("togglz", file, "--strict").status());
  }

  @Test
  void missingFile_andUnreadableDatabase_areNamedInOneLine() {
    String gone = directory.resolve("gone").toString();
    ConvertRun run = ConvertRun.of("togglz", gone);
    assertEquals(Tools.FAILED, run.status());
    assertEquals(gone + ": there is no such file or directory\n", run.err());
    run = ConvertRun.of("togglz", "jdbc:h2:mem:empty;PASSWORD=hush");
    assertEquals(Tools.FAILED, run.status());
    assertTrue(run.err().startsWith("jdbc:h2:mem:empty cannot be read: "), run.err());
    assertFalse(run.err().contains("hush"), run.err());
  }

  @Test
  void unknownSystem_isRefusedWithTheKnownOnes() {
    ConvertRun run = ConvertRun.of("toggles", "x");
    assertEquals(Tools.FAILED, run.status());
    assertTrue(run.err().contains("TOGGLZ"), run.err());
  }
}
