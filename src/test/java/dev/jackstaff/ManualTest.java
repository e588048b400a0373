package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every block of Java in the manual and the README compiles. See {@link JavaBlock}. */
class ManualTest {
  private static final Path MANUAL = Path.of("src/site/markdown");

  private static List<JavaBlock> blocks() throws IOException {
    List<JavaBlock> blocks = new ArrayList<>(JavaBlock.of(Path.of("README.md")));
    try (Stream<Path> pages = Files.list(MANUAL)) {
      for (Path page : pages.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
        blocks.addAll(JavaBlock.of(page));
      }
    }
    // Compiled where the tools are.
    blocks.removeIf(block -> block.given().contains("dev.jackstaff.tools"));
    return blocks;
  }

  @TestFactory
  List<DynamicTest> javaBlock_compiles() throws IOException {
    List<JavaBlock> blocks = blocks();
    assertNotEquals(List.of(), blocks);
    Map<JavaBlock, List<String>> faults = JavaBlock.compile(blocks);
    return blocks.stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    block.place(), () -> assertEquals(List.of(), faults.get(block))))
        .toList();
  }

  private static List<String> faults(String page) {
    List<JavaBlock> blocks = JavaBlock.of("page.md", page);
    return JavaBlock.compile(blocks).values().stream().flatMap(List::stream).toList();
  }

  @Test
  void statementsMembersTypesAndExpressions_areTold() {
    assertEquals(List.of(), faults("```java\nint a = 1;\na++;\n```"));
    assertEquals(List.of(), faults("```java\n@Deprecated void a() { … }\n```"));
    assertEquals(List.of(), faults("```java\npublic record A(int a) {\n  …\n}\n```"));
    assertEquals(List.of(), faults("```java\nUser.of(\"user:1\")\n    .id()\n```"));
  }

  @Test
  void importsAndWhatIsGiven_areKnown() {
    assertEquals(
        List.of(),
        faults(
            """
            <!-- java: import java.util.function.Supplier; import java.util.concurrent.*;
                 interface Made { Future<?> future(); } Supplier<FeatureFlags> made, Made other -->
            ```java
            import java.util.concurrent.atomic.AtomicInteger;

            AtomicInteger count = new AtomicInteger(made.get().names().size());
            other.future().get();
            ```
            """));
  }

  @Test
  void mistake_isToldWithItsPlace() {
    List<String> faults = faults("# Page\n\n```java\nint a = 1;\nFlags.off(\"a\");\n```\n");
    assertEquals(1, faults.size());
    assertEquals("page.md:5: cannot find symbol", faults.get(0).lines().findFirst().orElseThrow());
  }

  @Test
  void blockThatIsNoJava_isAMistake() {
    assertNotEquals(List.of(), faults("```java\nint a = ;\n```\n"));
  }
}
