package dev.jackstaff.tools.remove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that nobody has thought of: each says the same with the flag at the kept value and
 * without it. {@code -Djackstaff.programs=5000} tries more, from {@code -Djackstaff.seed} on.
 */
final class RandomRemovalTest {
  private static final int PROGRAMS = Integer.getInteger("jackstaff.programs", 20);
  private static final long SEED = Long.getLong("jackstaff.seed", 1);

  @TempDir Path directory;

  @Test
  void removal_fromRandomPrograms_changesNothingThatTheySay() throws Exception {
    int asked = 0;
    for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
      String before = RandomProgram.of(seed);
      asked += before.split("new", -1).length;
      check(seed, before, "on");
      check(seed, before, "off");
    }
    assertTrue(asked > PROGRAMS, "the programs ask for the flag");
  }

  private void check(long seed, String before, String kept) throws Exception {
    String place = "seed " + seed + ", kept " + kept + ":\n" + before;
    Decision flag = Program.decision("new", kept.equals("on"));
    List<String> expected = output(before, flag, place);
    Removal removal = remove(before, kept, place);
    String after = removal.after(source());
    String both = place + "\nbecame\n" + after;
    assertEquals(expected, output(after, flag, both), both);
    boolean named = after.contains("\"new\"") || after.contains("NEW");
    assertTrue(!named || removal.hasReferences(), "what names the flag is listed: " + both);
    assertEquals(after, remove(after, kept, both).after(source()), "nothing more to do: " + both);
  }

  private Path source() {
    return directory.resolve("Main.java");
  }

  private Removal remove(String text, String kept, String place) throws IOException {
    Files.writeString(source(), text);
    try {
      return FlagRemoval.of("new", new Kept(kept), Flag.on("new"), List.of())
          .run(List.of(directory));
    } catch (RuntimeException e) {
      throw new AssertionError(place, e);
    }
  }

  private static List<String> output(String text, Decision flag, String place) throws Exception {
    try {
      return Program.compiled(Map.of("Main.java", text)).output(flag, 0, 4);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + place, e);
    }
  }
}
