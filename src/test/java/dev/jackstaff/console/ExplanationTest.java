package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.User;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static User user(String attributes) {
    return Explanation.user(
        FormData.of(Map.of("id", new String[] {"u"}, "attributes", new String[] {attributes})));
  }

  private static String lines(int count, String value) {
    return IntStream.range(0, count)
        .mapToObj(i -> "a" + i + "=" + value)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void attributes_asLines_areJsonWhereTheyCanBe() {
    User user = user("n=5\nt = true \nword=DE\nlike=true story\nlist=[1]\nhalf=1.50\nempty=");
    assertEquals(5, user.attribute("n"));
    assertEquals(true, user.attribute("t"));
    assertEquals("DE", user.attribute("word"));
    assertEquals("true story", user.attribute("like"));
    assertEquals(List.of(1), user.attribute("list"));
    assertEquals("1.50", String.valueOf(user.attribute("half")));
    assertEquals("", user.attribute("empty"));
  }

  @Test
  void attributes_tooManyOrTooLongNames_areRefused() {
    assertEquals(1_000, user(lines(1_000, "x")).attributes().size());
    assertThrows(InvalidFlagsException.class, () -> user(lines(1_001, "x")));
    assertThrows(InvalidFlagsException.class, () -> user("n".repeat(257) + "=x"));
    assertThrows(InvalidFlagsException.class, () -> user("{\"" + "n".repeat(257) + "\": 1}"));
    assertThrows(InvalidFlagsException.class, () -> user(lines(2, "x") + "\nno equals sign"));
  }

  @Test
  void attributes_ofManyLines_costInProportionToTheirSize() {
    for (String value : List.of("x", "tomato", "[", "1x", "\"")) {
      String text = lines(1_500, value);
      long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      assertThrows(InvalidFlagsException.class, () -> user(text));
      long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
      assertTrue(bytes < 1_000L * text.length() + 1_000_000, value + ": " + bytes);
    }
  }
}
