package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Missing;
import dev.jackstaff.OnlyWithAll;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON Schema and the OpenAPI description, judged by tools that editors and scripts use. */
@OnlyWithAll
final class SchemasInNodeIT {
  private static final Path SOURCES = Path.of("src/test/node/schemas");

  /** The notes of bad documents that a schema accepts in JavaScript. */
  private static final Set<String> ACCEPTED =
      Set.of(Documents.UNKNOWABLE, Documents.ROUNDED_BY_JAVASCRIPT);

  @TempDir private Path directory;

  @Test
  void schemaAndDescription_inAjvAndAnOpenApiParser_areValid() throws Exception {
    install();
    Files.write(directory.resolve("documents.json"), documents());
    copy("/dev/jackstaff/flags.schema.json");
    copy("/dev/jackstaff/console/openapi.json");
    Process tests = run("node", "--test", "--test-reporter=tap", "schemas.test.mjs");
    assertEquals(0, tests.exitValue(), log());
    assertTrue(log().contains("# pass 4"), log());
  }

  private static byte[] documents() {
    List<Map<String, Object>> documents = new ArrayList<>();
    Documents.good().forEach(document -> documents.add(document(document, true)));
    Documents.bad()
        .filter(document -> !document.note().equals(Documents.NOT_JSON))
        .forEach(document -> documents.add(document(document, ACCEPTED.contains(document.note()))));
    return PlainJson.write(documents).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> document(Documents document, boolean valid) {
    return Map.of("title", document.toString(), "text", document.text(), "valid", valid);
  }

  private void copy(String resource) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(resource)) {
      String name = resource.substring(resource.lastIndexOf('/') + 1);
      Files.copy(Objects.requireNonNull(in), directory.resolve(name));
    }
  }

  /** By the lock file, so that the tools are the same everywhere. */
  private void install() throws Exception {
    for (String file : List.of("package.json", "package-lock.json", "schemas.test.mjs")) {
      Files.copy(SOURCES.resolve(file), directory.resolve(file));
    }
    String fault = "";
    try {
      Process npm = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
      fault = npm.exitValue() == 0 ? "" : log();
    } catch (IOException e) {
      fault = "node or npm is missing: " + e.getMessage();
    }
    if (!fault.isEmpty()) {
      Missing.program(fault);
    }
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log.txt"), StandardCharsets.UTF_8);
  }

  private Process run(String... command) throws Exception {
    File log = directory.resolve("log.txt").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertTrue(ended, log());
    return process;
  }
}
