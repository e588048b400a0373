package dev.jackstaff.benchmark;

import dev.jackstaff.benchmark.Catalogue.FlagSpec;
import dev.jackstaff.benchmark.Catalogue.Kind;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.togglz.core.Feature;
import org.togglz.core.activation.GradualActivationStrategy;
import org.togglz.core.activation.UsernameActivationStrategy;
import org.togglz.core.manager.FeatureManager;
import org.togglz.core.manager.FeatureManagerBuilder;
import org.togglz.core.metadata.EmptyFeatureMetaData;
import org.togglz.core.metadata.FeatureMetaData;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.repository.mem.InMemoryStateRepository;
import org.togglz.core.spi.FeatureProvider;
import org.togglz.core.user.SimpleFeatureUser;
import org.togglz.core.user.thread.ThreadLocalUserProvider;
import org.togglz.core.util.NamedFeature;

/** Togglz in memory, with its own strategies for gradual rollout and user names. */
final class Togglz extends Peer {

  private final FeatureManager manager;

  Togglz(Catalogue catalogue) {
    super(catalogue);
    InMemoryStateRepository states = new InMemoryStateRepository();
    catalogue.flags().forEach(flag -> states.setFeatureState(state(flag)));
    manager =
        FeatureManagerBuilder.begin()
            .featureProvider(new Features(catalogue))
            .stateRepository(states)
            .userProvider(new ThreadLocalUserProvider())
            .build();
  }

  private static FeatureState state(FlagSpec flag) {
    FeatureState state = new FeatureState(new NamedFeature(flag.name()), flag.kind() != Kind.OFF);
    return switch (flag.kind()) {
      case ON, OFF -> state;
      case PERCENTAGE ->
          state
              .setStrategyId(GradualActivationStrategy.ID)
              // Togglz takes whole percentages only.
              .setParameter(
                  GradualActivationStrategy.PARAM_PERCENTAGE,
                  Long.toString(Math.round(flag.percentage())));
      case LISTED ->
          state
              .setStrategyId(UsernameActivationStrategy.ID)
              .setParameter(UsernameActivationStrategy.PARAM_USERS, String.join(",", flag.users()));
    };
  }

  @Override
  Predicate<String> begin(String userId) {
    ThreadLocalUserProvider.bind(new SimpleFeatureUser(userId));
    return name -> manager.isActive(new NamedFeature(name));
  }

  @Override
  void end() {
    ThreadLocalUserProvider.release();
  }

  private static final class Features implements FeatureProvider {

    private final Set<Feature> features = new LinkedHashSet<>();

    Features(Catalogue catalogue) {
      catalogue.flags().forEach(flag -> features.add(new NamedFeature(flag.name())));
    }

    @Override
    public Set<Feature> getFeatures() {
      return features;
    }

    @Override
    public FeatureMetaData getMetaData(Feature feature) {
      return new EmptyFeatureMetaData(feature);
    }
  }
}
