package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import java.io.BufferedReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user of a real request. */
class VisitorIT {
  private static final String ID = "anon-[0-9a-f]{32}";

  private static ServletContainerFixture start(UserResolver user) {
    FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.percentage("half", 50)));
    return new App()
        .with(FlagFilter.builder(features).user(user)::register)
        .page(
            "/who",
            (request, response) -> {
              User known = Objects.requireNonNull(Flags.current()).user();
              response.getWriter().print(known.id() + " " + known.attribute("visitor"));
            })
        .page(
            "/body",
            (request, response) -> {
              String id = Objects.requireNonNull(Flags.current()).user().id();
              String field = request.getParameter("field");
              response.getWriter().print(id + " " + field);
            })
        .page(
            "/raw-body",
            (request, response) -> {
              BufferedReader reader = request.getReader();
              response.getWriter().print(reader.lines().collect(Collectors.joining()));
            })
        .page("/login", (request, response) -> request.getSession().setAttribute("user", "u7"))
        .start();
  }

  private static ServletContainerFixture start(UnaryOperator<FlagFilter.Builder> options) {
    FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.percentage("half", 50)));
    FlagFilter.Builder filter = FlagFilter.builder(features).user(UserResolver.anonymous());
    return new App()
        .with(options.apply(filter)::register)
        .page(
            "/who",
            (request, response) ->
                response.getWriter().print(Objects.requireNonNull(Flags.current()).user().id()))
        .start();
  }

  private static byte[] key(String text) {
    return (text + " of at least thirty-two bytes").getBytes(StandardCharsets.UTF_8);
  }

  /** The cookie as a browser sends it back. */
  private static String sent(HttpResponse<String> response) {
    return cookies(response).get(0).replaceAll(";.*", "");
  }

  @Test
  void signedVisitor_keepsTheId_alsoUnderTheNextKey_andAChosenIdCountsForNothing()
      throws Exception {
    String cookie;
    String id;
    try (ServletContainerFixture server = start(it -> it.visitorSecret(key("old")))) {
      HttpResponse<String> first = Browser.get(server, "who");
      cookie = sent(first);
      id = first.body();
      assertEquals(id, Browser.get(server, "who", "Cookie", cookie).body());
      String chosen = "anon-" + "0".repeat(32);
      HttpResponse<String> forged =
          Browser.get(server, "who", "Cookie", "jackstaff_visitor=" + chosen + "; " + cookie);
      assertEquals(id, forged.body());
      assertEquals(List.of(), cookies(forged));
      HttpResponse<String> other =
          Browser.get(server, "who", "Cookie", "jackstaff_visitor=" + chosen);
      assertNotEquals(chosen, other.body());
      assertEquals(1, cookies(other).size());
    }
    try (ServletContainerFixture server = start(it -> it.visitorSecret(key("new"), key("old")))) {
      HttpResponse<String> renewed = Browser.get(server, "who", "Cookie", cookie);
      assertEquals(id, renewed.body());
      assertNotEquals(cookie, sent(renewed));
      HttpResponse<String> again = Browser.get(server, "who", "Cookie", sent(renewed));
      assertEquals(id, again.body());
      assertEquals(List.of(), cookies(again));
    }
  }

  @Test
  void visitorBehindAProxyThatEndsTls_getsASecureCookieOfThisHost() throws Exception {
    try (ServletContainerFixture server = start(it -> it.secureCookies(true))) {
      HttpResponse<String> response = Browser.get(server, "who");
      String cookie = cookies(response).get(0);
      assertTrue(cookie.startsWith("__Host-jackstaff_visitor=anon-"), cookie);
      assertTrue(cookie.contains("; Path=/;") && cookie.endsWith("; Secure"), cookie);
      HttpResponse<String> again = Browser.get(server, "who", "Cookie", sent(response));
      assertEquals(response.body(), again.body());
      assertEquals(List.of(), cookies(again));
    }
  }

  private static List<String> cookies(HttpResponse<String> response) {
    return response.headers().allValues("Set-Cookie");
  }

  private static String id(String cookie) {
    return cookie.substring("jackstaff_visitor=".length(), cookie.indexOf(';'));
  }

  @Test
  void visitorWithoutAnId_getsOneInAFirstPartyCookie() throws Exception {
    try (ServletContainerFixture server = start(UserResolver.anonymous())) {
      HttpResponse<String> response = Browser.get(server, "who");
      assertEquals(1, cookies(response).size());
      String cookie = cookies(response).get(0);
      String attributes = cookie.toLowerCase(Locale.ROOT).replace(" ", "");
      assertTrue(cookie.matches("jackstaff_visitor=" + ID + ";.*"), cookie);
      assertTrue(attributes.contains(";httponly"), cookie);
      assertTrue(attributes.contains(";samesite=lax"), cookie);
      assertTrue(attributes.contains(";max-age=31536000"), cookie);
      assertTrue(attributes.contains(";path=/"), cookie);
      assertFalse(attributes.contains(";secure"), cookie);
      assertFalse(attributes.contains(";domain"), cookie);
      assertEquals(id(cookie) + " " + id(cookie), response.body());
    }
  }

  @Test
  void visitorWhoComesAgain_keepsTheId() throws Exception {
    try (ServletContainerFixture server = start(UserResolver.anonymous())) {
      String id = id(cookies(Browser.get(server, "who")).get(0));
      HttpResponse<String> again =
          Browser.get(server, "who", "Cookie", "other=x; jackstaff_visitor=" + id);
      assertEquals(id + " " + id, again.body());
      assertEquals(List.of(), cookies(again));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin",
        "anon-",
        "anon-0123456789abcdef0123456789abcdeg",
        "anon-0123456789ABCDEF0123456789ABCDEF",
        "anon-0123456789abcdef0123456789abcdef0"
      })
  void forgedId_isReplaced(String forged) throws Exception {
    try (ServletContainerFixture server = start(UserResolver.anonymous())) {
      HttpResponse<String> response =
          Browser.get(server, "who", "Cookie", "jackstaff_visitor=" + forged);
      String id = id(cookies(response).get(0));
      assertNotEquals(forged, id);
      assertEquals(id + " " + id, response.body());
    }
  }

  @Test
  void visitorWhoLogsIn_keepsTheCookiesIdAsAnAttribute() throws Exception {
    try (ServletContainerFixture server =
        start(UserResolver.header("X-User-Id").or(UserResolver.anonymous()))) {
      String id = id(cookies(Browser.get(server, "who")).get(0));
      HttpResponse<String> response =
          Browser.get(server, "who", "Cookie", "jackstaff_visitor=" + id, "X-User-Id", "u1");
      assertEquals("u1 " + id, response.body());
      assertEquals("u1 null", Browser.get(server, "who", "X-User-Id", "u1").body());
    }
  }

  @Test
  void header_countsFromLoopback() throws Exception {
    try (ServletContainerFixture server = start(UserResolver.header("X-User-Id"))) {
      assertEquals("u1 null", Browser.get(server, "who", "X-User-Id", "u1").body());
      assertEquals("null null", Browser.get(server, "who").body());
    }
  }

  @Test
  void idThatIsTooLong_isNoId() throws Exception {
    try (ServletContainerFixture server = start(UserResolver.header("X-User-Id"))) {
      String longest = "u".repeat(256);
      assertEquals(longest + " null", Browser.get(server, "who", "X-User-Id", longest).body());
      assertEquals("null null", Browser.get(server, "who", "X-User-Id", longest + "u").body());
    }
  }

  @Test
  void query_isRead_andTheBodyLeftToTheApplication() throws Exception {
    try (ServletContainerFixture server = start(UserResolver.query("user"))) {
      String form = "application/x-www-form-urlencoded";
      assertEquals(
          "u 1 of the body",
          Browser.post(server, "body?user=u%201", "user=x&field=of+the+body", "Content-Type", form)
              .body());
      assertEquals(
          "field=1", Browser.post(server, "raw-body", "field=1", "Content-Type", form).body());
      assertEquals(
          "null 1", Browser.post(server, "body", "user=x&field=1", "Content-Type", form).body());
    }
  }

  @Test
  void session_isRead_andNoneIsMade() throws Exception {
    try (ServletContainerFixture server = start(UserResolver.session("user"))) {
      HttpResponse<String> before = Browser.get(server, "who");
      assertEquals("null null", before.body());
      assertEquals(List.of(), cookies(before));
      String session = cookies(Browser.get(server, "login")).get(0).replaceAll(";.*", "");
      assertEquals("u7 null", Browser.get(server, "who", "Cookie", session).body());
    }
  }
}
