package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * A request that somebody holds after its end goes on to say what it said, while its connection is
 * kept alive and the container uses its own objects for the requests of others.
 */
class KeptRequestIT {
  private static final int OTHERS = 20;

  private final Map<String, ServletRequest> kept = new ConcurrentHashMap<>();

  private ServletContainerFixture start() {
    FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.users("first", "first")));
    return new App()
        .with(FlagFilter.builder(features).user(UserResolver.header("X-User-Id"))::register)
        .page("/keep", this::keep)
        .page("/keep-async", this::keepAsync)
        .page("/kept", this::answerKept)
        .start();
  }

  private void keep(HttpServletRequest request, HttpServletResponse response) throws IOException {
    kept.put("given to the servlet", request);
    kept.put("wrapped by the application", new HttpServletRequestWrapper(request));
    answer(response, "kept");
  }

  private void keepAsync(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext context = request.startAsync();
    kept.put("of the AsyncContext", context.getRequest());
    kept.put("of the AsyncContext, asked for again", request.getAsyncContext().getRequest());
    answer(response, "kept");
    context.complete();
  }

  private void answerKept(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, String> users = new TreeMap<>();
    kept.forEach((how, held) -> users.put(how, user(held)));
    answer(response, users.toString());
  }

  private static String user(ServletRequest request) {
    Evaluation evaluation = Flags.from(request);
    return evaluation == null ? "nobody" : evaluation.user().id() + evaluation.active();
  }

  private static void answer(HttpServletResponse response, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private void check(String page, String expected) throws IOException {
    try (ServletContainerFixture server = start();
        Connection connection = new Connection(server)) {
      assertEquals("kept", connection.get(page, "X-User-Id: first").body());
      for (int i = 0; i < OTHERS; i++) {
        assertEquals(expected, connection.get("/kept", "X-User-Id: other-" + i).body());
      }
    }
  }

  @Test
  void requestHeldAfterItsEnd_saysWhatItSaid() throws Exception {
    check("/keep", "{given to the servlet=first[first], wrapped by the application=first[first]}");
  }

  @Test
  void asynchronousRequestHeldAfterItsEnd_saysWhatItSaid() throws Exception {
    check(
        "/keep-async",
        "{of the AsyncContext=first[first], of the AsyncContext, asked for again=first[first]}");
  }
}
