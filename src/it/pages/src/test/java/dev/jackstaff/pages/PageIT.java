package dev.jackstaff.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in Jetty, asked for itself and as the page of an error. */
class PageIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Server JETTY = new Server(0);

  @BeforeAll
  static void start() throws Exception {
    WebAppContext application = new WebAppContext();
    application.setBaseResourceAsPath(Path.of("src/main/webapp"));
    application.setParentLoaderPriority(true);
    application.setThrowUnavailableOnStartupException(true);
    JETTY.setHandler(application);
    JETTY.start();
  }

  @AfterAll
  static void stop() throws Exception {
    JETTY.stop();
  }

  private static List<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(JETTY.getURI().resolve(URI.create(path))).build();
    String page = CLIENT.send(request, BodyHandlers.ofString()).body();
    return page.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/page.jsp", "/nowhere"})
  void page_asksTheFlagsOfTheRequest(String path) throws Exception {
    assertEquals(
        List.of("checkout new", "button green", "limit 4", "unknown 20", "attribute true"),
        get(path + "?user=anna"));
    assertEquals(
        List.of("checkout old", "button control", "limit 4", "unknown 20", "attribute false"),
        get(path));
  }
}
