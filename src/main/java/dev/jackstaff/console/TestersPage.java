package dev.jackstaff.console;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.servlet.OverrideTokens;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page that issues signed tokens, with which a tester sees a feature before its release. */
final class TestersPage {
  private final Exchange exchange;
  private final FormData form;
  private final List<Problem> problems = new ArrayList<>();

  private TestersPage(Exchange exchange, FormData form) {
    this.exchange = exchange;
    this.form = form;
  }

  record TestersForm(
      @Nullable IssuedToken token, Html problems, String base, Html csrf, Html fields)
      implements Fragment {}

  record IssuedToken(String subject, String expires, String header, String token)
      implements Fragment {}

  static Response show(Exchange exchange) {
    tokens(exchange);
    return new TestersPage(exchange, FormData.EMPTY).page(200, null);
  }

  static Response issue(Exchange exchange) throws IOException {
    return new TestersPage(exchange, exchange.form()).issue(tokens(exchange));
  }

  private static OverrideTokens tokens(Exchange exchange) {
    return exchange
        .overrides()
        .orElseThrow(
            () ->
                RequestFailure.Category.NOT_FOUND.because(
                    "the console has no overrideSecret, or you may not issue tokens"));
  }

  private Response issue(OverrideTokens tokens) {
    Map<String, FlagOverride> wanted = wanted();
    String subject = form.get("subject");
    Instant expires = exchange.clock().plus(days()).minusSeconds(1);
    String token = "";
    try {
      if (problems.isEmpty()) {
        token = tokens.issue(wanted, subject.isEmpty() ? null : subject, expires);
      }
    } catch (IllegalArgumentException e) {
      problems.add(Problem.of(null, "/flags", String.valueOf(e.getMessage())));
    }
    return problems.isEmpty() ? page(200, issued(token, subject, expires)) : page(422, null);
  }

  private Duration days() {
    String text = form.get("days");
    if (!text.matches("[1-7]")) {
      problems.add(Problem.of(null, "/days", "must be 1 to 7 days"));
      return Duration.ofDays(1);
    }
    return Duration.ofDays(Integer.parseInt(text));
  }

  private Map<String, FlagOverride> wanted() {
    Map<String, FlagOverride> wanted = new LinkedHashMap<>();
    for (String line : form.lines("flags")) {
      String[] pair = line.split("=", 2);
      boolean off = line.startsWith("!");
      String name = (off ? line.substring(1) : pair[0]).strip();
      boolean plain = off || pair.length == 1;
      check(name, plain ? "" : pair[1].strip());
      FlagOverride simple = off ? FlagOverride.OFF : FlagOverride.ON;
      wanted.put(name, plain ? simple : FlagOverride.variant(pair[1].strip()));
    }
    return wanted;
  }

  private void check(String name, String variant) {
    Flag flag = exchange.flags().definitions().find(name).orElse(null);
    if (exchange.flags().features().integration().external().containsKey(name)) {
      // The variants of an external flag are not known here.
      return;
    }
    if (flag == null) {
      String hint = Spelling.suggestion(name, exchange.flags().features().names());
      wrong("there is no flag '" + Spelling.shown(name) + "'" + hint);
    } else if (!variant.isEmpty()
        && flag.variants().stream().noneMatch(known -> known.name().equals(variant))) {
      wrong(name + " has no variant '" + Spelling.shown(variant) + "'");
    }
  }

  private void wrong(String message) {
    problems.add(Problem.of(null, "/flags", message));
  }

  private static IssuedToken issued(String token, String subject, Instant expires) {
    String bearer = subject.isEmpty() ? "any bearer" : Formats.cut(subject, 100);
    return new IssuedToken(bearer, Formats.minute(expires), OverrideTokens.NAME, token);
  }

  private Response page(int status, @Nullable IssuedToken token) {
    FormField field = FormField.of(problems);
    Html fields =
        Html.join(
            field.area(
                "flags",
                "Flags",
                form.raw("flags"),
                4,
                "One per line: name for on, !name for off, name=variant."),
            field.input(
                "subject", "User id", form.get("subject"), "Empty for any bearer of the token."),
            field.input("days", "Days", form.has("days") ? form.get("days") : "1", "1 to 7."));
    TestersForm page =
        new TestersForm(token, field.summary(), exchange.base(), PageLayout.csrf(exchange), fields);
    return PageLayout.page(status, exchange, "Testers", page.html());
  }
}
