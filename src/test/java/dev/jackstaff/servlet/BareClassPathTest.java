package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.re2j.Pattern;
import dev.jackstaff.Flags;
import jakarta.servlet.http.HttpServletRequest;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/** Everything but Jackson, RE2/J and the Servlet API may be absent. */
final class BareClassPathTest {
  @Test
  void filter_worksWithoutAnyOptionalLibrary() throws Exception {
    Process process =
        new ProcessBuilder(java(), "-cp", classPath(), BareApplication.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals(
        List.of("true", "needs SLF4J's API, org.slf4j:slf4j-api, on the class path"),
        said.lines().toList());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() throws ClassNotFoundException {
    return Stream.of(
            Flags.class,
            BareApplication.class,
            HttpServletRequest.class,
            JsonMapper.class,
            JsonParser.class,
            Class.forName("com.fasterxml.jackson.annotation.JsonProperty"),
            Pattern.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(url -> new File(url.getPath()).getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
