package dev.jackstaff.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.jackstaff.console.ConsoleServlet;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.FlagFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** All that is wrong with properties is told at once, as a screen. */
final class PropertyCheckTest {
  @TempDir private Path directory;

  private static ConfigurableApplicationContext start(StandardEnvironment environment) {
    SpringApplication application = new SpringApplication(JackstaffAutoConfiguration.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setEnvironment(environment);
    application.setRegisterShutdownHook(false);
    return application.run();
  }

  private static StandardEnvironment environment(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
    return environment;
  }

  private String flags() throws Exception {
    return Files.writeString(directory.resolve("f.json"), "{\"new_search\": true}")
        .toUri()
        .toString();
  }

  private static String refusal(Map<String, Object> properties) {
    return assertThrows(InvalidPropertiesException.class, () -> start(environment(properties)))
        .getMessage();
  }

  @Test
  void everythingThatIsWrong_isToldAtOnce() {
    String message =
        refusal(
            Map.ofEntries(
                Map.entry("jackstaff.flags", "file:none.json"),
                Map.entry("jackstaff.flgas", "file:other.json"),
                Map.entry("jackstaff.console.enabled", "true"),
                Map.entry("jackstaff.console.pahts", "/x"),
                Map.entry("jackstaff.console.path", "x"),
                Map.entry("jackstaff.console.lifetimes.releas", "40d"),
                Map.entry("jackstaff.console.access", "everybody"),
                Map.entry("jackstaff.console.references", "classpath:none.json"),
                Map.entry("jackstaff.user", "principle, header:X, anonymus"),
                Map.entry("jackstaff.trusted-proxies", "proxy, 10.0.0.0/99"),
                Map.entry("jackstaff.client-address", "forwared"),
                Map.entry("jackstaff.exclude", "assets, *.css"),
                Map.entry("jackstaff.header", "X Active"),
                Map.entry("jackstaff.header-max-bytes", "many"),
                Map.entry("jackstaff.guard", "maybe"),
                Map.entry("jackstaff.refresh", "soon"),
                Map.entry("jackstaff.retention", "-1d"),
                Map.entry("jackstaff.experiments", "here"),
                Map.entry("jackstaff.override-secret", "short"),
                Map.entry("jackstaff.ofrep.enabled", "true"),
                Map.entry("jackstaff.ofrep.subject", "somebody"),
                Map.entry("jackstaff.ofrep.allowed-origins", "shop, https://a.example, /b")));
    assertEquals(
        """
        jackstaff.application: testers' tokens need the application's name, so that tokens of \
        other applications are rejected; set spring.application.name or jackstaff.application
        jackstaff.client-address: 'forwared' should be remote or forwarded; did you mean 'forwarded'?
        jackstaff.console.access: 'everybody' should be roles or loopback; a bean ConsoleAccess \
        decides otherwise
        jackstaff.console.lifetimes.releas: is not a flag type; the types are release, experiment, \
        ops, permission
        jackstaff.console.pahts: unknown property; did you mean 'jackstaff.console.path'?
        jackstaff.console.path: 'x' should be a path such as /flags
        jackstaff.console.references: there is no classpath:none.json
        jackstaff.exclude: 'assets' should be a path, such as /favicon.ico, /assets/* or *.css
        jackstaff.experiments: 'here' should be file:…, jdbc:…, jndi:…, datasource or datasource:BEAN
        jackstaff.flags: there is no file:none.json; create it, or let \
        jackstaff.initial name the flags that it begins with
        jackstaff.flgas: unknown property; did you mean 'jackstaff.flags'?
        jackstaff.guard: 'maybe' should be true or false
        jackstaff.header-max-bytes: 'many' should be a whole number
        jackstaff.header: 'X Active' is not a header's name, or none
        jackstaff.ofrep.allowed-origins: 'shop' should be an origin such as https://shop.example, or \
        *; '/b' should be an origin such as https://shop.example, or *
        jackstaff.ofrep.subject: 'somebody' should be context or request
        jackstaff.override-secret: the override secret must have at least 32 bytes, has 5
        jackstaff.refresh: 'soon' should be a duration such as 30s, 5m or PT30S
        jackstaff.retention: must be over 0, was PT-24H
        jackstaff.trusted-proxies: 'proxy' is not an address, a network such as 10.0.0.0/8, loopback \
        or none; the prefix of '10.0.0.0/99' must be between 0 and 32
        jackstaff.user: unknown 'principle'; did you mean 'principal'?; unknown 'anonymus'; did you \
        mean 'anonymous'?; known are principal, session:NAME, header:NAME, cookie:NAME, query:NAME, \
        anonymous""",
        String.join("\n", new TreeSet<>(message.lines().toList())));
  }

  @Test
  void documentThatIsWrongToo_isToldBesideTheProperties() throws Exception {
    Path file = Files.writeString(directory.resolve("bad.json"), "{\"a\": {\"percentge\": 1}}");
    String message =
        refusal(Map.of("jackstaff.flags", file.toUri().toString(), "jackstaff.usr", "principal"));
    assertTrue(message.contains("jackstaff.usr: unknown property; did you mean"), message);
    assertTrue(message.contains("a: unknown property 'percentge'; did you mean"), message);
  }

  @Test
  void names_asSpringReadsThem_areKnown() throws Exception {
    StandardEnvironment environment =
        environment(
            Map.of(
                "jackstaff.flags", flags(),
                "jackstaff.headerMaxBytes", "99",
                "jackstaff.trusted_proxies[0]", "10.0.0.1",
                "jackstaff.attributes.country", "header:CF-IPCountry",
                "jackstaff.console.admin-tokens[deploy.prod]", "x".repeat(32),
                "jackstaffed.x", "not ours"));
    // Kubernetes sets such variables for a service called jackstaff.
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("JACKSTAFF_PORT", "tcp://10.0.0.1:80", "JACKSTAFF_BEAN", "shop_flags")));
    try (var context = start(environment)) {
      assertEquals("shop_flags", context.getBean(JackstaffProperties.class).bean());
      assertEquals(99, context.getBean(JackstaffProperties.class).headerMaxBytes());
    }
  }

  private static FailureAnalysis analysis(Throwable failure) {
    // Some of Spring Boot's own want a bean factory, and are not asked here.
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(FailureAnalyzer.class, (type, name, e) -> {})
        .stream()
        .filter(JackstaffFailureAnalyzer.class::isInstance)
        .map(analyzer -> analyzer.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  @Test
  void failedStart_isOneScreen() throws Exception {
    StringBuilder document = new StringBuilder("{");
    for (int i = 0; i < 90; i++) {
      document.append("\"f").append(i).append("\": {\"percentge\": 1},");
    }
    Path file = Files.writeString(directory.resolve("many.json"), document + "\"z\": true}");
    Exception failure =
        assertThrows(
            Exception.class,
            () -> start(environment(Map.of("jackstaff.flags", file.toUri().toString()))));
    String description = analysis(failure).getDescription();
    assertTrue(description.startsWith("Invalid flags:"), description);
    assertTrue(description.endsWith("and 70 more"), description);
    assertTrue(description.lines().count() <= 24, description);
    Exception wrong =
        assertThrows(
            Exception.class, () -> start(environment(Map.of("jackstaff.usr", "principal"))));
    assertEquals(
        """
        Invalid properties of Jackstaff:

            jackstaff.usr: unknown property; did you mean 'jackstaff.user'?""",
        analysis(wrong).getDescription());
    assertNull(analysis(new IllegalStateException("of somebody else")));
  }

  @Test
  void commaSeparatedProperties_takeListsOfYaml_andOthersSayThatTheyDoNot() throws Exception {
    String secret = "a secret of thirty-two bytes, or more";
    Map<String, Object> lists =
        Map.of(
            "jackstaff.flags",
            flags(),
            "jackstaff.user[0]",
            "principal",
            "jackstaff.user[1]",
            "anonymous",
            "jackstaff.visitor-secret[0]",
            secret.replace(",", ""),
            "jackstaff.override-secret[0]",
            secret.replace(",", ""),
            "jackstaff.application",
            "shop");
    start(environment(lists)).close();
    assertEquals(
        """
        jackstaff.header-for[0]: takes one text, not a list
        jackstaff.user: unknown 'principle'; did you mean 'principal'?; unknown 'anonymus'; did you \
        mean 'anonymous'?; known are principal, session:NAME, header:NAME, cookie:NAME, query:NAME, \
        anonymous""",
        refusal(
            Map.of(
                "jackstaff.user[0]", "principle",
                "jackstaff.user[1]", "anonymus",
                "jackstaff.header-for[0]", "all")));
  }

  @Test
  void timeoutWithoutAUnit_isRefused_sinceItIsMilliseconds() throws Exception {
    assertEquals(
        "jackstaff.ofrep.body-timeout: must be 1s or more, was 10 ms; a number without a unit is"
            + " milliseconds",
        refusal(
            Map.of(
                "jackstaff.flags", flags(),
                "jackstaff.ofrep.enabled", "true",
                "jackstaff.ofrep.body-timeout", "10")));
  }

  /** The names that an init-param's error lists. */
  private static Set<String> known(Filter filter) {
    FilterConfig config = mock();
    ServletContext context = mock();
    when(config.getServletContext()).thenReturn(context);
    when(config.getInitParameterNames()).thenReturn(Collections.enumeration(List.of("?")));
    return known(assertThrows(ServletException.class, () -> filter.init(config)));
  }

  private static Set<String> known(Servlet servlet) {
    ServletConfig config = mock();
    ServletContext context = mock();
    when(config.getServletContext()).thenReturn(context);
    when(config.getInitParameterNames()).thenReturn(Collections.enumeration(List.of("?")));
    return known(assertThrows(ServletException.class, () -> servlet.init(config)));
  }

  private static Set<String> known(ServletException refusal) {
    String line = refusal.getMessage().lines().findFirst().orElseThrow();
    String names = line.substring(line.indexOf("known are ") + "known are ".length());
    return new TreeSet<>(Arrays.asList(names.split(", ")));
  }

  private static Set<String> properties(Class<?> type) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(type.getRecordComponents()).forEach(part -> names.add(part.getName()));
    return names;
  }

  private static Set<String> without(Set<String> names, Set<String> others) {
    Set<String> rest = new TreeSet<>(names);
    rest.removeAll(others);
    return rest;
  }

  @Test
  void everyInitParam_hasItsProperty() {
    assertEquals(Set.of(), without(known(new FlagFilter()), properties(JackstaffProperties.class)));
    assertEquals(
        // The bean FeatureFlags, .secret, and the filter's own tokens.
        Set.of("flags", "consoleSecret", "overrideSecret", "application"),
        without(known(new ConsoleServlet()), properties(JackstaffProperties.Console.class)));
    assertEquals(
        Set.of(), without(known(new OfrepServlet()), properties(JackstaffProperties.Ofrep.class)));
  }
}
