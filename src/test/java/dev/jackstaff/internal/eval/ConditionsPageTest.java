package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manual's page of operators says what is so. */
final class ConditionsPageTest {
  private static final Path PAGE = Path.of("src/site/markdown/conditions.md");

  static Stream<String> rows() throws IOException {
    return Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `{"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void example_evaluated_isAsThePageSays(String row) {
    List<String> cells = List.of(row.split("[|]"));
    Condition condition = FlagJson.readCondition("page", code(cells.get(1)), "page");
    Map<String, Object> attributes = new LinkedHashMap<>();
    ((Map<?, ?>) PlainJson.read(code(cells.get(2)), "page"))
        .forEach((name, value) -> attributes.put((String) name, value));
    User user = new User("u", attributes);
    boolean holds = Holding.compiled(condition, Map.of()).decide("f", user, Instant.EPOCH).on();
    assertEquals(cells.get(3).strip(), holds ? "yes" : "no");
    assertEquals(holds, new ReferenceConditions(Map.of()).holds(condition, user));
  }

  private static String code(String cell) {
    return cell.strip().replace("`", "");
  }

  @Test
  void everyOperator_isOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    for (Operator operator : Operator.values()) {
      assertTrue(page.contains("`" + operator.text() + "`"), operator.text());
    }
    assertTrue(rows().count() > 20);
  }
}
