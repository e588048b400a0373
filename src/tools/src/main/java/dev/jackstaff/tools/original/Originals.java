package dev.jackstaff.tools.original;

import dev.jackstaff.tools.convert.SourceSystem;
import org.jspecify.annotations.Nullable;

/** The libraries of other systems that are on the class path. */
final class Originals {
  private Originals() {}

  /** Returns the system's own library with the definitions, or null if it is not there. */
  static @Nullable OriginalSystem open(SourceSystem system, OriginalInput input) {
    try {
      return switch (system) {
        case TOGGLZ -> new TogglzOriginal(input);
        case FF4J -> new Ff4jOriginal(input);
        case LAUNCHDARKLY -> new LaunchDarklyOriginal(input);
        case FLAGD -> new FlagdOriginal(input);
        case UNLEASH -> new UnleashOriginal(input);
        // Its library is in no public repository that Maven asks by itself.
        case GROWTHBOOK -> null;
        case CONFIGCAT -> new ConfigCatOriginal(input);
      };
    } catch (NoClassDefFoundError e) {
      return null;
    }
  }
}
