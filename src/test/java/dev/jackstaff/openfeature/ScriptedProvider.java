package dev.jackstaff.openfeature;

import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.EventProvider;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.Value;
import dev.openfeature.sdk.exceptions.FlagNotFoundError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A provider that says what a test wants, also what no provider should. */
final class ScriptedProvider extends EventProvider {
  final Map<String, Object> values = new ConcurrentHashMap<>();
  final Map<String, ProviderEvaluation<?>> answers = new ConcurrentHashMap<>();
  final Map<String, Throwable> failures = new ConcurrentHashMap<>();
  final List<EvaluationContext> contexts = new CopyOnWriteArrayList<>();
  final CountDownLatch start = new CountDownLatch(1);
  volatile boolean hangs;
  volatile boolean givesDefaultBack;
  volatile RuntimeException startFailure;

  @Override
  public Metadata getMetadata() {
    return () -> "scripted";
  }

  @Override
  public void initialize(EvaluationContext context) throws Exception {
    if (startFailure != null) {
      throw startFailure;
    }
    if (hangs) {
      start.await();
    }
  }

  /**
   * Returns a value as a provider in bytecode may do: the value has whatever type the test gave it.
   */
  @SuppressWarnings("unchecked")
  private <T> ProviderEvaluation<T> answer(String flag, T other, EvaluationContext context) {
    contexts.add(context);
    Throwable failure = failures.get(flag);
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (answers.containsKey(flag)) {
      return (ProviderEvaluation<T>) answers.get(flag);
    }
    Object value = givesDefaultBack ? other : values.get(flag);
    if (value == null) {
      throw new FlagNotFoundError("no " + flag);
    }
    return ProviderEvaluation.<T>builder().value((T) value).reason("STATIC").build();
  }

  @Override
  public ProviderEvaluation<Boolean> getBooleanEvaluation(
      String flag, Boolean other, EvaluationContext context) {
    return answer(flag, other, context);
  }

  @Override
  public ProviderEvaluation<String> getStringEvaluation(
      String flag, String other, EvaluationContext context) {
    return answer(flag, other, context);
  }

  @Override
  public ProviderEvaluation<Integer> getIntegerEvaluation(
      String flag, Integer other, EvaluationContext context) {
    return answer(flag, other, context);
  }

  @Override
  public ProviderEvaluation<Double> getDoubleEvaluation(
      String flag, Double other, EvaluationContext context) {
    return answer(flag, other, context);
  }

  @Override
  public ProviderEvaluation<Value> getObjectEvaluation(
      String flag, Value other, EvaluationContext context) {
    return answer(flag, other, context);
  }
}
