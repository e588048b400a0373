package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.FlagSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run of {@code convert}.
 *
 * @param status the exit status
 * @param out the flag file
 * @param err the report, or why there is none
 */
record ConvertRun(int status, String out, String err) {
  /** Converts what a file or a URL holds. */
  static ConvertRun of(String system, String input, String... more) {
    List<String> arguments = new ArrayList<>(List.of("convert", "--from", system, "--zone=UTC"));
    arguments.addAll(List.of(more));
    arguments.add(input);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Tools.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(new String[0]));
    return new ConvertRun(status, out.toString(), err.toString());
  }

  /** Converts a text in a new file. */
  static ConvertRun of(String system, Path directory, String name, String content)
      throws IOException {
    return of(system, Files.writeString(directory.resolve(name), content).toString());
  }

  /** Returns the definition of a flag in the written file. */
  Object definition(String flag) {
    assertEquals(0, status, err);
    Map<?, ?> file = (Map<?, ?>) PlainJson.read(out, "out");
    Object flags = file.get("flags") instanceof Map<?, ?> map ? map : file;
    return PlainJson.write(((Map<?, ?>) flags).get(flag));
  }

  FlagSet flags() {
    assertEquals(0, status, err);
    return FlagDocument.read(out.getBytes(StandardCharsets.UTF_8), "out");
  }

  /** Returns the number of users with another answer, by the other system's own library. */
  int changed(String flag) {
    String line =
        err.lines()
            .filter(it -> it.startsWith(flag + ": compared with "))
            .findFirst()
            .orElseThrow(() -> new AssertionError(err));
    return Integer.parseInt(
        line.replaceFirst(".*another answer for ([0-9,]+) of.*", "$1").replace(",", ""));
  }
}
