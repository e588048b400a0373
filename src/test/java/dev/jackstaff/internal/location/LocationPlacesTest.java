package dev.jackstaff.internal.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.jackstaff.console.ConsoleServlet;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.spring.JackstaffAutoConfiguration;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Each setting that takes a location accepts the forms of the table, and refuses the others. */
final class LocationPlacesTest {
  /** The texts of each form, none of which leads to anything. */
  private static final List<List<String>> TEXTS =
      List.of(
          List.of("/WEB-INF/none.json", "/none.json"),
          List.of("classpath:none.json", "classpath:/none.json", "CLASSPATH:none.json"),
          List.of("file:/none/none.json", "file:///none/none%20x.json", "File:none/none.json"),
          List.of("https:none?key=hunter2", "HTTPS:u:hunter2@none"),
          List.of("http:none", "Http:none?key=hunter2"),
          List.of("jdbc:none:x;password=hunter2", "JDBC:none://u:hunter2@h/x"),
          List.of("jndi:none", "Jndi:java:comp/env/none"),
          List.of("datasource", "datasource:none", "DataSource:none"),
          List.of("env:JACKSTAFF_NONE", "ENV:JACKSTAFF_NONE"),
          List.of("attribute:none", "Attribute:none"),
          List.of("none.json", "none", "no thing", "C:\\none\\none.json", "s3:none"));

  private static final List<String> LABELS =
      List.of(
          "/WEB-INF/…",
          "classpath:…",
          "file:…",
          "https:…",
          "http:…",
          "jdbc:…",
          "jndi:…",
          "datasource, datasource:BEAN",
          "env:NAME",
          "attribute:NAME",
          "another resource of Spring");

  /**
   * The columns are the forms above: a digit marks one that is accepted and listed, a star one that
   * is accepted, a dash one that is refused.
   */
  private static final String TABLE =
      """
      filter  flags               FLAGS       1234567--0-
      filter  initial             INITIAL     123--------
      filter  listen              LISTEN      -----67----
      filter  experiments         EXPERIMENTS --3--67----
      filter  visitorSecret       SECRET      --------90-
      filter  overrideSecret      SECRET      --------90-
      filter  flagsToken          SECRET      --------90-
      console flags               OBJECT      ---------0-
      console access              OBJECT      ---------0-
      console references          REFERENCES  123--------
      console consoleSecret       SECRET      --------90-
      console overrideSecret      SECRET      --------90-
      ofrep   apiKey              SECRET      --------90-
      ofrep   streamSecret        SECRET      --------90-
      spring  flags               FLAGS       *2345678--1
      spring  initial             INITIAL     *23**-----1
      spring  listen              LISTEN      -----678---
      spring  experiments         EXPERIMENTS --3--678---
      spring  console.references  REFERENCES  *23**-----1
      """;

  static Stream<Arguments> places() {
    return TABLE.lines().map(line -> Arguments.of((Object[]) line.split(" +")));
  }

  @ParameterizedTest
  @MethodSource("places")
  void everyPlace_acceptsItsForms_andRefusesTheOthersWithThem(
      String program, String setting, String use, String accepted) {
    String refusal = "should be " + forms(setting, accepted);
    for (int i = 0; i < TEXTS.size(); i++) {
      boolean isRefused = accepted.charAt(i) == '-';
      for (String text : TEXTS.get(i)) {
        String message = message(program, setting, " " + text + " ");
        assertEquals(isRefused, message.contains(refusal), text + ": " + message);
        assertFalse(message.contains("hunter2"), message);
        boolean mayBeSecret = use.equals("SECRET") && isRefused;
        assertFalse(mayBeSecret && message.contains(text), message);
      }
    }
  }

  private static String forms(String setting, String accepted) {
    List<String> labels = new ArrayList<>();
    if (setting.equals("access")) {
      labels.addAll(List.of("roles", "loopback"));
    }
    for (int i = 0; i < LABELS.size(); i++) {
      if (Character.isDigit(accepted.charAt(i))) {
        labels.add(LABELS.get(i));
      }
    }
    return String.join(", ", labels).replaceFirst(", ([^,]+)$", " or $1");
  }

  @ParameterizedTest
  @MethodSource("places")
  void nothing_andASchemeAlone_areRefused(
      String program, String setting, String use, String accepted) {
    for (String text :
        List.of(
            "",
            " ",
            "file:",
            "jdbc: ",
            "classpath:",
            "jndi:",
            "datasource:",
            "env:",
            "attribute:")) {
      // An empty property of Spring is one that is not set.
      if (!program.equals("spring") || !text.isBlank()) {
        String message = message(program, setting, text);
        assertTrue(message.contains("should be "), text + ": " + message);
      }
    }
  }

  @Test
  void table_hasEveryUse() {
    List<String> uses = TABLE.lines().map(line -> columns(line)[2]).distinct().sorted().toList();
    // That of the tools is tested by them.
    assertEquals(
        Stream.of(LocationUse.values())
            .filter(use -> use != LocationUse.COMMAND)
            .map(Enum::name)
            .sorted()
            .toList(),
        uses);
  }

  /** The manual's page has the same table. */
  @Test
  void manual_hasTheSameTable() throws Exception {
    List<String> rows =
        Files.readAllLines(Path.of("src/site/markdown/locations.md")).stream()
            .dropWhile(line -> !line.startsWith("| setting |"))
            .filter(line -> line.startsWith("| "))
            .toList();
    List<LocationForm> forms = Stream.of(LocationForm.values()).limit(10).toList();
    assertEquals(
        forms.stream().map(form -> "`" + form.label().split(",", 2)[0] + "`").toList(),
        cells(rows.get(0)));
    List<LocationUse> uses =
        Stream.of(LocationUse.values()).filter(use -> use != LocationUse.COMMAND).toList();
    assertEquals(uses.size(), rows.size() - 1);
    for (int i = 0; i < uses.size(); i++) {
      LocationUse use = uses.get(i);
      List<String> wanted = forms.stream().map(form -> programs(form, use)).toList();
      assertEquals(wanted, cells(rows.get(i + 1)), use.name());
    }
  }

  private static List<String> cells(String row) {
    return List.of(row.split(" *\\| *")).subList(2, 12);
  }

  private static String programs(LocationForm form, LocationUse use) {
    boolean web = isAccepted("filter|console|ofrep", form, use);
    boolean spring = isAccepted("spring", form, use);
    return web ? spring ? "both" : "web.xml" : spring ? "Spring" : "–";
  }

  private static boolean isAccepted(String programs, LocationForm form, LocationUse use) {
    return TABLE
        .lines()
        .map(LocationPlacesTest::columns)
        .filter(row -> row[0].matches(programs) && row[2].equals(use.name()))
        .anyMatch(
            row -> Character.isDigit(row[3].charAt(List.of(LocationForm.values()).indexOf(form))));
  }

  private static String[] columns(String line) {
    return line.split(" +", -1);
  }

  private static String message(String program, String setting, String text) {
    try {
      Map<String, String> params = new TreeMap<>(Map.of(setting, text));
      switch (program) {
        case "filter" -> filter(params);
        case "console" -> console(params);
        case "ofrep" -> new OfrepServlet().init(config(params));
        default -> spring(params);
      }
      return "";
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void filter(Map<String, String> params) throws Exception {
    params.putIfAbsent("flags", "attribute:missing");
    params.put("application", "shop");
    FilterConfig config = mock(FilterConfig.class);
    ServletContext context = context();
    when(config.getServletContext()).thenReturn(context);
    when(config.getInitParameterNames()).thenReturn(Collections.enumeration(params.keySet()));
    params.forEach((name, value) -> when(config.getInitParameter(name)).thenReturn(value));
    new FlagFilter().init(config);
  }

  private static void console(Map<String, String> params) throws Exception {
    params.put("application", "shop");
    new ConsoleServlet().init(config(params));
  }

  private static ServletConfig config(Map<String, String> params) {
    ServletConfig config = mock(ServletConfig.class);
    ServletContext context = context();
    when(config.getServletContext()).thenReturn(context);
    when(config.getInitParameterNames()).thenReturn(Collections.enumeration(params.keySet()));
    params.forEach((name, value) -> when(config.getInitParameter(name)).thenReturn(value));
    return config;
  }

  private static ServletContext context() {
    ServletContext context = mock(ServletContext.class);
    when(context.getClassLoader()).thenReturn(LocationPlacesTest.class.getClassLoader());
    return context;
  }

  private static void spring(Map<String, String> params) {
    Map<String, Object> properties = new TreeMap<>(Map.of("jackstaff.console.enabled", "true"));
    params.forEach((name, value) -> properties.put("jackstaff." + name, value));
    try (var context = new AnnotationConfigApplicationContext()) {
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("test", properties));
      context.register(JackstaffAutoConfiguration.class);
      context.refresh();
    }
  }
}
