package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.ActiveFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderRulesTest {
  private static final FeatureFlags FEATURES =
      FeatureFlags.of(
          FlagSet.of(
              Flag.on("new_search"),
              Flag.on("ops.queue"),
              Flag.off("off"),
              Flag.on("new_checkout"),
              Flag.on("may_refund")));

  private final HttpServletRequest request = mock();

  @AfterAll
  static void close() {
    FEATURES.close();
  }

  private ActiveFlags shown(HeaderRules rules, int max, boolean overridden) {
    return new FlagHeader("X-F", max, rules)
        .shown(FEATURES.evaluate(User.of("u")), request, overridden);
  }

  @ParameterizedTest
  @CsvSource({
    "new_*, 100, 'new_search,new_checkout', 0",
    "new_*, 22, new_search, 1",
    "'ops.*,new_search', 100, 'new_search,ops.queue', 0",
    "new_*, 5, '', 2",
    "'', 100, 'new_search,ops.queue,new_checkout,may_refund', 0"
  })
  void names_areTheChosenOnes_inOrder_asFarAsTheyFit(
      String only, int max, String value, int omitted) {
    HeaderRules rules = HeaderRules.ALL.only(only.isEmpty() ? List.of() : List.of(only.split(",")));
    assertEquals(new ActiveFlags(value, omitted, max), shown(rules, max, false));
  }

  @Test
  void header_isAbsent_whereNoneOfTheChosenIsOn() {
    assertEquals(null, shown(HeaderRules.ALL.only(List.of("off", "none")), 100, false));
  }

  @Test
  void testers_seeTheHeader_andNobodyElse() {
    HeaderRules rules = HeaderRules.ALL.only(List.of("new_search")).audience("overrides");
    assertEquals(null, shown(rules, 100, false));
    assertEquals("new_search", shown(rules, 100, true).value());
  }

  @Test
  void usersInARole_seeTheHeader_andNobodyElse() {
    HeaderRules rules = HeaderRules.ALL.audience("roles:support, tester").only(List.of("new_*"));
    assertEquals(null, shown(rules, 100, true));
    when(request.isUserInRole("tester")).thenReturn(true);
    assertEquals("new_search,new_checkout", shown(rules, 100, false).value());
    assertEquals("new_search,new_checkout", shown(rules.audience("all"), 100, false).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "roles:", "roles: , ", "role:x", "ALL"})
  void anotherAudience_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> HeaderRules.ALL.audience(text));
  }
}
