package dev.jackstaff.launchdarkly;

import com.launchdarkly.sdk.EvaluationReason;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.FeatureFlagsState;
import com.launchdarkly.sdk.server.FlagsStateOption;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider.State;
import com.launchdarkly.sdk.server.interfaces.FlagChangeListener;
import com.launchdarkly.sdk.server.interfaces.LDClientInterface;
import dev.jackstaff.FlagSystem;
import dev.jackstaff.Scope;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A LaunchDarkly client. */
final class LaunchDarklySystem implements FlagSystem {
  private final LDClientInterface client;
  private final String name;
  private final Function<User, LDContext> context;
  private final boolean all;
  private volatile List<String> flags;

  LaunchDarklySystem(
      LDClientInterface client,
      String name,
      Function<User, LDContext> context,
      List<String> wanted) {
    this.client = client;
    this.name = name;
    this.context = context;
    this.all = wanted.isEmpty();
    this.flags = wanted;
  }

  /** Until the client has flags to answer from. */
  void await(Duration longest) {
    try {
      if (!client.isInitialized()) {
        boolean unused = client.getDataSourceStatusProvider().waitFor(State.VALID, longest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    list();
  }

  /** All names, if all are wanted; the same list again if there are no others. */
  private synchronized void list() {
    if (all && client.isInitialized()) {
      Set<String> names = new TreeSet<>(state(User.anonymous()).toValuesMap().keySet());
      List<String> listed = List.copyOf(names);
      if (!listed.equals(flags)) {
        flags = listed;
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> flags() {
    return flags;
  }

  @Override
  public @Nullable Function<String, Answer> ask(User user) {
    if (!client.isInitialized()) {
      return null;
    }
    FeatureFlagsState state = state(user);
    return flag -> answer(state, flag);
  }

  private FeatureFlagsState state(User user) {
    LDContext who = context.apply(user);
    if (!who.isValid()) {
      throw new IllegalArgumentException("the context is not valid: " + who.getError());
    }
    return client.allFlagsState(who, FlagsStateOption.WITH_REASONS);
  }

  private static Answer answer(FeatureFlagsState state, String flag) {
    LDValue value = state.getFlagValue(flag);
    EvaluationReason reason = state.getFlagReason(flag);
    if (reason == null) {
      return Answer.none(ErrorCode.FLAG_NOT_FOUND, "LaunchDarkly has no such flag");
    }
    return reason.getKind() == EvaluationReason.Kind.ERROR
        ? Answer.none(ErrorCode.GENERAL, String.valueOf(reason))
        : Answer.of(UserContext.plain(LDValue.normalize(value)), null, reason(reason));
  }

  private static Reason reason(EvaluationReason reason) {
    return switch (reason.getKind()) {
      case OFF, PREREQUISITE_FAILED -> Reason.DISABLED;
      case TARGET_MATCH, RULE_MATCH -> Reason.TARGETING_MATCH;
      case FALLTHROUGH -> reason.isInExperiment() ? Reason.SPLIT : Reason.DEFAULT;
      case ERROR -> Reason.ERROR;
    };
  }

  @Override
  public StoreStatus status() {
    DataSourceStatusProvider.Status status = client.getDataSourceStatusProvider().getStatus();
    if (status.getState() == State.VALID) {
      return StoreStatus.ready(status.getStateSince());
    }
    var error = status.getLastError();
    String why = error == null ? "" : ": " + error;
    return StoreStatus.stale(status.getStateSince(), "the client is " + status.getState() + why);
  }

  /** LaunchDarkly tells of one flag at a time, on a thread of its own. */
  @Override
  public Scope watch(Consumer<Set<String>> changed) {
    FlagChangeListener listener = event -> tell(event.getKey(), changed);
    client.getFlagTracker().addFlagChangeListener(listener);
    return () -> client.getFlagTracker().removeFlagChangeListener(listener);
  }

  private void tell(String flag, Consumer<Set<String>> changed) {
    // Whether it is new or gone only the whole says: the client knows deleted flags too.
    list();
    if (all || flags.contains(flag)) {
      changed.accept(Set.of(flag));
    }
  }
}
