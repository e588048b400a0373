package dev.jackstaff.console;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Versioned;
import org.jspecify.annotations.Nullable;

/** The page shown after a concurrent change: both versions, and a choice between them. */
final class ConflictPage {
  private ConflictPage() {}

  record Conflict(
      String link, String name, String message, TwoVersions versions, VersionChoice choice)
      implements Fragment {}

  record TwoVersions(Html difference, String theirs, String mine) implements Fragment {}

  record VersionChoice(
      String link, Html csrf, Fragment version, String reason, String definition, String back)
      implements Fragment {}

  static Response answer(
      Exchange exchange, Flag mine, @Nullable Versioned<?> current, String reason) {
    Flag theirs = current != null && current.value() instanceof Flag flag ? flag : null;
    String name = mine.name();
    String link = exchange.flagLink(name);
    TwoVersions versions =
        new TwoVersions(
            DefinitionDiff.html(DefinitionDiff.between(theirs, mine)),
            theirs == null ? "(removed)" : pretty(theirs),
            pretty(mine));
    EditedVersion version =
        theirs == null || current == null
            ? EditedVersion.NONE
            : EditedVersion.of(new Versioned<>(theirs, current.revision()));
    VersionChoice choice =
        new VersionChoice(
            link,
            PageLayout.csrf(exchange),
            version.fields(),
            reason,
            pretty(mine),
            theirs == null ? exchange.base() + "/" : link);
    Conflict conflict = new Conflict(link, name, message(exchange, name, theirs), versions, choice);
    return PageLayout.page(409, exchange, "Two versions of " + name, conflict.html());
  }

  private static String message(Exchange exchange, String name, @Nullable Flag theirs) {
    LatestChanges.Last last = exchange.flags().changes().latest(name);
    String who = last == null || last.by() == null ? "Somebody" : last.by();
    return theirs == null
        ? who + " removed this flag while you edited it."
        : who + " changed this flag while you edited it.";
  }

  static String pretty(Flag flag) {
    return PlainJson.pretty(PlainJson.read(FlagJson.writeFlag(flag), flag.name()));
  }
}
