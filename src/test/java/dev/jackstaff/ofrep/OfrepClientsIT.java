package dev.jackstaff.ofrep;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Missing;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** OpenFeature's own JavaScript clients, each behaviour that is known of them a test. */
@OnlyWithAll
class OfrepClientsIT {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final String KEY = "k-0123456789abcdef";
  private static final Pattern RESULT = Pattern.compile("^(not )?ok \\d+ - (.*)$");

  private final MemoryFlagStore store = MemoryFlagStore.of(OfrepIT.set(OfrepIT.DOCUMENT));

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> javaScriptClients() throws Exception {
    install();
    String log;
    try (FeatureFlags features = FeatureFlags.of(store);
        OfrepServer server = start(features, builder());
        OfrepServer strict = start(features, builder().requireTargetingKey());
        OfrepServer locked = start(features, builder().apiKey(KEY))) {
      controls(server);
      log =
          run(
              Map.of(
                  "OFREP_BASE", server.base(),
                  "OFREP_STRICT_BASE", strict.base(),
                  "OFREP_LOCKED_BASE", locked.base(),
                  "OFREP_KEY", KEY),
              "node",
              "--test-reporter=tap",
              "clients.test.mjs");
    }
    List<DynamicTest> tests = log.lines().flatMap(line -> test(line, log)).toList();
    assertTrue(tests.size() >= 15, log);
    return tests.stream();
  }

  private static Stream<DynamicTest> test(String line, String log) {
    Matcher result = RESULT.matcher(line);
    if (!result.matches()) {
      return Stream.empty();
    }
    boolean passed = result.group(1) == null;
    return Stream.of(dynamicTest(result.group(2), () -> assertTrue(passed, log)));
  }

  private static OfrepBuilder builder() {
    return OfrepServlet.builder().expose(OfrepIT.EXPOSED);
  }

  private static OfrepServer start(FeatureFlags features, OfrepBuilder builder) {
    return new OfrepServer(features, builder.build());
  }

  /** Registers the requests by which the scripts change the server. */
  private void controls(OfrepServer server) {
    Change change = Change.by("ann", "for the clients");
    server.control(
        Map.of(
            "reset",
            () -> {
              server.answerInstead(null);
              store.lift("plain", change);
            },
            "kill-plain",
            () -> store.kill("plain", change),
            "fail-500",
            () -> server.answerInstead(response -> fail(response, 500)),
            "fail-401",
            () -> server.answerInstead(response -> fail(response, 401))));
  }

  private static void fail(HttpServletResponse response, int status) {
    response.setStatus(status);
    response.setContentType("application/json");
    try {
      response.getOutputStream().print("{\"errorDetails\": \"as meant\"}");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** By the lock file, so that the clients are the same everywhere. */
  private void install() throws Exception {
    for (String file :
        List.of("package.json", "package-lock.json", "clients.test.mjs", "event-source.mjs")) {
      Files.copy(SOURCES.resolve(file), directory.resolve(file));
    }
    String fault = "";
    try {
      run(Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    } catch (IOException | AssertionError e) {
      fault = "node, npm or its registry is missing: " + e.getMessage();
    }
    if (!fault.isEmpty()) {
      Missing.program(fault);
    }
  }

  private String run(Map<String, String> environment, String... command) throws Exception {
    File log = directory.resolve("log.txt").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(log).start();
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(log.toPath(), StandardCharsets.UTF_8);
    // A failed test is told by its own line.
    boolean tests = text.startsWith("TAP version");
    assertTrue(ended && (tests || process.exitValue() == 0), text);
    return text;
  }
}
