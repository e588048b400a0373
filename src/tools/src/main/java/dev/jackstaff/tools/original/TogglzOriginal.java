package dev.jackstaff.tools.original;

import dev.jackstaff.model.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.togglz.core.Feature;
import org.togglz.core.activation.GradualActivationStrategy;
import org.togglz.core.activation.ReleaseDateActivationStrategy;
import org.togglz.core.activation.UserRoleActivationStrategy;
import org.togglz.core.activation.UsernameActivationStrategy;
import org.togglz.core.manager.FeatureManager;
import org.togglz.core.manager.FeatureManagerBuilder;
import org.togglz.core.metadata.EmptyFeatureMetaData;
import org.togglz.core.metadata.FeatureMetaData;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.repository.StateRepository;
import org.togglz.core.repository.file.FileBasedStateRepository;
import org.togglz.core.repository.jdbc.JDBCStateRepository;
import org.togglz.core.spi.ActivationStrategy;
import org.togglz.core.spi.FeatureProvider;
import org.togglz.core.user.SimpleFeatureUser;
import org.togglz.core.user.thread.ThreadLocalUserProvider;
import org.togglz.core.util.NamedFeature;

/** Togglz with the same properties files or table. */
final class TogglzOriginal implements OriginalSystem {
  /** The strategies that depend on the user and the time; no script of the input is run. */
  private static final List<ActivationStrategy> STRATEGIES =
      List.of(
          new UsernameActivationStrategy(),
          new GradualActivationStrategy(),
          new ReleaseDateActivationStrategy(),
          new UserRoleActivationStrategy());

  private final FeatureManager manager;

  TogglzOriginal(OriginalInput input) {
    manager =
        FeatureManagerBuilder.begin()
            .featureProvider(new NoFeatures())
            .stateRepository(new States(repositories(input)))
            .userProvider(new ThreadLocalUserProvider())
            .activationStrategyProvider(() -> STRATEGIES)
            .build();
  }

  private static List<StateRepository> repositories(OriginalInput input) {
    if (input.url() != null) {
      return List.of(JDBCStateRepository.newBuilder(input.database()).createTable(false).build());
    }
    List<StateRepository> files = new ArrayList<>();
    // An hour between two looks: a run is over by then.
    input
        .files()
        .forEach(file -> files.add(new FileBasedStateRepository(file.toFile(), 3_600_000)));
    return files;
  }

  @Override
  public @Nullable Object value(String flag, User user) {
    Feature feature = new NamedFeature(flag);
    String strategy = manager.getFeatureState(feature).getStrategyId();
    if (strategy != null && STRATEGIES.stream().noneMatch(it -> it.getId().equals(strategy))) {
      throw new UnsupportedOperationException("the strategy " + strategy + " is not compared");
    }
    SimpleFeatureUser who = new SimpleFeatureUser(user.id());
    user.attributes().forEach((name, value) -> who.setAttribute(name, attribute(name, value)));
    ThreadLocalUserProvider.bind(who);
    try {
      return manager.isActive(feature);
    } finally {
      ThreadLocalUserProvider.release();
    }
  }

  /** Togglz expects the roles as a collection. */
  private static @Nullable Object attribute(String name, @Nullable Object value) {
    return name.equals("roles") && value instanceof String role ? Set.of(role) : value;
  }

  /** The first of several repositories that has a feature. */
  private record States(List<StateRepository> all) implements StateRepository {
    @Override
    public @Nullable FeatureState getFeatureState(Feature feature) {
      for (StateRepository one : all) {
        FeatureState state = one.getFeatureState(feature);
        if (state != null) {
          return state;
        }
      }
      return null;
    }

    @Override
    public void setFeatureState(FeatureState state) {
      throw new UnsupportedOperationException("only read");
    }
  }

  /** No list of features, since each is asked for by its name. */
  private static final class NoFeatures implements FeatureProvider {
    @Override
    public Set<Feature> getFeatures() {
      return Set.of();
    }

    @Override
    public FeatureMetaData getMetaData(Feature feature) {
      return new EmptyFeatureMetaData(feature);
    }
  }
}
