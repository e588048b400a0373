package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two applications in one container, of which one includes the other and forwards to it: each has
 * its own flags, decided once in a request, whether the jar lies inside each or is shared.
 */
class CrossContextIT {
  private static final String[] FLAGS = {"front", "back", "both"};
  private static final String FRONT = "[front, both] [front, both] [front, both]";
  private static final String BACK = "[back, both] [back, both] [back, both]";

  /** Jetty 12.1 itself fails at the second, with or without a filter. */
  private static final int INCLUDES = ServletContainerFixture.name().startsWith("jetty") ? 1 : 2;

  @TempDir Path directory;

  private ServletContainerFixture start(boolean shared, String user) throws IOException {
    Path front = document("front.json", "{\"front\": true, \"back\": false, \"both\": true}");
    Path back = document("back.json", "{\"front\": false, \"back\": true, \"both\": true}");
    Library first = new Library(loader(shared));
    Library second = new Library(loader(shared));
    App caller =
        new App()
            .with(it -> first.register(it, "flags", "file:" + front, "user", user, "bean", "bean"))
            .page("/include", (request, response) -> include(first, request, response))
            .page("/forward", CrossContextIT::forward)
            .page("/forward-async", CrossContextIT::forward);
    App callee =
        new App()
            .with(it -> second.register(it, "flags", "file:" + back, "user", user, "bean", "bean"))
            .page("/sees", (request, response) -> print(second, request, response))
            .page("/async", (request, response) -> later(second, request, response));
    return new Site(directory)
        .application("/front", caller::register)
        .application("/back", callee::register)
        .start();
  }

  private Path document(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toAbsolutePath();
  }

  private static ClassLoader loader(boolean shared) {
    return shared ? CrossContextIT.class.getClassLoader() : new OwnCopy();
  }

  private static void print(
      Library library, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String bean = request.getAttribute("bean") == null ? "nothing" : bean(request);
    response.getWriter().println(library.sees(request, FLAGS) + " " + bean + " " + library.user());
  }

  /** Returns whether the flags of the callee are on by the bean for pages. */
  private static String bean(HttpServletRequest request) {
    try {
      Object bean = request.getAttribute("bean");
      Object on = bean.getClass().getMethod("on", String.class).invoke(bean, "back");
      return String.valueOf(on);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void later(
      Library library, HttpServletRequest request, HttpServletResponse response) {
    var context = request.startAsync(request, response);
    context.start(
        () -> {
          try {
            print(library, request, response);
            context.complete();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void include(
      Library library, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    print(library, request, response);
    for (int i = 0; i < INCLUDES; i++) {
      dispatcher(request).include(request, response);
      print(library, request, response);
    }
  }

  private static void forward(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    dispatcher(request).forward(request, response);
  }

  private static RequestDispatcher dispatcher(HttpServletRequest request) {
    String page = request.getServletPath().endsWith("async") ? "/async" : "/sees";
    return Objects.requireNonNull(
            request.getServletContext().getContext("/back"), "no other application")
        .getRequestDispatcher(page);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void include_isDecidedByItsOwnApplication_andLeavesTheCallersAlone(boolean shared)
      throws Exception {
    try (ServletContainerFixture server = start(shared, "header:X-User-Id")) {
      List<String> lines =
          Browser.get(server, "front/include", "X-User-Id", "u").body().lines().toList();
      String front = FRONT + " false u";
      String back = BACK + " true u";
      List<String> expected = new ArrayList<>(List.of(front));
      for (int i = 0; i < INCLUDES; i++) {
        expected.addAll(List.of(back, front));
      }
      assertEquals(expected, lines);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void forward_isDecidedByTheTargetsApplication(boolean shared) throws Exception {
    try (ServletContainerFixture server = start(shared, "header:X-User-Id")) {
      HttpResponse<String> response = Browser.get(server, "front/forward", "X-User-Id", "u");
      assertEquals(BACK + " true u", response.body().strip());
      assertEquals(List.of("back,both"), response.headers().allValues("X-Active-Flags"), "header");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void taskThatTheTargetStarts_isDecidedByTheTargetsApplication(boolean shared) throws Exception {
    try (ServletContainerFixture server = start(shared, "header:X-User-Id")) {
      String body = Browser.get(server, "front/forward-async", "X-User-Id", "u").body().strip();
      assertTrue(body.startsWith("[back, both] [back, both]"), body);
      assertTrue(body.endsWith("u"), body);
    }
  }

  @Test
  void visitorWithoutAnId_isOneInBothApplications() throws Exception {
    try (ServletContainerFixture server = start(false, "anonymous")) {
      List<String> ids =
          Browser.get(server, "front/include")
              .body()
              .lines()
              .map(line -> line.replaceAll(".* ", ""))
              .distinct()
              .toList();
      assertEquals(1, ids.size(), ids::toString);
      assertTrue(ids.get(0).matches("anon-[0-9a-f]{32}"), ids::toString);
    }
  }
}
