package dev.jackstaff.console;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.hygiene.FlagUsage;
import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The page of the flags that should be removed, with the reason and the next step for each. */
final class CleanupPage {
  private static final int MAX_REFERENCES_SHOWN = 5;

  private final Exchange exchange;
  private final Instant now;
  private final CleanupReview.UsageReading known;
  private final FlagReview review;
  private final @Nullable References references;

  private CleanupPage(Exchange exchange) {
    CleanupReview source = exchange.flags().review();
    this.exchange = exchange;
    this.now = exchange.now();
    this.known = source.read();
    this.review = source.review(known);
    this.references = exchange.references();
  }

  static Response answer(Exchange exchange) {
    return PageLayout.page(exchange, "Clean-up", new CleanupPage(exchange).main());
  }

  record Cleanup(Html counted, Html tables, @Nullable Fragment notes) implements Fragment {}

  record NoFindings(String title, String id, String text) implements Fragment {}

  record FindingTable(String title, String id, Html rows) implements Fragment {}

  record FindingRow(
      Html name,
      @Nullable UsageSummary usage,
      Verdict verdict,
      String reason,
      Html references,
      Html next)
      implements Fragment {}

  record FlagLink(String link, String name) implements Fragment {}

  record UsageSummary(String counts, Html last) implements Fragment {}

  record ReferencesUnknown() implements Fragment {}

  record ReferenceList(Html items, @Nullable String more) implements Fragment {}

  record ListItem(String text) implements Fragment {}

  record NextCommand(String next, String command) implements Fragment {}

  record CleanupNotes(Html items) implements Fragment {}

  record ReferencesNote() implements Fragment {}

  private Html main() {
    Html tables =
        Html.join(
            table("go", "Flags to remove", "No flag has to be removed.", this::isDue),
            table(
                "undefined",
                "Used, but not defined",
                "No undefined flag is used.",
                finding -> finding.verdict() == Verdict.UNDEFINED),
            table("held", "Kept", "", Finding::isHeld));
    return new Cleanup(counted(), tables, notes()).html();
  }

  private boolean isDue(Finding finding) {
    return !finding.isHeld() && finding.verdict() != Verdict.UNDEFINED;
  }

  private Html counted() {
    return known
        .usage()
        .since()
        .map(since -> Html.join("Usage is counted since ", Formats.day(since), "."))
        .orElse(Html.join("No usage is counted yet."));
  }

  private @Nullable Fragment table(
      String id, String title, String nothing, Predicate<Finding> which) {
    List<Finding> shown = review.findings().stream().filter(which).toList();
    if (shown.isEmpty()) {
      return nothing.isEmpty() ? null : new NoFindings(title, id, nothing);
    }
    return new FindingTable(title, id, Html.each(shown, this::row));
  }

  private FindingRow row(Finding finding) {
    return new FindingRow(
        name(finding),
        usage(finding.flag()),
        finding.verdict(),
        finding.reason(),
        references(finding),
        next(finding));
  }

  private Html name(Finding finding) {
    return finding.verdict() == Verdict.UNDEFINED
        ? Html.join(finding.flag())
        : new FlagLink(exchange.flagLink(finding.flag()), finding.flag()).html();
  }

  /** Returns the usage of a flag, such as {@code on 12, off 3; asked for 2 days ago}. */
  private @Nullable UsageSummary usage(String flag) {
    FlagUsage usage = known.usage().of(flag).orElse(null);
    Instant last = usage == null ? null : usage.lastAsked().orElse(null);
    if (usage == null || last == null) {
      return null;
    }
    List<String> counts = new ArrayList<>();
    usage.counts().forEach((result, count) -> counts.add(result + " " + Formats.thousands(count)));
    String before = counts.isEmpty() ? "" : String.join(", ", counts) + "; ";
    return new UsageSummary(before, Formats.ago(last, now));
  }

  private Html references(Finding finding) {
    if (references == null) {
      return new ReferencesUnknown().html();
    }
    List<Reference> places = finding.places();
    if (places.isEmpty()) {
      return Html.join("none");
    }
    int more = places.size() - MAX_REFERENCES_SHOWN;
    List<Reference> shown = places.subList(0, Math.min(MAX_REFERENCES_SHOWN, places.size()));
    return new ReferenceList(
            Html.each(shown, place -> new ListItem(place.place())),
            more > 0 ? "and " + more + " more" : null)
        .html();
  }

  private static Html next(Finding finding) {
    if (finding.isHeld()) {
      return Html.join("Kept, since ", finding.heldBecause(), ".");
    }
    String command = finding.command();
    return command == null
        ? Html.join(finding.next())
        : new NextCommand(finding.next(), command).html();
  }

  private @Nullable CleanupNotes notes() {
    List<Fragment> notes = new ArrayList<>();
    if (known.problem() != null) {
      notes.add(new ListItem(known.problem()));
    }
    if (references == null) {
      notes.add(new ReferencesNote());
    }
    review.notes().forEach(note -> notes.add(new ListItem(note)));
    return notes.isEmpty() ? null : new CleanupNotes(Html.each(notes, note -> note));
  }
}
