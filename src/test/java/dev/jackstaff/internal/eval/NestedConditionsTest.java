package dev.jackstaff.internal.eval;

import static dev.jackstaff.internal.eval.Holding.compiled;
import static dev.jackstaff.internal.eval.Holding.holds;
import static dev.jackstaff.internal.eval.Holding.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SEMANTICS, Conditions: paths, elements, logic and segments")
final class NestedConditionsTest {
  /** "A part of a dotted path that is a whole number indexes a list." */
  @Test
  void path_partIsAWholeNumber_indexesAList() {
    User user =
        User.of("u")
            .with("a", List.of("x", Map.of("b", List.of(1, 2))))
            .with("m", Map.of("0", "k"));
    assertTrue(holds(Condition.is("a.0", "x"), user));
    assertTrue(holds(Condition.is("a.1.b.1", 2), user));
    assertTrue(holds(Condition.is("m.0", "k"), user));
    for (String missing : List.of("a.2", "a.-1", "a.+1", "a.1.5", "a.99999999999", "a.", "a.x")) {
      assertTrue(holds(Condition.is(missing, null), user), missing);
    }
    Condition element = new Condition.AnyElement("l", Condition.is("0", "x"));
    assertTrue(holds(element, User.of("u").with("l", List.of(List.of("x")))));
  }

  /** "Dotted paths reach into nested attributes; the user's id is the attribute id." */
  @Test
  void path_reachesIntoNestedAttributes() {
    User user =
        User.of("anna").with("address", Map.of("geo", map("city", "Berlin"), "none", List.of(1)));
    assertTrue(holds(Condition.is("address.geo.city", "Berlin"), user));
    assertTrue(holds(Condition.is("id", "anna"), user));
    assertTrue(holds(Condition.is("id", "anna"), user.with("id", "bob")));
    for (String missing :
        List.of(
            "address.city",
            "address.geo.city.x",
            "address.none.1",
            "address.",
            ".address",
            ".",
            "address..geo",
            "id.x",
            "nothing",
            "nothing.at.all")) {
      assertTrue(holds(Condition.is(missing, null), user), missing);
      assertFalse(holds(Condition.where(missing, Operator.EXISTS, true), user), missing);
    }
    assertTrue(holds(Condition.where("id", Operator.EXISTS, false), User.anonymous()));
  }

  @Test
  void elemMatch_wantsOneElementForAll() {
    Condition element =
        Condition.all(Condition.is("city", "Berlin"), Condition.where("age", Operator.GTE, 18));
    Condition condition = new Condition.AnyElement("a", element);
    Map<String, Object> both = Map.of("city", "Berlin", "age", 20);
    Map<String, Object> young = Map.of("city", "Berlin", "age", 2);
    Map<String, Object> other = Map.of("city", "Rome", "age", 20);
    assertTrue(holds(condition, User.of("x").with("a", List.of(young, both))));
    assertFalse(holds(condition, User.of("x").with("a", List.of(young, other))));
    for (Object wrong : Arrays.asList(null, both, "Berlin", 5, List.of(), List.of(5, "Berlin"))) {
      assertFalse(holds(condition, User.of("x").with("a", wrong)), String.valueOf(wrong));
    }
  }

  @Test
  void elemMatch_ofPlainAndNestedElements_looksAtTheElementItself() {
    Condition big = new Condition.AnyElement("a", Condition.where("", Operator.GT, 10));
    assertTrue(holds(big, User.of("x").with("a", List.of(1, "11"))));
    assertFalse(holds(big, User.of("x").with("a", Arrays.asList(1, "x", null))));
    Condition nested =
        new Condition.AnyElement("a", new Condition.AnyElement("", Condition.is("", 3)));
    assertTrue(holds(nested, User.of("x").with("a", List.of(1, List.of(2, 3)))));
    assertFalse(holds(nested, User.of("x").with("a", List.of(3, List.of(2)))));
    // Nothing of the user is in reach inside an element.
    Condition outside = new Condition.AnyElement("a", Condition.is("id", "x"));
    assertFalse(holds(outside, User.of("x").with("a", List.of(Map.of()))));
  }

  @Test
  void size_isTheListsLength() {
    Condition two = new Condition.Size("a", Condition.is("", 2));
    Condition many = new Condition.Size("a", Condition.where("", Operator.GTE, 2));
    assertTrue(holds(two, User.of("x").with("a", List.of(1, 2))));
    assertFalse(holds(two, User.of("x").with("a", List.of(1, 2, 3))));
    assertTrue(holds(many, User.of("x").with("a", List.of(1, 2, 3))));
    for (Object wrong : Arrays.asList(null, "ab", 2, Map.of("a", 1, "b", 2))) {
      assertFalse(holds(two, User.of("x").with("a", wrong)), String.valueOf(wrong));
    }
  }

  /** "Empty $or and $and hold." So an empty $nor does not. */
  @Test
  void emptyLists_ofConditions() {
    assertTrue(holds(Condition.all(), User.anonymous()));
    assertTrue(holds(Condition.any(), User.anonymous()));
    assertFalse(holds(Condition.not(Condition.any()), User.anonymous()));
    assertTrue(holds(Condition.always(), User.anonymous()));
  }

  @Test
  void logic_joinsConditions() {
    Condition yes = Condition.always();
    Condition no = Condition.not(yes);
    assertTrue(holds(Condition.all(yes, yes), User.anonymous()));
    assertFalse(holds(Condition.all(yes, no), User.anonymous()));
    assertTrue(holds(Condition.any(no, yes), User.anonymous()));
    assertFalse(holds(Condition.any(no, no), User.anonymous()));
    assertTrue(holds(Condition.not(Condition.any(no, no)), User.anonymous()));
    assertTrue(holds(Condition.not(Condition.not(yes)), User.anonymous()));
  }

  /** "{"$inSegment": "name" or [names, any of]}. Segments may use segments". */
  @Test
  void inSegment_isAnyOfTheSegments() {
    Map<String, Condition> segments =
        Map.of(
            "staff", Condition.where("id", Operator.REGEX, "@example\\.org$"),
            "germans", Condition.is("country", "DE"),
            "beta", Condition.any(Condition.inSegment("staff"), Condition.is("beta", true)));
    User staff = User.of("me@example.org");
    User german = User.of("x").with("country", "DE");
    CompiledFlags beta = compiled(Condition.inSegment("beta"), segments);
    assertTrue(beta.decide("f", staff, Instant.EPOCH).on());
    assertFalse(beta.decide("f", german, Instant.EPOCH).on());
    assertTrue(beta.decide("f", german.with("beta", true), Instant.EPOCH).on());
    CompiledFlags either = compiled(Condition.inSegment("beta", "germans"), segments);
    assertTrue(either.decide("f", german, Instant.EPOCH).on());
    assertFalse(either.decide("f", User.of("x"), Instant.EPOCH).on());
    CompiledFlags none = compiled(Condition.inSegment(), segments);
    assertFalse(none.decide("f", staff, Instant.EPOCH).on(), "any of none");
  }

  /**
   * Two segments a layer, each using all twice of the next: 4^10 ways to the bottom, 2,000 times.
   */
  @Test
  void segments_inDiamonds_areAskedOnceEach() {
    Map<String, Condition> segments = new LinkedHashMap<>();
    for (int i = 0; i < 10; i++) {
      Condition half =
          Condition.all(Condition.inSegment("a" + (i + 1)), Condition.inSegment("b" + (i + 1)));
      Condition both = Condition.all(half, half);
      segments.put("a" + i, both);
      segments.put("b" + i, both);
    }
    segments.put("a10", Condition.is("country", "DE"));
    segments.put("b10", Condition.is("country", "DE"));
    CompiledFlags flags = compiled(Condition.inSegment("a0"), segments);
    User german = User.of("x").with("country", "DE");
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 1000; i++) {
            assertTrue(flags.decide("f", german, Instant.EPOCH).on());
            assertFalse(flags.decide("f", User.of("x"), Instant.EPOCH).on());
          }
        });
  }

  /**
   * Conditions and segments of the maximum depth are evaluated on a stack as small as those of
   * containers.
   */
  @Test
  void segments_nestedAsDeepAsAllowed_fitTheStack() throws InterruptedException {
    Map<String, Condition> segments = new LinkedHashMap<>();
    for (int s = 0; s <= 10; s++) {
      Condition nested = s == 0 ? Condition.is("id", "x") : Condition.inSegment("s" + (s - 1));
      for (int depth = 0; depth < 48; depth++) {
        nested = Condition.any(Condition.not(Condition.always()), nested);
      }
      segments.put("s" + s, nested);
    }
    List<Object> result = Collections.synchronizedList(new ArrayList<>());
    Runnable decide =
        () -> {
          CompiledFlags flags = compiled(Condition.inSegment("s10"), segments);
          result.add(flags.decide("f", User.of("x"), Instant.EPOCH).on());
        };
    Thread thread = new Thread(null, decide, "small stack", 512 * 1024);
    thread.setUncaughtExceptionHandler((t, e) -> result.add(e));
    thread.start();
    thread.join();
    assertEquals(List.of(true), result);
  }
}
