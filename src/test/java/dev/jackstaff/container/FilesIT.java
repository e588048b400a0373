package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of the container's default servlet: behind the filter they are answered as without it, and
 * the servlet is given the container's own request and response, to which alone containers send
 * files without copying them.
 */
class FilesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> OF_THE_FILTER = Set.of("x-active-flags", "date");
  private static final Map<String, String> CLASSES = new ConcurrentHashMap<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path directory;
  private static ServletContainerFixture plain;
  private static ServletContainerFixture filtered;

  @BeforeAll
  static void start() throws IOException {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    write("large.bin", noise);
    write("small.txt", bytes("small"));
    write("script.js", bytes("var a = 1;\n".repeat(20_000)));
    write("assets/picture.bin", noise);
    write("folder/index.html", bytes("<p>"));
    plain = new Site(directory).compressing().application("", FilesIT::record).start();
    filtered = new Site(directory).compressing().application("", FilesIT::setUp).start();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(String name, byte[] content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-20T12:00:00Z")));
  }

  private static void setUp(ServletContext context) {
    FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.on("a"), Flag.percentage("b", 100)));
    FlagFilter.builder(features)
        .user(UserResolver.header("X-User-Id").or(UserResolver.anonymous()))
        .exclude("/assets/*", "*.ico")
        .register(context);
    new App()
        .page("/page", (request, response) -> response.getWriter().print(Flags.on("a")))
        .register(context);
    record(context);
  }

  /** The last filter notes the classes that the servlet is given. */
  private static void record(ServletContext context) {
    Filter last =
        (request, response, chain) -> {
          String path = ((HttpServletRequest) request).getServletPath();
          CLASSES.put(path, request.getClass().getName() + " " + response.getClass().getName());
          if (request.getParameter("flags") != null) {
            response.getWriter().print(Flags.on("a") + " " + Flags.on("b"));
          } else {
            chain.doFilter(request, response);
          }
        };
    var registration = context.addFilter("last", last);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }

  @AfterAll
  static void stop() {
    plain.close();
    filtered.close();
  }

  private record Row(String method, String path, List<String> headers) {
    Row(String method, String path, String... headers) {
      this(method, path, List.of(headers));
    }

    @Override
    public String toString() {
      return method + " " + path + " " + headers;
    }
  }

  static Stream<Row> rows() {
    return Stream.of("large.bin", "small.txt", "script.js", "assets/picture.bin")
        .flatMap(
            path ->
                Stream.of(
                    new Row("GET", path),
                    new Row("HEAD", path),
                    new Row("GET", path, "Accept-Encoding", "gzip"),
                    new Row("GET", path, "Range", "bytes=2-4"),
                    new Row("GET", path, "Range", "bytes=0-1,3-4"),
                    new Row("GET", path, "Range", "bytes=900000-"),
                    new Row("GET", path, "If-Modified-Since", "Sun, 29 Nov 2026 12:00:00 GMT"),
                    new Row("GET", path, "If-Modified-Since", "Thu, 19 Nov 2026 12:00:00 GMT"),
                    new Row("GET", path, "If-None-Match", "*"),
                    new Row("OPTIONS", path),
                    new Row("POST", path),
                    new Row("POST", path, "Accept-Encoding", "gzip")));
  }

  private static HttpResponse<byte[]> send(ServletContainerFixture server, Row row)
      throws IOException, InterruptedException {
    URI uri = server.baseUri().resolve(row.path());
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    request.method(row.method(), BodyPublishers.noBody());
    if (!row.headers().isEmpty()) {
      request.headers(row.headers().toArray(String[]::new));
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** Boundaries of multipart answers are random. */
  private static Map<String, List<String>> headers(HttpResponse<byte[]> response) {
    Map<String, List<String>> headers = new TreeMap<>();
    response.headers().map().forEach((name, values) -> headers.put(name, values));
    headers.keySet().removeIf(name -> OF_THE_FILTER.contains(name.toLowerCase(Locale.ROOT)));
    headers.replaceAll(
        (name, values) ->
            values.stream().map(it -> it.replaceAll("boundary=.*", "boundary")).toList());
    return headers;
  }

  /** Jetty's error pages show the address. */
  private static String page(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8)
        .replace(":" + response.uri().getPort(), "");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void file_isAnsweredAsWithoutTheFilter(Row row) throws Exception {
    HttpResponse<byte[]> without = send(plain, row);
    HttpResponse<byte[]> with = send(filtered, row);
    assertEquals(without.statusCode(), with.statusCode());
    if (row.method().equals("GET") || row.method().equals("HEAD")) {
      assertEquals(headers(without), headers(with));
    }
    if (without.statusCode() >= 400) {
      assertEquals(page(without), page(with));
    } else if (!headers(without).toString().contains("boundary")) {
      assertTrue(Arrays.equals(without.body(), with.body()), "body");
    }
    if (row.method().equals("GET") && without.statusCode() < 400) {
      boolean excluded = row.path().startsWith("assets");
      assertEquals(excluded ? List.of() : List.of("a"), with.headers().allValues("X-Active-Flags"));
    }
  }

  @Test
  void defaultServlet_isGivenTheContainersOwnClasses_andPagesAreNot() throws Exception {
    for (String path : List.of("large.bin", "script.js", "assets/picture.bin")) {
      send(plain, new Row("GET", path));
      String own = CLASSES.get("/" + path);
      send(filtered, new Row("GET", path));
      assertEquals(own, CLASSES.get("/" + path));
    }
    for (String path : List.of("page", "nowhere", "folder/")) {
      send(filtered, new Row("GET", path));
      String wrapped = CLASSES.get(path.equals("folder/") ? folder() : "/" + path);
      assertTrue(wrapped.contains("FlagRequest"), path + ": " + wrapped);
    }
  }

  /** Tomcat maps a folder to its welcome file at once. */
  private static String folder() {
    return CLASSES.keySet().stream().filter(it -> it.startsWith("/folder")).findAny().orElseThrow();
  }

  @Test
  void filterBehindThisOne_asksFlags_onTheWayToAFileAndElsewhere() throws Exception {
    for (String path : List.of("small.txt?flags", "nowhere?flags", "page?flags")) {
      byte[] body = send(filtered, new Row("GET", path, "X-User-Id", "u")).body();
      assertEquals("true true", new String(body, StandardCharsets.UTF_8), path);
    }
    for (String path : List.of("assets/x?flags", "x.ico?flags")) {
      byte[] body = send(filtered, new Row("GET", path)).body();
      assertEquals("false false", new String(body, StandardCharsets.UTF_8), path);
    }
  }

  @Test
  void visitor_getsACookie_withAPageAndACall_butWithNoFilePartOrPreflight() throws Exception {
    Map<Row, Boolean> rows =
        Map.of(
            new Row("GET", "page"), true,
            new Row("GET", "page", "Sec-Fetch-Dest", "empty"), true,
            new Row("GET", "nowhere"), true,
            new Row("GET", "small.txt", "Accept", "text/html"), true,
            new Row("GET", "small.txt", "Sec-Fetch-Dest", "document"), true,
            new Row("GET", "small.txt"), false,
            new Row("GET", "script.js", "Sec-Fetch-Dest", "script"), false,
            new Row("GET", "page", "Sec-Fetch-Dest", "image"), false,
            new Row("OPTIONS", "page"), false,
            new Row("GET", "assets/picture.bin"), false);
    for (Map.Entry<Row, Boolean> row : rows.entrySet()) {
      HttpResponse<byte[]> response = send(filtered, row.getKey());
      int cookies = response.headers().allValues("Set-Cookie").size();
      assertEquals(row.getValue() ? 1 : 0, cookies, row.getKey()::toString);
    }
  }
}
