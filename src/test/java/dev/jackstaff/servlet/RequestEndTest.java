package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestEndTest {
  private final List<Integer> statuses = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final FeatureFlags features =
      FeatureFlags.builder(FlagSet.of(Flag.on("a")))
          .listener(finished -> statuses.add(finished.status()))
          .build();

  /** The response as it is when the next request has it. */
  private HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, args) -> {
              asked.add(method.getName());
              return method.getName().equals("getStatus") ? 404 : null;
            });
  }

  private RequestEnd end() {
    Evaluation evaluation = features.integration().begin(User.of("u1"), Map.of());
    return new RequestEnd(features, evaluation, response());
  }

  @Test
  void startedTask_thatThrowsAfterTheEnd_looksAtNoResponse() {
    RequestEnd end = end();
    Runnable task =
        () -> {
          throw new IllegalStateException("late");
        };
    assertThrows(IllegalStateException.class, () -> end.watch(task));
    assertEquals(List.of(500), statuses);
    assertEquals(List.of(), asked);
  }

  @Test
  void requestThatHasEnded_looksAtNoResponseAgain() {
    RequestEnd end = end();
    end.returned();
    end.onComplete(null);
    end.returned();
    assertEquals(List.of(404), statuses);
    assertEquals(List.of("getStatus"), asked);
  }
}
