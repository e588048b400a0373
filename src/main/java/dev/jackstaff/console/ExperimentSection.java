package dev.jackstaff.console;

import dev.jackstaff.experiment.Comparison;
import dev.jackstaff.experiment.ExperimentResults;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.Metric;
import dev.jackstaff.experiment.VariantCount;
import dev.jackstaff.experiment.Winner;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.Versioned;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The results of an experiment on the page of its flag, and the action that ends it. */
final class ExperimentSection {
  private final Exchange exchange;
  private final Flag flag;
  private final ExperimentResults results;

  private ExperimentSection(Exchange exchange, Flag flag, ExperimentResults results) {
    this.exchange = exchange;
    this.flag = flag;
    this.results = results;
  }

  /** Returns the section of the results; empty for a flag that is not measured. */
  static Html section(Exchange exchange, Flag flag) {
    try {
      return results(exchange, flag)
          .map(found -> new ExperimentSection(exchange, flag, found).html())
          .orElse(Html.NOTHING);
    } catch (StoreException e) {
      return Html.of(
          "<h2 id=\"experiment-title\">Experiment</h2><p>It cannot be counted now: {}</p>",
          e.getMessage());
    } catch (RequestFailure e) {
      return Html.of(
          "<h2 id=\"experiment-title\">Experiment</h2><p>{}: <a href=\"{}\">{}</a>.</p>",
          e.title(),
          exchange.flagLink(flag.name()),
          "look again in a moment");
    }
  }

  static Optional<ExperimentResults> results(Exchange exchange, Flag flag) {
    Experiments known = exchange.desk().features().part(Experiments.class).orElse(null);
    try {
      return known == null || !known.measures(flag) ? Optional.empty() : known.results(flag);
    } catch (SQLTimeoutException e) {
      throw RequestFailure.Category.COUNTING.because(String.valueOf(e.getMessage()), "5");
    } catch (SQLException e) {
      throw new StoreException("the results cannot be read: " + e.getMessage(), e);
    }
  }

  /** Serves one variant to everybody. */
  static Response declare(Exchange exchange) throws IOException {
    String name = declare(exchange, exchange.form().get("variant"), exchange.form().get("reason"));
    return Response.seeOther(exchange.flagLink(name));
  }

  static String declare(Exchange exchange, String variant, String reason) {
    if (!exchange.desk().isWritable()) {
      throw RequestFailure.Category.READ_ONLY.because(
          "no winner can be declared here, since these flags are defined where this console cannot"
              + " write; give the variant to everybody where they are defined");
    }
    WritableFlagStore store = exchange.desk().store();
    Versioned<Flag> found = exchange.desk().find(exchange.part(0));
    Flag won = Winner.declare(found.value(), variant);
    String why = "the winner is " + variant + (reason.isBlank() ? "" : ": " + reason);
    store.put(won, found.revision(), exchange.change(why));
    return won.name();
  }

  private Html html() {
    return Html.of(
        "<h2 id=\"experiment-title\">Experiment</h2><p class=\"quiet\">Counted {}.</p>{}{}{}{}",
        Formats.ago(results.at(), exchange.clock()),
        ratio(),
        crossed(),
        Html.each(results.metrics(), this::metric),
        exchange.mayChange() && !flag.isKilled() ? winner() : Html.NOTHING);
  }

  private Html ratio() {
    return results.ratio().isWrong()
        ? Html.of(
            "<p class=\"banner bad\" role=\"alert\"><strong>The groups do not have the sizes that"
                + " the weights say</strong>, so nothing below can be trusted. Something loses users"
                + " of one variant.</p>")
        : Html.of(
            "<p class=\"quiet\">The groups have the sizes that the weights say. The intervals may be"
                + " looked at at any time.</p>");
  }

  private Html crossed() {
    long crossed = results.crossed();
    return crossed == 0
        ? Html.NOTHING
        : Html.of(
            "<p class=\"quiet\">{} saw more than one variant; the first counts.</p>",
            Formats.count((int) Math.min(crossed, Integer.MAX_VALUE), "user", "users"));
  }

  private Html metric(Metric metric) {
    String title = metric.event().isEmpty() ? "Nothing was tracked yet" : metric.event();
    return Html.of(
        "<h3>{}</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">"
            + "<table class=\"variants results\"><thead><tr><th scope=\"col\">Variant</th>"
            + "<th scope=\"col\">Users</th><th scope=\"col\">Did it</th>"
            + "<th scope=\"col\">{}</th><th scope=\"col\">Difference</th></tr></thead>"
            + "<tbody>{}</tbody></table></div>{}{}",
        title,
        title,
        metric.amounts() ? "Mean per user" : "Share",
        Html.each(metric.variants(), count -> row(metric, count)),
        Html.each(metric.comparisons(), c -> Html.of("<p>{}</p>", c.says())),
        Html.of(
            "<details><summary>The same in SQL</summary><pre tabindex=\"0\"><code>{}</code></pre>"
                + "</details>",
            metric.sql()));
  }

  private static Html row(Metric metric, VariantCount count) {
    Comparison beside =
        metric.comparisons().stream()
            .filter(c -> c.variant().equals(count.variant()))
            .findFirst()
            .orElse(null);
    return Html.of(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td>"
            + "<td class=\"share\"><span class=\"label\">{}</span>{}</td><td>{}</td></tr>",
        count.variant(),
        count.users(),
        count.conversions(),
        shown(metric, count.mean()),
        bar(metric, count, beside),
        beside == null ? "" : difference(metric, beside));
  }

  private static String shown(Metric metric, double value) {
    return metric.amounts()
        ? String.format(Locale.ROOT, "%,.2f", value)
        : String.format(Locale.ROOT, "%.2f\u00a0%%", 100 * value);
  }

  private static String difference(Metric metric, Comparison beside) {
    Double low = beside.low();
    Double high = beside.high();
    return low == null || high == null
        ? "too early"
        : signed(metric, low) + " to " + signed(metric, high);
  }

  private static String signed(Metric metric, double value) {
    return metric.amounts()
        ? String.format(Locale.ROOT, "%+,.2f", value)
        : String.format(Locale.ROOT, "%+.2f", 100 * value) + "\u00a0points";
  }

  /** Draws the mean as a bar, and the interval as a line across its end. */
  private static Html bar(Metric metric, VariantCount count, @Nullable Comparison beside) {
    double most = most(metric);
    double first = metric.variants().get(0).mean();
    Html range = Html.NOTHING;
    if (beside != null && beside.low() != null && beside.high() != null) {
      range =
          Html.of(
              "<line class=\"range\" x1=\"{}\" x2=\"{}\" y1=\"0.5\" y2=\"0.5\"/>",
              place(first + beside.low(), most),
              place(first + beside.high(), most));
    }
    return Html.of(
        "<svg class=\"bar compared\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\""
            + " aria-hidden=\"true\"><rect width=\"{}\" height=\"1\"/>{}</svg>",
        place(count.mean(), most),
        range);
  }

  private static double most(Metric metric) {
    double first = metric.variants().get(0).mean();
    double most = metric.variants().stream().mapToDouble(VariantCount::mean).max().orElse(0);
    for (Comparison beside : metric.comparisons()) {
      Double high = beside.high();
      most = high == null ? most : Math.max(most, first + high);
    }
    return most;
  }

  private static String place(double value, double most) {
    return Formats.rounded(most > 0 ? Math.max(0, Math.min(100, 100 * value / most)) : 0);
  }

  private Html winner() {
    List<VariantCount> variants = results.metrics().get(0).variants();
    return Html.of(
        "<form method=\"post\" class=\"action winner\" action=\"{}/winner\">{}<label class=\"grow\">"
            + "<span class=\"hidden\">Why this winner?</span><input name=\"reason\" maxlength=\"900\""
            + " placeholder=\"Why this winner?\" autocomplete=\"off\"></label>{}</form>",
        exchange.flagLink(flag.name()),
        PageLayout.csrf(exchange),
        Html.each(
            variants,
            count ->
                Html.of(
                    "<button name=\"variant\" value=\"{}\">Everybody gets {}</button>",
                    count.variant(),
                    count.variant())));
  }
}
