package dev.jackstaff.console;

import dev.jackstaff.experiment.Comparison;
import dev.jackstaff.experiment.Estimate;
import dev.jackstaff.experiment.ExperimentResults;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.Metric;
import dev.jackstaff.experiment.VariantCount;
import dev.jackstaff.experiment.Winner;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Layer;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.Versioned;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
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

  record ResultsUnavailable(@Nullable String reason) implements Fragment {}

  record ResultsPending(String title, String link) implements Fragment {}

  record ResultsSection(
      Html at,
      Fragment sizes,
      @Nullable CrossedUsers crossed,
      @Nullable ConversionLimit window,
      @Nullable LayerPart layer,
      Html metrics,
      @Nullable RawDataLinks data,
      @Nullable WinnerForm winner)
      implements Fragment {}

  record WrongSizes() implements Fragment {}

  record RightSizes() implements Fragment {}

  record CrossedUsers(String users) implements Fragment {}

  record LayerPart(String layer, String from, String to) implements Fragment {}

  record ConversionLimit(String window) implements Fragment {}

  record MetricResults(
      String title,
      String measure,
      Html rows,
      @Nullable CappedSums cap,
      Html comparisons,
      Html forecasts,
      @Nullable MetricSql sql)
      implements Fragment {}

  record MetricSql(String sql) implements Fragment {}

  record CappedSums(String cap, String percentage) implements Fragment {}

  record VariantResult(
      String variant,
      long users,
      long conversions,
      String mean,
      Html bar,
      String difference,
      String lift)
      implements Fragment {}

  record ForecastTable(String variant, Html rows) implements Fragment {}

  record ForecastRow(String lift, String users, String days) implements Fragment {}

  record RawDataLinks(String link) implements Fragment {}

  record ComparisonText(String text) implements Fragment {}

  record WinnerForm(String link, Html csrf, Html buttons) implements Fragment {}

  record WinnerButton(String variant) implements Fragment {}

  /** Returns the section of the results; empty for a flag that is not measured. */
  static Html section(Exchange exchange, Flag flag) {
    try {
      return results(exchange, flag)
          .map(found -> new ExperimentSection(exchange, flag, found).html())
          .orElse(Html.NOTHING);
    } catch (StoreException e) {
      return new ResultsUnavailable(e.getMessage()).html();
    } catch (RequestFailure e) {
      return new ResultsPending(e.title(), exchange.flagLink(flag.name())).html();
    }
  }

  static Optional<ExperimentResults> results(Exchange exchange, Flag flag) {
    Experiments known =
        exchange.flags().features().integration().attachment(Experiments.class).orElse(null);
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
    if (!exchange.flags().isWritable()) {
      throw RequestFailure.Category.READ_ONLY.because(
          "no winner can be declared here, since these flags are defined where this console cannot"
              + " write; serve the variant to everybody where they are defined");
    }
    WritableFlagStore store = exchange.flags().store();
    Versioned<Flag> found = exchange.flags().find(exchange.part(0));
    Flag won = Winner.declare(found.value(), variant);
    String why = "the winner is " + variant + (reason.isBlank() ? "" : ": " + reason);
    store.put(won, found.revision(), exchange.change(why));
    return won.name();
  }

  private Html html() {
    return new ResultsSection(
            Formats.ago(results.at(), exchange.clock()),
            results.ratio().isWrong() ? new WrongSizes() : new RightSizes(),
            crossed(),
            window(),
            layer(),
            Html.each(results.metrics(), this::metric),
            exchange.mayChange()
                ? new RawDataLinks(exchange.base() + "/api/flags/" + Exchange.encode(flag.name()))
                : null,
            exchange.mayChange() && !flag.isKilled() ? winner() : null)
        .html();
  }

  private @Nullable CrossedUsers crossed() {
    int crossed = (int) Math.min(results.crossed(), Integer.MAX_VALUE);
    return crossed == 0 ? null : new CrossedUsers(Formats.count(crossed, "user", "users"));
  }

  private @Nullable ConversionLimit window() {
    Duration window = results.settings().conversionWindow();
    return window == null ? null : new ConversionLimit(Formats.duration(window));
  }

  private @Nullable LayerPart layer() {
    Layer layer = flag.layer();
    return layer == null
        ? null
        : new LayerPart(layer.name(), Formats.number(layer.from()), Formats.number(layer.to()));
  }

  private MetricResults metric(Metric metric) {
    return new MetricResults(
        metric.event().isEmpty() ? "Nothing tracked yet" : metric.event(),
        metric.amounts() ? "Mean per user" : "Conversion rate",
        Html.each(metric.variants(), count -> row(metric, count)),
        cap(metric),
        Html.each(metric.comparisons(), comparison -> new ComparisonText(comparison.summary())),
        Html.each(forecast(metric), this::forecasts),
        metric.sql().isEmpty() ? null : new MetricSql(metric.sql()));
  }

  private @Nullable CappedSums cap(Metric metric) {
    Double cap = metric.cap();
    return cap == null
        ? null
        : new CappedSums(
            shown(metric, cap),
            Formats.rounded(100 * results.settings().capQuantile()) + "\u00a0%");
  }

  private static List<Comparison> forecast(Metric metric) {
    return metric.comparisons().stream().filter(it -> !it.forecasts().isEmpty()).toList();
  }

  private ForecastTable forecasts(Comparison beside) {
    return new ForecastTable(
        beside.variant(),
        Html.each(
            beside.forecasts(),
            it ->
                new ForecastRow(
                    percentage("%.0f", it.lift()),
                    String.format(Locale.ROOT, "%,d", it.users()),
                    days(it.days(results.usersPerDay())))));
  }

  private static String days(double days) {
    return Double.isInfinite(days)
        ? "no new users arrive"
        : String.format(Locale.ROOT, "%,.0f", Math.ceil(days));
  }

  private static String percentage(String format, double value) {
    return String.format(Locale.ROOT, format, 100 * value) + "\u00a0%";
  }

  private static VariantResult row(Metric metric, VariantCount count) {
    Comparison beside =
        metric.comparisons().stream()
            .filter(c -> c.variant().equals(count.variant()))
            .findFirst()
            .orElse(null);
    return new VariantResult(
        count.variant(),
        count.users(),
        count.conversions(),
        shown(metric, count.mean()),
        bar(metric, count, beside),
        beside == null ? "" : difference(metric, beside),
        beside == null ? "" : lift(beside.lift()));
  }

  private static String shown(Metric metric, double value) {
    return metric.amounts()
        ? String.format(Locale.ROOT, "%,.2f", value)
        : String.format(Locale.ROOT, "%.2f\u00a0%%", 100 * value);
  }

  private static String difference(Metric metric, Comparison beside) {
    Double low = beside.difference().low();
    Double high = beside.difference().high();
    return low == null || high == null
        ? "too early"
        : signed(metric, low) + " to " + signed(metric, high);
  }

  private static String lift(@Nullable Estimate lift) {
    Double low = lift == null ? null : lift.low();
    Double high = lift == null ? null : lift.high();
    return lift == null || low == null || high == null
        ? "too early"
        : percentage("%+.1f", lift.value())
            + " ("
            + percentage("%+.1f", low)
            + " to "
            + percentage("%+.1f", high)
            + ")";
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
    Double low = beside == null ? null : beside.difference().low();
    Double high = beside == null ? null : beside.difference().high();
    return Charts.compared(
        percent(count.mean(), most),
        low == null ? null : percent(first + low, most),
        high == null ? null : percent(first + high, most));
  }

  private static double most(Metric metric) {
    double first = metric.variants().get(0).mean();
    double most = metric.variants().stream().mapToDouble(VariantCount::mean).max().orElse(0);
    for (Comparison beside : metric.comparisons()) {
      Double high = beside.difference().high();
      most = high == null ? most : Math.max(most, first + high);
    }
    return most;
  }

  private static double percent(double value, double most) {
    return most > 0 ? Math.max(0, Math.min(100, 100 * value / most)) : 0;
  }

  private WinnerForm winner() {
    List<VariantCount> variants = results.metrics().get(0).variants();
    return new WinnerForm(
        exchange.flagLink(flag.name()),
        PageLayout.csrf(exchange),
        Html.each(variants, count -> new WinnerButton(count.variant())));
  }
}
