package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Logged;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.User;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InitParamsTest {
  private static final FlagSet FLAGS =
      FlagSet.of(
          Flag.on("new_search"),
          Flag.on("new_checkout"),
          Flag.builder("may_refund").type(FlagType.PERMISSION).build());

  @TempDir private Path directory;

  private final ServletContext context = mock();
  private final HttpServletRequest request = mock();
  private final HttpServletResponse response = mock();
  private final List<FeatureFlags> opened = new ArrayList<>();

  /** The configuration of the filter {@code flags} in web.xml. */
  private record Config(ServletContext context, Map<String, String> params)
      implements FilterConfig {
    @Override
    public String getFilterName() {
      return "flags";
    }

    @Override
    public ServletContext getServletContext() {
      return context;
    }

    @Override
    public String getInitParameter(String name) {
      return params.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return Collections.enumeration(params.keySet());
    }
  }

  @BeforeEach
  void surroundings() {
    when(context.getAttribute("set")).thenReturn(FLAGS);
    when(context.getClassLoader()).thenReturn(getClass().getClassLoader());
    when(request.getRemoteAddr()).thenReturn("127.0.0.1");
    when(request.getContextPath()).thenReturn("");
  }

  @AfterEach
  void close() {
    opened.forEach(FeatureFlags::close);
  }

  /** The settings of some pairs of name and value. */
  private Settings settings(String... params) throws ServletException {
    Settings settings = new InitParams(new Config(context, map(params))).settings();
    if (settings.flags().closes()) {
      opened.add(settings.engine());
    }
    return settings;
  }

  private static Map<String, String> map(String... params) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < params.length; i += 2) {
      map.put(params[i], params[i + 1]);
    }
    return map;
  }

  private String refusal(String... params) {
    return assertThrows(ServletException.class, () -> settings(params)).getMessage();
  }

  @Test
  void flagsAlone_haveTheDefaultsForTheRest() throws Exception {
    Settings settings = settings("flags", "attribute:set");
    assertEquals("X-Active-Flags", settings.header().name());
    assertEquals(2048, settings.header().maxBytes());
    assertEquals(Map.of(), settings.users().attributes());
    assertSame(settings.engine(), settings.features());
    assertEquals(User.anonymous(), settings.resolve(request, response, false));
    when(request.getUserPrincipal()).thenReturn(() -> "anna");
    assertEquals("anna", settings.resolve(request, response, false).id());
  }

  @Test
  void flags_areReadFromAFile_whoseNameMayBeAPathOrAUri() throws Exception {
    Path file = document(directory.resolve("a flag.json"));
    assertEquals(List.of("from_file"), names("file:" + file));
    assertEquals(List.of("from_file"), names(file.toUri().toString()));
    assertEquals(List.of("from_file"), names(" file:" + file + "\n"));
  }

  @Test
  void flags_areReadFromTheApplication_unpackedOrPacked() throws Exception {
    Path file = document(directory.resolve("flags.json"));
    when(context.getRealPath("/WEB-INF/flags.json")).thenReturn(file.toString());
    assertEquals(List.of("from_file"), names("/WEB-INF/flags.json"));
    when(context.getRealPath("/WEB-INF/flags.json")).thenReturn(null);
    when(context.getResource("/WEB-INF/flags.json")).thenReturn(file.toUri().toURL());
    assertEquals(List.of("from_file"), names("/WEB-INF/flags.json"));
  }

  @Test
  void flags_areReadFromTheClassPath() throws Exception {
    Path file = document(directory.resolve("flags.json"));
    ClassLoader loader = mock();
    when(context.getClassLoader()).thenReturn(loader);
    when(loader.getResource("conf/flags.json")).thenReturn(file.toUri().toURL());
    assertEquals(List.of("from_file"), names("classpath:conf/flags.json"));
    assertEquals(List.of("from_file"), names("classpath:/conf/flags.json"));
  }

  @Test
  void flags_areTakenFromAnAttribute_whichMayHoldAnEngineAStoreOrASet() throws Exception {
    try (FeatureFlags engine = FeatureFlags.of(FLAGS)) {
      when(context.getAttribute("engine")).thenReturn(engine);
      assertSame(engine, settings("flags", "attribute:engine").engine());
    }
    when(context.getAttribute("store")).thenReturn(MemoryFlagStore.of(FLAGS));
    assertEquals(3, names("attribute:store").size());
    assertEquals(3, names("attribute:set").size());
  }

  private List<String> names(String flags) throws ServletException {
    return settings("flags", flags).features().names();
  }

  private static Path document(Path file) throws IOException {
    return Files.writeString(file, "{\"flags\": {\"from_file\": true}}");
  }

  @Test
  void user_isTheFirstWhoAnswers() throws Exception {
    Settings settings =
        settings("flags", "attribute:set", "user", "principal, header:X-User-Id , query:user");
    when(request.getQueryString()).thenReturn("user=ben");
    assertEquals("ben", settings.resolve(request, response, false).id());
    when(request.getHeader("X-User-Id")).thenReturn("anna");
    assertEquals("anna", settings.resolve(request, response, false).id());
  }

  @Test
  void attributes_areReadFromWhereTheySay() throws Exception {
    Settings settings =
        settings(
            "flags", "attribute:set", "attributes", "country = header:CF-IPCountry, how=method");
    when(request.getHeader("CF-IPCountry")).thenReturn("DE");
    when(request.getMethod()).thenReturn("GET");
    assertEquals(
        Map.of("country", "DE", "how", "GET"),
        settings.resolve(request, response, false).attributes());
  }

  @Test
  void trustedProxies_countForUsersAndAttributes() throws Exception {
    when(request.getHeader("X-User-Id")).thenReturn("anna");
    when(request.getRemoteAddr()).thenReturn("10.1.2.3");
    String[] params = {
      "flags", "attribute:set", "user", "header:X-User-Id", "attributes", "a=header:X-User-Id"
    };
    assertEquals(User.anonymous(), settings(params).resolve(request, response, false));
    Map<String, String> trusting = map(params);
    trusting.put("trustedProxies", "192.0.2.1, 10.0.0.0/8");
    Settings settings = new InitParams(new Config(context, trusting)).settings();
    opened.add(settings.engine());
    assertEquals(User.of("anna").with("a", "anna"), settings.resolve(request, response, false));
  }

  @Test
  void only_choosesTheFlags() throws Exception {
    Settings settings = settings("flags", "attribute:set", "only", "new_*, none");
    assertEquals(List.of("new_search", "new_checkout"), settings.features().names());
    assertEquals(3, settings.engine().names().size());
  }

  @Test
  void header_hasAnotherName_orNone() throws Exception {
    Settings named = settings("flags", "attribute:set", "header", "X-F", "headerMaxBytes", "99");
    assertEquals(new FlagHeader("X-F", 99), named.header());
    assertNull(settings("flags", "attribute:set", "header", "none").header().name());
  }

  @Test
  void logAndPages_seeNothing_unlessAsked() throws Exception {
    Settings silent = settings("flags", "attribute:set");
    assertEquals(new Visibility(LogContext.NONE, null), silent.visibility());
    Settings asked =
        settings("flags", "attribute:set", "mdc", "active", "bean", "flags", "headerMaxBytes", "9");
    assertEquals(new Visibility(new LogContext("active", 9), "flags"), asked.visibility());
  }

  @Test
  void unknownParam_isRefused_withASuggestionAndAllThatAreKnown() {
    String message = refusal("flags", "attribute:set", "headerMaxByte", "1", "xyzzy", "1");
    assertTrue(
        message.contains(
            "unknown init-param 'headerMaxByte'; did you mean 'headerMaxBytes'?; known are flags"),
        message);
    assertTrue(message.contains("unknown init-param 'xyzzy'; known are flags, "), message);
    assertTrue(
        message.contains(
            "user, attributes, visitorSecret, secureCookies, cookiePath, only, exclude, header, headerMaxBytes, headerOnly, headerFor, trustedProxies"),
        message);
  }

  @Test
  void unknownParam_withSwappedLetters_isRefusedWithASuggestion() {
    String message = refusal("flags", "attribute:set", "flgas", "x", "uesr", "y");
    assertTrue(message.contains("unknown init-param 'flgas'; did you mean 'flags'?"), message);
    assertTrue(message.contains("unknown init-param 'uesr'; did you mean 'user'?"), message);
  }

  @Test
  void attributeWithADot_isRefused_sinceNoRuleCouldFindIt() {
    String message =
        refusal("flags", "attribute:set", "attributes", "geo.city=header:X-City, =locale");
    assertTrue(message.contains("'geo.city' has a dot, which rules use for nested"), message);
    assertTrue(message.contains("as in 'geo_city'"), message);
  }

  @Test
  void missingFlags_areRefused_withAllForms() {
    String message = refusal("user", "principal");
    assertTrue(message.startsWith("filter 'flags': "), message);
    assertTrue(message.contains("init-param flags is missing"), message);
    assertTrue(message.contains("/WEB-INF/…, classpath:…, file:…"), message);
  }

  @Test
  void allProblems_areInOneMessage() {
    String message =
        refusal(
            "flags",
            "attribute:none",
            "user",
            "princpal",
            "attributes",
            "x",
            "header",
            "a b",
            "headerMaxBytes",
            "0",
            "trustedProxies",
            "proxy",
            "usr",
            "x");
    for (String name :
        List.of("flags", "user", "attributes", "header", "headerMaxBytes", "trustedProxies")) {
      assertTrue(message.contains("init-param " + name + ": "), message);
    }
    assertTrue(message.contains("unknown init-param 'usr'"), message);
    assertEquals(7, message.lines().count(), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flags          | flags.json         | 'flags.json' should be /WEB-INF/…, classpath:…",
        "flags          | attribute:none     | the servlet context's attribute 'none' is not set",
        "flags          | attribute:text     | attribute 'text' is a java.lang.String; it should",
        "flags          | classpath:none     | there is no classpath:none",
        "flags          | /WEB-INF/none      | there is no /WEB-INF/none",
        "flags          | file:none.json     | none.json: there is no such file",
        "user           | princpal           | unknown 'princpal'; did you mean 'principal'?",
        "user           | principle, anonymus| 'principal'?; unknown 'anonymus'; did you mean 'anonymous'?",
        "attributes     | a=x, b, c=header: | unknown 'x'; 'b' should be name=source, such as"
            + " country=header:CF-IPCountry; 'header:' lacks",
        "exclude        | a, b/             | 'a' should be a path, such as /favicon.ico,"
            + " /assets/* or *.css; 'b/' should",
        "initial        | classpath:none     | there is no classpath:none",
        "initial        | none.json          | 'none.json' should be /WEB-INF/…, classpath:… or file:…",
        "user           | ' , '              | names no resolver; known are principal, session:NAME",
        "user           | header:            | 'header:' lacks a name after the colon",
        "user           | locale             | unknown 'locale'; known are principal",
        "attributes     | country            | 'country' should be name=source, such as country=header",
        "attributes     | =locale            | '=locale' should be name=source",
        "attributes     | a=principal        | unknown 'principal'; known are header:NAME",
        "attributes     | a=cookie:          | 'cookie:' lacks a name after the colon",
        "header         | X Flags            | 'X Flags' is not a header's name, or none",
        "header         | ''                 | '' is not a header's name, or none",
        "recentUsersBytes | -1               | must be a number of bytes from 0",
        "headerMaxBytes | 0                  | must be a number of bytes from 1",
        "headerMaxBytes | 2k                 | must be a number of bytes from 1, was '2k'",
        "headerMaxBytes | 99999999999        | must be a number of bytes from 1",
        "headerFor      | everybody          | 'everybody' should be all, overrides, or roles:NAME",
        "headerFor      | roles: ,           | 'roles: ,' should be all, overrides, or roles:NAME",
        "exclude        | assets             | 'assets' should be a path, such as /favicon.ico",
        "exclude        | /a*b               | '/a*b' should be a path, such as /favicon.ico",
        "exclude        | *.                 | '*.' should be a path, such as /favicon.ico",
        "visitorSecret  | attribute:text     | must have at least 32 bytes, has 4",
        "visitorSecret  | attribute:none     | 'attribute:none' is not set",
        "secureCookies  | yes                | must be true or false, was 'yes'",
        "trustedProxies | none, 10.0.0.1     | 'none' cannot be combined with other proxies",
        "trustedProxies | proxy.example.org  | 'proxy.example.org' is not an address",
        "trustedProxies | x, y               | 'x' is not an address, a network such as 10.0.0.0/8, loopback or none; 'y' is",
        "trustedProxies | 10.0.0.0/40        | the prefix of '10.0.0.0/40' must be between 0 and 32",
        "mdc            | ''                 | must be a key of the MDC, such as flags",
        "bean           | my flags           | 'my flags' is not a name such as flags"
      })
  void malformedParam_isRefused_withWhatIsWrong(String name, String value, String wrong) {
    when(context.getAttribute("text")).thenReturn("text");
    Map<String, String> params = map("flags", "attribute:set");
    params.put(name, value);
    String message =
        assertThrows(
                ServletException.class,
                () -> new InitParams(new Config(context, params)).settings())
            .getMessage();
    assertTrue(message.contains("init-param " + name + ": "), message);
    assertTrue(message.contains(wrong), message);
  }

  @Test
  void permissionThatVisitorsCanForge_isWarnedOf() throws Exception {
    try (Logged log = Logged.library()) {
      settings("flags", "attribute:set", "user", "principal, anonymous");
      settings("flags", "attribute:set", "user", "query:user", "only", "new_*");
      assertEquals(List.of(), log.warnings());
      settings("flags", "attribute:set", "user", "principal, cookie:uid");
      settings("flags", "attribute:set", "attributes", "role=query:role");
      assertEquals(2, log.lines("permission flags [may_refund]").size());
    }
  }

  @Test
  void resourceThatIsNoPath_isRefused() throws Exception {
    when(context.getResource("/WEB-INF/\u0000")).thenThrow(new MalformedURLException("no"));
    String message = refusal("flags", "/WEB-INF/\u0000");
    assertTrue(message.contains("init-param flags: "), message);
  }

  @Test
  void emptyDatabaseAndMissingFile_beginWithTheInitialFlags(@TempDir Path place) throws Exception {
    Path initial = Files.writeString(place.resolve("initial.json"), "{\"new_search\": true}");
    String database = "jdbc:h2:mem:initial_param;DB_CLOSE_DELAY=-1";
    String file = place.resolve("flags.json").toUri().toString();
    for (String flags : List.of(database, file)) {
      assertEquals(List.of("new_search"), names("flags", flags, "initial", "file:" + initial));
      // They are there now, and stay.
      assertEquals(List.of("new_search"), names("flags", flags));
    }
    for (String name : List.of("refresh", "listen", "flagsToken", "plainHttp", "lastKnownGood")) {
      String message = refusal("flags", "attribute:set", name, "x");
      assertTrue(message.contains("init-param " + name + " is for flags "), message);
    }
    String useless = refusal("flags", "attribute:set", "initial", "file:" + initial);
    assertTrue(
        useless.contains("init-param initial is for flags in a database or a file:…"), useless);
  }

  private List<String> names(String... params) throws ServletException {
    Settings settings = settings(params);
    List<String> names = settings.engine().names();
    settings.close();
    return names;
  }

  /** Usage is counted by default only if the counts outlive the process. */
  @Test
  void usage_isCountedWhereTheFlagsAreInADatabase_orAsTheParamSays(@TempDir Path place)
      throws Exception {
    String database = "jdbc:h2:mem:usage_param";
    String file = Files.writeString(place.resolve("flags.json"), "{}").toUri().toString();
    assertTrue(isCounted("flags", database));
    assertFalse(isCounted("flags", database, "usage", "off"));
    assertFalse(isCounted("flags", file));
    assertTrue(isCounted("flags", file, "usage", "on"));
    assertEquals(List.of("flags.json"), List.of(place.toFile().list()), "nothing is written");
    assertTrue(refusal("flags", file, "usage", "yes").contains("'yes' should be on or off"));
  }

  private boolean isCounted(String... params) throws ServletException {
    Settings settings = settings(params);
    boolean counted = settings.engine().integration().attachment(UsageLog.class).isPresent();
    settings.close();
    return counted;
  }

  @Test
  void experiments_goWhereTheParamSays(@TempDir Path place) throws Exception {
    Path lines = place.resolve("exposures.jsonl");
    FlagFilter filter = new FlagFilter();
    Path flags = Files.writeString(place.resolve("flags.json"), "{}");
    filter.init(
        new Config(
            context,
            Map.of("flags", flags.toUri().toString(), "experiments", lines.toUri().toString())));
    filter.destroy();
    var wrong = new Config(context, Map.of("experiments", "here", "retention", "90"));
    ServletException refused =
        assertThrows(ServletException.class, () -> new FlagFilter().init(wrong));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("'here' should be file:…, jdbc:… or jndi:…"), message);
    assertTrue(message.contains("must be a duration such as P90D, was '90'"), message);
  }
}
