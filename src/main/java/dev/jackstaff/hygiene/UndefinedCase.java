package dev.jackstaff.hygiene;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A name that is checked but that no flag has. */
record UndefinedCase(FlagReview.Builder known, String name) {
  Finding finding() {
    NextStep next = new NextStep(known.place, name);
    return new Finding(
        Verdict.UNDEFINED,
        name,
        "is checked but not defined" + seen(),
        next.words(Verdict.UNDEFINED, "off"),
        next.command(Verdict.UNDEFINED, "off"),
        Map.of(),
        places());
  }

  private List<Reference> places() {
    return known.references == null ? List.of() : known.references.of(name);
  }

  private String seen() {
    FlagUsage.ResultCount asked = known.usage.of(name).map(FlagUsage::undefined).orElse(null);
    return asked == null
        ? ""
        : " ("
            + asked.asked()
            + " times while applications ran, last on "
            + LocalDate.ofInstant(asked.last(), ZoneOffset.UTC)
            + ")";
  }
}
