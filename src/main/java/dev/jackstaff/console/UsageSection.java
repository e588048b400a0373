package dev.jackstaff.console;

import dev.jackstaff.hygiene.FlagUsage;
import dev.jackstaff.hygiene.FlagUsage.ResultCount;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import java.time.Instant;

/** The section of a flag's page with its results, by version. */
final class UsageSection {
  private static final int MAX_ROWS = 20;

  private final FlagUsage usage;
  private final String revision;
  private final Instant now;

  private UsageSection(FlagUsage usage, Flag flag, Instant now) {
    this.usage = usage;
    this.revision = FlagJson.revision(flag);
    this.now = now;
  }

  /** Returns the section; empty if the usage is not counted, or not read yet. */
  static Html section(Exchange exchange, Flag flag) {
    return exchange
        .flags()
        .review()
        .known()
        .usage()
        .of(flag.name())
        .map(usage -> new UsageSection(usage, flag, exchange.now()).html())
        .orElse(Html.NOTHING);
  }

  record UsageResults(Fragment results, String since) implements Fragment {}

  record NeverUsed() implements Fragment {}

  record ResultTable(Html rows) implements Fragment {}

  record ResultRow(String result, String count, Html last, Html version) implements Fragment {}

  record RevisionCode(String revision) implements Fragment {}

  private Html html() {
    Fragment results = usage.answers().isEmpty() ? new NeverUsed() : table();
    return new UsageResults(results, Formats.minute(usage.since())).html();
  }

  private ResultTable table() {
    int shown = Math.min(MAX_ROWS, usage.answers().size());
    return new ResultTable(Html.each(usage.answers().subList(0, shown), this::row));
  }

  private ResultRow row(ResultCount result) {
    boolean current = result.revision().equals(revision);
    return new ResultRow(
        result.result(),
        Formats.thousands(result.asked()),
        Formats.ago(result.last(), now),
        current ? Html.join("current") : new RevisionCode(result.revision()).html());
  }
}
