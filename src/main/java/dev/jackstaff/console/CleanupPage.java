package dev.jackstaff.console;

import dev.jackstaff.hygiene.Finding;
import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.hygiene.FlagUsage;
import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.Verdict;
import dev.jackstaff.internal.web.Html;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The page of the flags that should be removed, with the reason and the next step for each. */
final class CleanupPage {
  private static final int SHOWN = 5;

  private final Exchange exchange;
  private final Instant now;
  private final CleanupReview.Read known;
  private final FlagReview review;
  private final @Nullable References references;

  private CleanupPage(Exchange exchange) {
    CleanupReview source = exchange.desk().review();
    this.exchange = exchange;
    this.now = exchange.now();
    this.known = source.read();
    this.review = source.review(known);
    this.references = exchange.references();
  }

  static Response answer(Exchange exchange) {
    return PageLayout.page(exchange, "Clean-up", new CleanupPage(exchange).main());
  }

  private Html main() {
    return Html.join(
        Html.of("<h1>Clean-up</h1><p class=\"quiet\">{}</p>", about()),
        table("go", "Flags that should go", "Nothing has to go.", this::isDue),
        table(
            "undefined",
            "Asked for, and not defined",
            "No other name is asked for.",
            finding -> finding.verdict() == Verdict.UNDEFINED),
        table("held", "Held back", "", Finding::isHeld),
        notes());
  }

  private boolean isDue(Finding finding) {
    return !finding.isHeld() && finding.verdict() != Verdict.UNDEFINED;
  }

  private Html about() {
    return known
        .usage()
        .since()
        .map(since -> Html.of("What flags say is counted since {}.", Formats.day(since)))
        .orElse(Html.of("Nothing was counted yet of what flags say."));
  }

  private Html table(String id, String title, String nothing, Predicate<Finding> which) {
    List<Finding> shown = review.findings().stream().filter(which).toList();
    if (shown.isEmpty()) {
      return nothing.isEmpty()
          ? Html.NOTHING
          : Html.of("<h2>{}</h2><p id=\"{}\">{}</p>", title, id, nothing);
    }
    return Html.of(
        """
        <h2 id="{}-title">{}</h2>
        <table class="flags cleanup" id="{}" aria-labelledby="{}-title">
        <thead><tr><th scope="col">Flag</th><th scope="col">Verdict</th>
        <th scope="col">References</th><th scope="col">Next step</th></tr></thead>
        <tbody>{}</tbody></table>
        """,
        id,
        title,
        id,
        id,
        Html.each(shown, this::row));
  }

  private Html row(Finding finding) {
    return Html.of(
        "<tr><th scope=\"row\">{}{}</th><td class=\"verdict\"><span class=\"mark\">{}</span>"
            + " <span class=\"because\">{}</span></td><td class=\"places\">{}</td>"
            + "<td class=\"next\">{}</td></tr>\n",
        name(finding),
        used(finding.flag()),
        finding.verdict(),
        finding.reason(),
        places(finding),
        next(finding));
  }

  private Html name(Finding finding) {
    return finding.verdict() == Verdict.UNDEFINED
        ? Html.text(finding.flag())
        : Html.of("<a href=\"{}\">{}</a>", exchange.flagLink(finding.flag()), finding.flag());
  }

  /** Returns the usage of a flag, such as {@code on 12, off 3; asked for 2 days ago}. */
  private Html used(String flag) {
    FlagUsage usage = known.usage().of(flag).orElse(null);
    Instant asked = usage == null ? null : usage.lastAsked().orElse(null);
    if (usage == null || asked == null) {
      return Html.NOTHING;
    }
    List<String> counts = new ArrayList<>();
    usage.counts().forEach((answer, count) -> counts.add(answer + " " + Formats.thousands(count)));
    return Html.of(
        "<div class=\"about\">{}{}asked for {}</div>",
        String.join(", ", counts),
        counts.isEmpty() ? "" : "; ",
        Formats.ago(asked, now));
  }

  private Html places(Finding finding) {
    if (references == null) {
      return Html.of("<span class=\"quiet\">not known</span>");
    }
    List<Reference> places = finding.places();
    if (places.isEmpty()) {
      return Html.of("none");
    }
    int more = places.size() - SHOWN;
    return Html.of(
        "<ul>{}</ul>{}",
        Html.each(
            places.subList(0, Math.min(SHOWN, places.size())),
            place -> Html.of("<li>{}</li>", place.place())),
        more > 0 ? "and " + more + " more" : "");
  }

  private static Html next(Finding finding) {
    if (finding.isHeld()) {
      return Html.of("It stays, since {}.", finding.heldBecause());
    }
    return finding.command() == null
        ? Html.text(finding.next())
        : Html.of("{} <code>{}</code>", finding.next(), finding.command());
  }

  private Html notes() {
    List<Html> notes = new ArrayList<>();
    if (known.trouble() != null) {
      notes.add(Html.of("<li>What flags say: {}</li>", known.trouble()));
    }
    if (references == null) {
      notes.add(
          Html.of(
              "<li>References are shown if the console gets them: write them with <code>java -jar"
                  + " jackstaff-tools.jar refs --format json target/classes src/main &gt;"
                  + " references.json</code>, and name the file in the"
                  + " console's init-param <code>references</code>, as"
                  + " <code>classpath:references.json</code>.</li>"));
    }
    review.notes().forEach(note -> notes.add(Html.of("<li>{}</li>", note)));
    return notes.isEmpty()
        ? Html.NOTHING
        : Html.of(
            "<h2>What is not known</h2><ul class=\"notes\">{}</ul>",
            Html.each(notes, note -> note));
  }
}
