package dev.jackstaff.launchdarkly;

import com.launchdarkly.sdk.EvaluationDetail;
import com.launchdarkly.sdk.EvaluationReason;
import com.launchdarkly.sdk.EvaluationReason.ErrorKind;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.FeatureFlagsState;
import com.launchdarkly.sdk.server.FlagsStateOption;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider.State;
import com.launchdarkly.sdk.server.interfaces.FlagChangeListener;
import com.launchdarkly.sdk.server.interfaces.LDClientInterface;
import dev.jackstaff.ExternalSystem;
import dev.jackstaff.Scope;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A LaunchDarkly client as a flag system. */
final class LaunchDarklySystem implements ExternalSystem {
  private final LDClientInterface client;
  private final String name;
  private final Function<User, LDContext> context;
  private final boolean all;
  private volatile List<String> flags;
  private final AtomicLong listings = new AtomicLong();
  private long lastListing;

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

  /** Waits until the client has flags. */
  void await(Duration longest) {
    try {
      if (!client.isInitialized()) {
        boolean unused = client.getDataSourceStatusProvider().waitFor(State.VALID, longest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (all && client.isInitialized()) {
      list();
    }
  }

  /** Lists all names; keeps the same list object if nothing has changed. */
  private void list() {
    long turn = listings.incrementAndGet();
    FeatureFlagsState state = client.allFlagsState(context(User.anonymous()));
    List<String> listed = state.toValuesMap().keySet().stream().sorted().toList();
    synchronized (this) {
      // A listing that started earlier and ends later is outdated.
      if (state.isValid() && turn > lastListing) {
        lastListing = turn;
        flags = listed.equals(flags) ? flags : listed;
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

  /**
   * Evaluates named flags one by one, which is faster than all at once and tells LaunchDarkly that
   * they are in use. Evaluates all flags by one call, which sends no events.
   */
  @Override
  public @Nullable Function<String, ExternalDecision> evaluator(User user) {
    if (!client.isInitialized()) {
      return null;
    }
    LDContext who = context(user);
    if (!all) {
      return flag -> variation(flag, who);
    }
    FeatureFlagsState state = client.allFlagsState(who, FlagsStateOption.WITH_REASONS);
    return flag -> answer(state.getFlagValue(flag), state.getFlagReason(flag));
  }

  private LDContext context(User user) {
    LDContext who = context.apply(user);
    if (!who.isValid()) {
      throw new IllegalArgumentException("the context is not valid: " + who.getError());
    }
    return who;
  }

  private ExternalDecision variation(String flag, LDContext who) {
    // The client would log each evaluation of an unknown flag.
    if (!client.isFlagKnown(flag)) {
      return answer(null, null);
    }
    EvaluationDetail<LDValue> detail = client.jsonValueVariationDetail(flag, who, LDValue.ofNull());
    return answer(detail.getValue(), detail.getReason());
  }

  private static ExternalDecision answer(
      @Nullable LDValue value, @Nullable EvaluationReason reason) {
    if (reason == null || reason.getErrorKind() == ErrorKind.FLAG_NOT_FOUND) {
      return ExternalDecision.none(ErrorCode.FLAG_NOT_FOUND, "LaunchDarkly has no such flag");
    }
    return reason.getKind() == EvaluationReason.Kind.ERROR
        ? ExternalDecision.none(ErrorCode.GENERAL, String.valueOf(reason))
        : ExternalDecision.of(UserContext.plain(LDValue.normalize(value)), null, reason(reason));
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

  /** Registers a listener. LaunchDarkly reports one flag at a time, on a thread of its own. */
  @Override
  public Scope watch(Consumer<Set<String>> changed) {
    FlagChangeListener listener = event -> report(event.getKey(), changed);
    client.getFlagTracker().addFlagChangeListener(listener);
    return () -> client.getFlagTracker().removeFlagChangeListener(listener);
  }

  /**
   * Reports a changed flag. Only a full listing shows whether it is new or deleted, since the
   * client knows deleted flags too.
   */
  private void report(String flag, Consumer<Set<String>> changed) {
    if (all) {
      list();
    }
    if (all || flags.contains(flag)) {
      changed.accept(Set.of(flag));
    }
  }
}
