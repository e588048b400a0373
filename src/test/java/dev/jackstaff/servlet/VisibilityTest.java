package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.any;
import static org.mockito.Mockito.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.LoggingContext;
import dev.jackstaff.Scope;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import org.slf4j.MDC;

final class VisibilityTest {
  private final LoggingContext context = LoggingContext.open();
  private final HttpServletRequest request = mock();
  private final FeatureFlags features =
      FeatureFlags.of(
          FlagSet.of(
              Flag.on("new_search"),
              Flag.users("dark_mode", "user:1"),
              Flag.builder("limit").enabled(true).variant(Variant.of("few", 1, 3)).build()));
  private final Evaluation evaluation = features.evaluate(User.of("user:1"));

  @AfterEach
  void close() {
    context.close();
    features.close();
  }

  @Test
  void key_holdsTheActiveFlags_untilTheScopeIsClosed() {
    Scope scope = new LogContext("flags", 2048).open(evaluation);
    assertEquals("new_search,dark_mode,limit", MDC.get("flags"));
    scope.close();
    assertNull(MDC.get("flags"));
  }

  @Test
  void key_hasAgainWhatItHadBefore() {
    MDC.put("flags", "the application's");
    LogContext log = new LogContext("flags", 10);
    Scope outer = log.open(evaluation);
    assertEquals("new_search", MDC.get("flags"), "cut as the header is");
    log.open(features.evaluate(User.anonymous())).close();
    assertEquals("new_search", MDC.get("flags"));
    outer.close();
    assertEquals("the application's", MDC.get("flags"));
  }

  @Test
  void key_isAbsent_whereNoFlagIsOn() {
    try (FeatureFlags none = FeatureFlags.of(FlagSet.of(Flag.off("new_search")))) {
      new LogContext("flags", 2048).open(none.evaluate(User.anonymous()));
      assertEquals(0, MDC.getCopyOfContextMap().size());
    }
  }

  @Test
  void task_hasTheKeyWhereverItRuns_andLeavesNothing() {
    AtomicReference<String> seen = new AtomicReference<>();
    new LogContext("flags", 2048).wrap(evaluation, () -> seen.set(MDC.get("flags"))).run();
    assertEquals("new_search,dark_mode,limit", seen.get());
    assertNull(MDC.get("flags"));
  }

  @Test
  void withoutAKey_nothingIsTouched() {
    Runnable task = () -> {};
    LogContext.NONE.open(evaluation).close();
    assertEquals(task, LogContext.NONE.wrap(evaluation, task));
    assertEquals(0, MDC.getCopyOfContextMap().size());
  }

  @Test
  void bean_answersAsTheRequestDoes() {
    ArgumentCaptor<Object> set = ArgumentCaptor.captor();
    new Visibility(LogContext.NONE, "flags").show(request, evaluation, features);
    verify(request).setAttribute(eq("flags"), set.capture());
    FlagsBean bean = assertInstanceOf(FlagsBean.class, set.getValue());
    assertTrue(bean.on("dark_mode"));
    assertFalse(bean.on("nowhere"));
    assertEquals("few", bean.variant("limit", "many"));
    assertEquals("many", bean.variant("nowhere", "many"));
    assertEquals(3, bean.value("limit", 20L));
    assertEquals(20L, bean.value("nowhere", 20L));
    assertNull(bean.value("nowhere", null));
  }

  @Test
  void bean_doesNotTakeTheApplicationsPlace() {
    when(request.getAttribute("flags")).thenReturn("the application's");
    new Visibility(LogContext.NONE, "flags").show(request, evaluation, features);
    verify(request, never()).setAttribute(any(), any());
    assertTrue(features.status().faults().get(0).startsWith("bean flags: "));
  }

  @Test
  void withoutAName_thereIsNoBean() {
    new Visibility(LogContext.NONE, null).show(request, evaluation, features);
    verify(request, never()).setAttribute(any(), any());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "my flags", "dev.jackstaff", "1st"})
  void name_thatNoExpressionCanSay_isRefused(String name) {
    FlagFilter.Builder builder = FlagFilter.builder(features);
    assertThrows(IllegalArgumentException.class, () -> builder.bean(name));
  }

  @Test
  void key_thatIsBlank_isRefused() {
    FlagFilter.Builder builder = FlagFilter.builder(features);
    assertThrows(IllegalArgumentException.class, () -> builder.mdc(" "));
  }
}
