package dev.jackstaff.tools.remove;

import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.tools.refs.ReferenceSearch;
import java.nio.file.Path;
import java.util.List;

/**
 * The places beside Java that name a flag: pages, scripts, settings, sources in other languages.
 */
final class Mentions {
  private Mentions() {}

  static List<Left> of(String flag, List<Path> roots) {
    return ReferenceSearch.in(roots.toArray(Path[]::new))
        .of(FlagSet.of(Flag.on(flag)))
        .textOnly()
        .run()
        .of(flag)
        .stream()
        .map(Mentions::left)
        .toList();
  }

  private static Left left(Reference place) {
    return new Left(Path.of(place.file()), place.line(), "is still named: " + place.how(), true);
  }
}
