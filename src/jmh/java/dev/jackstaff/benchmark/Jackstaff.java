package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.benchmark.Catalogue.FlagSpec;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.FileFlagStore;
import java.net.MalformedURLException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The library: everything is decided at once, and a handler asks the thread. */
final class Jackstaff extends Peer {

  private final FeatureFlags features;

  Jackstaff(Catalogue catalogue) {
    super(catalogue);
    features = FeatureFlags.of(definitions(catalogue));
  }

  static FlagSet definitions(Catalogue catalogue) {
    return read(document(catalogue));
  }

  static FlagSet read(Object document) {
    try {
      return FileFlagStore.read(Documents.file(document).toUri().toURL());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, Object> document(Catalogue catalogue) {
    return Documents.byName(catalogue, Jackstaff::definition);
  }

  private static Object definition(FlagSpec flag) {
    return switch (flag.kind()) {
      case ON -> true;
      case OFF -> false;
      case PERCENTAGE -> Map.of("percentage", flag.percentage());
      case LISTED -> Map.of("users", List.copyOf(flag.users()));
    };
  }

  @Override
  Predicate<String> begin(String userId) {
    Flags.bind(features.evaluate(User.of(userId)));
    return Flags::on;
  }

  @Override
  void end() {
    Flags.bind(null);
  }

  @Override
  Object decideAll(String userId) {
    return features.evaluate(User.of(userId));
  }

  @Override
  public void close() {
    features.close();
  }
}
