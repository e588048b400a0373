package dev.jackstaff.benchmark;

import dev.jackstaff.benchmark.Catalogue.FlagSpec;
import dev.jackstaff.benchmark.Catalogue.Kind;
import java.util.function.Predicate;
import org.ff4j.FF4j;
import org.ff4j.core.Feature;
import org.ff4j.core.FlippingExecutionContext;
import org.ff4j.strategy.ClientFilterStrategy;
import org.ff4j.strategy.PonderationStrategy;
import org.ff4j.strategy.WhiteListStrategy;

/** FF4J in memory. Its percentage is drawn at random at every check, so a user may flicker. */
final class Ff4j extends Peer {

  private final FF4j ff4j = new FF4j();

  Ff4j(Catalogue catalogue) {
    super(catalogue);
    catalogue.flags().forEach(flag -> ff4j.createFeature(feature(flag)));
  }

  private static Feature feature(FlagSpec flag) {
    Feature feature = new Feature(flag.name(), flag.kind() != Kind.OFF);
    switch (flag.kind()) {
      case PERCENTAGE ->
          feature.setFlippingStrategy(new PonderationStrategy(flag.percentage() / 100));
      case LISTED ->
          feature.setFlippingStrategy(new WhiteListStrategy(String.join(",", flag.users())));
      case ON, OFF -> {
        // The switch alone decides.
      }
    }
    return feature;
  }

  @Override
  Predicate<String> begin(String userId) {
    FlippingExecutionContext context = new FlippingExecutionContext();
    // FF4J's only list is one of clients, by host name.
    context.putString(ClientFilterStrategy.CLIENT_HOSTNAME, userId);
    return name -> ff4j.check(name, context);
  }

  @Override
  public void close() {
    ff4j.stop();
  }
}
