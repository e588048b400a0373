package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The blocks of Java in the manual that use the tools compile. See {@link JavaBlock}. */
class ToolsManualTest {
  private static final Path PAGE =
      Path.of("../../src/site/markdown/from-release-to-removal.md").normalize();

  @TestFactory
  List<DynamicTest> javaBlock_compiles() throws IOException {
    List<JavaBlock> blocks =
        JavaBlock.of(PAGE).stream()
            .filter(block -> block.given().contains("dev.jackstaff.tools"))
            .toList();
    assertFalse(blocks.isEmpty());
    Map<JavaBlock, List<String>> faults = JavaBlock.compile(blocks);
    return blocks.stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    block.place(), () -> assertEquals(List.of(), faults.get(block))))
        .toList();
  }
}
