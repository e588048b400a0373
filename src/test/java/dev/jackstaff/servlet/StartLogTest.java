package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Logged;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockServletContext;

/** The log of a filter that starts, and of one that does not. */
final class StartLogTest {
  private final ServletContext context = mock();
  private final FlagFilter filter = new FlagFilter();

  private void start(Map<String, String> params) throws ServletException {
    FilterConfig config = mock();
    FlagSet flags = FlagSet.of(Flag.on("a"), Flag.off("b"));
    when(context.getAttribute("set")).thenReturn(flags);
    when(config.getServletContext()).thenReturn(context);
    when(config.getFilterName()).thenReturn("flags");
    when(config.getInitParameterNames())
        .thenAnswer(call -> Collections.enumeration(params.keySet()));
    params.forEach((name, value) -> when(config.getInitParameter(name)).thenReturn(value));
    filter.init(config);
    filter.destroy();
  }

  @Test
  void start_logsOneLine_withFlagsOriginHeaderAndUser() throws Exception {
    try (Logged log = Logged.library()) {
      start(
          Map.of(
              "flags", "attribute:set",
              "user", "principal, session:user, header:X-User-Id, anonymous",
              "trustedProxies", "10.0.0.0/8"));
      assertEquals(
          List.of(
              "filter 'flags' decides 2 flags from attribute:set; header X-Active-Flags; user"
                  + " principal, session:user, header:X-User-Id, anonymous"),
          log.lines(""));
    }
  }

  @Test
  void engineMadeInCode_isNamedByItsStore() throws Exception {
    try (Logged log = Logged.library();
        FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.on("a")))) {
      FilterConfig config = mock();
      when(config.getServletContext()).thenReturn(context);
      FlagFilter.builder(features).header(null).build().init(config);
      assertEquals(1, log.lines("decides 1 flags from code; header none; user principal").size());
    }
  }

  @Test
  void reasonOfAFailedStart_isLogged() {
    try (Logged log = Logged.library()) {
      Throwable refused =
          assertThrows(
              ServletException.class, () -> start(Map.of("flags", "attribute:none", "usr", "x")));
      assertEquals(List.of(refused.getMessage()), log.warnings());
      assertTrue(refused.getMessage().contains("'usr'; did you mean 'user'?"), refused::getMessage);
    }
  }

  @Test
  void filterWithoutAMapping_isWarnedOf() throws Exception {
    FilterRegistration registration = mock();
    doReturn(registration);
    try (Logged log = Logged.library()) {
      start(Map.of("flags", "attribute:set"));
      assertEquals(1, log.lines("filter 'flags' is mapped to no request").size());
      when(registration.getUrlPatternMappings()).thenReturn(List.of("/*"));
      start(Map.of("flags", "attribute:set"));
      assertEquals(1, log.warnings().size());
    }
  }

  @Test
  void filterMappedToASlashAlone_isWarnedOf() throws Exception {
    FilterRegistration registration = mock();
    doReturn(registration);
    when(registration.getUrlPatternMappings()).thenReturn(List.of("/"));
    try (Logged log = Logged.library()) {
      start(Map.of("flags", "attribute:set"));
      assertEquals(1, log.lines("filter 'flags' is mapped to /, which matches only").size());
      when(registration.getUrlPatternMappings()).thenReturn(List.of("/", "/*"));
      start(Map.of("flags", "attribute:set"));
      assertEquals(1, log.warnings().size());
    }
  }

  @Test
  void storeWithoutFlags_isNamedWithWhatFillsIt() throws Exception {
    try (Logged log = Logged.library();
        FeatureFlags features = FeatureFlags.of(MemoryFlagStore.of(FlagSet.empty()))) {
      FilterConfig config = mock();
      when(config.getServletContext()).thenReturn(context);
      FlagFilter.builder(features).build().init(config);
      assertEquals(1, log.lines("has no flags yet, so every flag is off").size());
    }
  }

  /** Spring's MockMvc calls the filter without a mapping. */
  @Test
  void filterInAMockOfSprings_isNotWarnedOf() throws Exception {
    FilterRegistration registration = mock();
    doReturn(registration);
    when(context.getServerInfo()).thenReturn(new MockServletContext().getServerInfo());
    try (Logged log = Logged.library()) {
      start(Map.of("flags", "attribute:set"));
      assertEquals(List.of(), log.warnings());
    }
  }

  private void doReturn(FilterRegistration registration) {
    when(context.getFilterRegistration("flags")).thenAnswer(call -> registration);
  }

  @Test
  void headerOfPeersThatNobodyNamed_isWarnedOf() throws Exception {
    try (Logged log = Logged.library()) {
      start(Map.of("flags", "attribute:set", "user", "principal, header:X-User-Id"));
      start(Map.of("flags", "attribute:set", "attributes", "country=header:CF-IPCountry"));
      assertEquals(1, log.lines("[header:X-User-Id] are trusted from loopback").size());
      assertEquals(1, log.lines("[header:CF-IPCountry] are trusted from loopback").size());
      for (String named : List.of("loopback", "none", "10.0.0.0/8")) {
        start(Map.of("flags", "attribute:set", "user", "header:X", "trustedProxies", named));
      }
      assertEquals(2, log.warnings().size());
    }
  }
}
