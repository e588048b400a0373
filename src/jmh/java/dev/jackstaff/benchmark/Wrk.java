package dev.jackstaff.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Drives a server from a process of its own. */
final class Wrk {

  private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern FAILED = Pattern.compile("Non-2xx|Socket errors");

  private final Path script;
  private final int connections;

  /** The result of one run of wrk. */
  record Run(long requests, double perSecond) {}

  Wrk(int users, int connections) throws IOException {
    this.connections = connections;
    script = Files.createTempFile("users", ".lua");
    script.toFile().deleteOnExit();
    // Ids as long as the catalogue's, so that all variants parse the same request.
    Files.writeString(
        script,
        "request = function()\n"
            + "  wrk.headers['X-User'] = 'user:' .. (1000000 + math.random(0, %d))\n"
                .formatted(users - 1)
            + "  return wrk.format()\n"
            + "end\n");
  }

  static boolean isThere() {
    try {
      new ProcessBuilder("wrk", "-v").redirectErrorStream(true).start().getInputStream().close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Says how to get wrk where there is none. */
  static void require() {
    if (!isThere()) {
      throw new IllegalStateException(
          "wrk is not on the PATH; on Debian and Ubuntu: apt-get install wrk");
    }
  }

  Run run(int port, int seconds) throws IOException {
    String output = output(port, seconds);
    if (FAILED.matcher(output).find()) {
      throw new IllegalStateException("wrk met errors:\n" + output);
    }
    return new Run(Long.parseLong(first(TOTAL, output)), Double.parseDouble(first(RATE, output)));
  }

  private String output(int port, int seconds) throws IOException {
    List<String> command =
        List.of(
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + seconds + "s",
            "-s" + script,
            "http://127.0.0.1:" + port + "/");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String first(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException("wrk did not say " + pattern + ":\n" + output);
    }
    return matcher.group(1);
  }
}
