package dev.jackstaff.tools.remove;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WithFlagsEntriesTest {
  @TempDir Path directory;

  @Test
  void entries_ofThePathThatStays_go_andOthersAreListed() throws IOException {
    Path file = directory.resolve("SearchTest.java");
    Files.writeString(
        file,
        """
        import dev.jackstaff.testing.WithFlags;

        @WithFlags(on = {"new_search", "dark_mode"})
        class SearchTest {
          @WithFlags(on = "new_search")
          void ranked() {}

          @Deprecated
          @WithFlags(off = "dark_mode", on = "new_search")
          void dark() {}

          @WithFlags(off = "new_search")
          void old() {}
        }
        """);
    Removal removal =
        FlagRemoval.of("new_search", new Kept("on"), null, List.of()).run(List.of(directory));
    assertEquals(
        """
        import dev.jackstaff.testing.WithFlags;

        @WithFlags(on = "dark_mode")
        class SearchTest {
          void ranked() {}

          @Deprecated
          @WithFlags(off = "dark_mode")
          void dark() {}

          @WithFlags(off = "new_search")
          void old() {}
        }
        """,
        removal.after(file));
    assertEquals(
        List.of(
            "12: a test of the path that goes: off = new_search",
            "12: the flag's name is still in a text here"),
        removal.left().stream().map(left -> left.line() + ": " + left.why()).toList());
  }
}
