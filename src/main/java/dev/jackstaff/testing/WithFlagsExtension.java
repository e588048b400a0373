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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

/** Binds the flags of {@link WithFlags} before a test and lets go of them after it. */
final class WithFlagsExtension implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(WithFlagsExtension.class);

  WithFlagsExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    Deque<Scope> open = new ArrayDeque<>();
    context.getStore(NAMESPACE).put(Scope.class, open);
    Map<String, FlagOverride> flags = flags(context);
    FeatureFlags last = null;
    for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
      for (Field field : OverriddenFields.of(instance.getClass())) {
        last = OverriddenFields.read(field, instance);
        open.push(last.override(flags));
      }
    }
    open.push(Flags.bind(last == null ? evaluation(flags) : last.evaluate(User.anonymous())));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Deque<?> open = context.getStore(NAMESPACE).remove(Scope.class, Deque.class);
    while (open != null && !open.isEmpty()) {
      ((Scope) open.pop()).close();
    }
  }

  /** From the outermost class to the method; the later word wins. */
  private static Map<String, FlagOverride> flags(ExtensionContext context) {
    Map<String, FlagOverride> flags = new LinkedHashMap<>();
    List<Class<?>> classes = context.getEnclosingTestClasses();
    classes.forEach(type -> find(type, flags));
    find(context.getRequiredTestClass(), flags);
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
        throw new IllegalArgumentException("'" + pair + "' should be name=variant");
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
