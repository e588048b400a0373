package dev.jackstaff.tools.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule is one that GitHub's page on code owners states. */
final class CodeOwnersTest {
  @ParameterizedTest(name = "{0} matches {1}: {2}")
  @CsvSource({
    "*, a.txt, true",
    "*, deep/er/a.txt, true",
    "*.js, a.js, true",
    "*.js, deep/a.js, true",
    "*.js, a.jsx, false",
    "/build/logs/, build/logs/a.txt, true",
    "/build/logs/, build/logs/deep/a.txt, true",
    "/build/logs/, other/build/logs/a.txt, false",
    "docs/*, docs/getting-started.md, true",
    "docs/*, docs/build-app/troubleshooting.md, false",
    "docs/*, src/docs/a.md, false",
    "apps/, apps/a.txt, true",
    "apps/, deep/apps/er/a.txt, true",
    "apps/, apps, false",
    "/docs/, docs/deep/a.md, true",
    "/docs/, src/docs/a.md, false",
    "**/logs, build/logs/a.txt, true",
    "**/logs, logs/a.txt, true",
    "**/logs, deeply/nested/logs/a.txt, true",
    "**/logs, build/catalogs/a.txt, false",
    "src/**/page.jsp, src/main/webapp/page.jsp, true",
    "src/**/page.jsp, src/page.jsp, true",
    "src/main, src/main/java/A.java, true",
    "/apps/git?ub, apps/github/a.txt, true",
    "!*.js, a.js, false",
    "[ab].js, a.js, false",
  })
  void pattern_matchesAsGitHubSays(String pattern, String path, boolean matches) {
    List<String> owners = CodeOwners.parse(pattern + " @me").of(path);
    assertEquals(matches ? List.of("@me") : null, owners);
  }

  @Test
  void lastLineThatMatches_counts_evenIfItNamesNobody() {
    CodeOwners owners =
        CodeOwners.parse(
            """
            # Who looks at what
            *        @all @acme/everybody
            *.js     @js #Inline
            /apps/   octo@example.com
            /apps/github
            """);
    assertEquals(List.of("@all", "@acme/everybody"), owners.of("README"));
    assertEquals(List.of("@js"), owners.of("lib/a.js"));
    assertEquals(List.of("octo@example.com"), owners.of("apps/a.js"));
    assertEquals(List.of(), owners.of("apps/github/a.js"));
    assertNull(CodeOwners.parse("*.js @js").of("a.css"));
  }

  @Test
  void pathWithABlank_isEscaped() {
    assertEquals(List.of("@me"), CodeOwners.parse("/my\\ docs/ @me").of("my docs/a.md"));
  }

  @Test
  void ofThreePlaces_theFirstThatHasAFileCounts(@TempDir Path root) throws IOException {
    write(root, "docs/CODEOWNERS", "* @docs");
    assertEquals(List.of("@docs"), CodeOwners.in(root).of("a"));
    write(root, "CODEOWNERS", "* @root");
    assertEquals(List.of("@root"), CodeOwners.in(root).of("a"));
    write(root, ".github/CODEOWNERS", "*.js @github");
    assertNull(CodeOwners.in(root).of("a"));
  }

  private static void write(Path root, String name, String text) throws IOException {
    Files.createDirectories(root.resolve(name).getParent());
    Files.writeString(root.resolve(name), text);
  }
}
