package dev.jackstaff.testing;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Overrides the flags of {@link WithFlags} while a test runs. They are bound to the thread that
 * JUnit uses for the callbacks, and to the thread of each method, since {@code @Timeout} may run
 * methods on another one.
 */
final class WithFlagsExtension
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {
  private static final Namespace NAMESPACE = Namespace.create(WithFlagsExtension.class);

  WithFlagsExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    Deque<Scope> open = new ArrayDeque<>();
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    store.put(Scope.class, open);
    Map<String, FlagOverride> flags = flags(context);
    FeatureFlags last = null;
    for (FeatureFlags features : overridden(context, flags)) {
      last = features;
      open.push(override(features, flags));
    }
    Evaluation evaluation = last == null ? evaluation(flags) : last.evaluate(User.anonymous());
    store.put(Evaluation.class, evaluation);
    open.push(Flags.bind(evaluation));
  }

  private static Scope override(FeatureFlags features, Map<String, FlagOverride> flags) {
    try {
      return features.override(flags);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("@WithFlags: " + e.getMessage(), e);
    }
  }

  /** Returns the instances of marked fields, or otherwise that of the application under test. */
  private static List<FeatureFlags> overridden(
      ExtensionContext context, Map<String, FlagOverride> flags) {
    List<FeatureFlags> marked = new ArrayList<>();
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      for (Field field : OverriddenFields.of(instance.getClass())) {
        marked.add(OverriddenFields.read(field, instance));
      }
    }
    if (!marked.isEmpty()) {
      return marked;
    }
    FeatureFlags features = TestedApplication.features(classes(context), context, flags);
    return features == null ? List.of() : List.of(features);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Deque<?> open = context.getStore(NAMESPACE).remove(Scope.class, Deque.class);
    while (open != null && !open.isEmpty()) {
      ((Scope) open.pop()).close();
    }
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    bound(invocation, context);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    bound(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    bound(invocation, context);
  }

  @Override
  public <T> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    return bound(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    bound(invocation, context);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    bound(invocation, context);
  }

  private static <T> T bound(Invocation<T> invocation, ExtensionContext context) throws Throwable {
    Evaluation evaluation = context.getStore(NAMESPACE).get(Evaluation.class, Evaluation.class);
    Scope scope = Flags.bind(evaluation == null ? Flags.current() : evaluation);
    try {
      return invocation.proceed();
    } finally {
      scope.close();
    }
  }

  /** Returns the classes from the outermost one to that of the test. */
  private static List<Class<?>> classes(ExtensionContext context) {
    List<Class<?>> classes = new ArrayList<>(context.getEnclosingTestClasses());
    classes.add(context.getRequiredTestClass());
    return classes;
  }

  /** Returns the flags from the outermost class to the method; later ones take precedence. */
  private static Map<String, FlagOverride> flags(ExtensionContext context) {
    Map<String, FlagOverride> flags = new LinkedHashMap<>();
    classes(context).forEach(type -> find(type, flags));
    AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), WithFlags.class)
        .ifPresent(said -> add(said, flags));
    return flags;
  }

  private static void find(Class<?> type, Map<String, FlagOverride> flags) {
    AnnotationSupport.findAnnotation(type, WithFlags.class).ifPresent(said -> add(said, flags));
  }

  private static void add(WithFlags said, Map<String, FlagOverride> flags) {
    for (String name : said.on()) {
      flags.put(name, FlagOverride.ON);
    }
    for (String name : said.off()) {
      flags.put(name, FlagOverride.OFF);
    }
    for (String pair : said.variants()) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("@WithFlags: '" + pair + "' should be name=variant");
      }
      flags.put(pair.substring(0, equals), FlagOverride.variant(pair.substring(equals + 1)));
    }
  }

  private static Evaluation evaluation(Map<String, FlagOverride> flags) {
    List<Decision> decisions =
        flags.entrySet().stream().map(entry -> decision(entry.getKey(), entry.getValue())).toList();
    return Evaluation.of(User.anonymous(), Instant.now(), decisions);
  }

  private static Decision decision(String name, FlagOverride flag) {
    String variant = flag.variant() != null ? flag.variant() : flag.on() ? "on" : "off";
    Object value = flag.variant() != null ? flag.variant() : (Object) flag.on();
    return new Decision(
        name, flag.on(), variant, value, Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null, null);
  }
}
