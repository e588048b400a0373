package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jackstaff.guard.GuardListener;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.WritableFlagStore;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No listener is called under a lock: one that has another thread kill a flag, and waits for it,
 * gets its answer. For every way to register a listener that the API has.
 */
final class ListenerLockTest {
  private static final Change CHANGE = Change.by("test", null);
  private static final User USER = User.of("user:1");

  /** Registers a listener, made by a factory for any type, and has it called. */
  interface Case {
    void run(ListenerLockTest test) throws Exception;
  }

  private static final Map<String, Case> CASES = cases();

  @TempDir private Path directory;
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private final AtomicInteger answered = new AtomicInteger();
  private WritableFlagStore store =
      MemoryFlagStore.of(
          FlagSet.of(Flag.builder("a").percentage(10).guard(Guard.DEFAULT).build(), Flag.on("b")));
  private FeatureFlags features = FeatureFlags.of(FlagSet.empty());

  @AfterEach
  void close() {
    features.close();
    other.shutdownNow();
  }

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new TreeMap<>();
    ofTheEngine(cases);
    ofStores(cases);
    ofBridges(cases);
    return cases;
  }

  private static void ofTheEngine(Map<String, Case> cases) {
    cases.put(
        "FeatureFlags.listen(CheckListener)",
        test -> {
          test.open().listen(test.listener(CheckListener.class));
          test.features.integration().begin(USER, Map.of()).isOn("a");
        });
    cases.put(
        "Integration.listen(UnboundCheckListener)",
        test -> {
          test.open().integration().listen(test.listener(UnboundCheckListener.class));
          test.features.isEnabled("a", "user:1");
        });
    cases.put(
        "FeatureFlags.watch(Consumer)",
        test -> {
          test.open().watch(event -> test.waitForAKill());
          test.store.kill("a", CHANGE);
        });
    cases.put(
        "Integration.timings(LongConsumer)",
        test -> {
          test.open().integration().timings(test.listener(LongConsumer.class));
          test.features.integration().begin(USER, Map.of());
        });
    cases.put(
        "FeatureFlagsBuilder.listener(RequestListener)",
        test -> {
          test.features =
              FeatureFlags.builder(test.store)
                  .listener(test.listener(RequestListener.class))
                  .build();
          Evaluation begun = test.features.integration().begin(USER, Map.of());
          test.features.integration().finish(begun, 200, null, Duration.ZERO);
        });
    cases.put(
        "EvidenceStream.follow(EvidenceListener)",
        test -> {
          test.open().evidence().follow(test.listener(EvidenceListener.class));
          test.features.track(USER, "bought");
          assertTrue(test.features.evidence().flush(Duration.ofMinutes(1)));
        });
    cases.put(
        "EvidenceStream.listen(EvidenceListener)",
        test -> {
          test.open().evidence().listen(test.listener(EvidenceListener.class));
          test.features.track(USER, "bought");
          assertTrue(test.features.evidence().flush(Duration.ofMinutes(1)));
        });
  }

  private static void ofStores(Map<String, Case> cases) {
    cases.put(
        "FlagStore.watch(Consumer)",
        test -> {
          test.store.watch(event -> test.waitForAKill());
          test.store.kill("a", CHANGE);
        });
    cases.put("JdbcFlagStore.watch(Consumer)", ListenerLockTest::isShownByTheStoresContract);
    // Nothing can be written, so no listener can wait for a kill.
    cases.put("HttpFlagStore.watch(Consumer)", ListenerLockTest::isShownByTheStoresContract);
    cases.put(
        "FileFlagStore.watch(Consumer)",
        test -> {
          String document = "{\"a\": true, \"b\": true}";
          Path file = Files.writeString(test.directory.resolve("flags.json"), document);
          test.store = FileFlagStore.watching(file);
          test.open();
          test.store.watch(event -> test.waitForAKill());
          test.store.kill("a", CHANGE);
        });
  }

  private static void ofBridges(Map<String, Case> cases) {
    cases.put(
        "FlagSource.listen(Listener)",
        test -> {
          ScriptedSystem system = ScriptedSystem.of("theirs", true);
          test.features = FeatureFlags.builder(test.store).join(system.source()).build();
          test.features.watch(event -> test.waitForAKill());
          system.change("theirs");
        });
    cases.put(
        "ExternalFlags.listen(Listener)",
        test -> {
          ScriptedSystem system = ScriptedSystem.of("theirs", true);
          FlagSource source = system.source();
          source.listen(test.listener(FlagSource.Listener.class));
          system.change("theirs");
        });
    cases.put(
        "ExternalSystem.watch(Consumer)",
        test -> {
          ScriptedSystem system = ScriptedSystem.of("theirs", true);
          test.features = FeatureFlags.builder(test.store).join(system.source()).build();
          test.features.watch(event -> test.waitForAKill());
          system.flags = List.of("theirs", "more");
          system.change("more");
        });
    cases.put(
        "RolloutGuard$Builder.listener(GuardListener)",
        test -> {
          RolloutGuard guard =
              RolloutGuard.builder(test.open())
                  .listener(test.listener(GuardListener.class))
                  .interval(Duration.ofDays(1))
                  .attach();
          for (int i = 0; i < 3_000; i++) {
            Evaluation begun = test.features.integration().begin(User.of("user:" + i), Map.of());
            int status = begun.isOn("a") ? 500 : 200;
            test.features.integration().finish(begun, status, null, Duration.ZERO);
          }
          assertTrue(test.features.evidence().flush(Duration.ofMinutes(1)));
          guard.look();
        });
  }

  private static void isShownByTheStoresContract(ListenerLockTest test) {
    // WritableFlagStoreContract.watcherThatWaitsForAnotherThreadsKill_doesNotHinderIt
    test.answered.incrementAndGet();
  }

  private FeatureFlags open() {
    features = FeatureFlags.of(store);
    return features;
  }

  /** A listener that has another thread kill a flag, and waits for it; once. */
  private <T> T listener(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass().equals(Object.class)) {
                return method.getName().equals("equals") ? proxy == arguments[0] : 1;
              }
              waitForAKill();
              return null;
            }));
  }

  private void waitForAKill() {
    if (answered.compareAndSet(0, -1)) {
      try {
        other.submit(() -> store.kill("b", CHANGE)).get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
        answered.set(1);
      } catch (Exception e) {
        throw new AssertionError("the kill had to wait for the listener", e);
      }
    }
  }

  static Set<String> names() {
    return CASES.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void listenerThatWaitsForAnotherThreadsKill_getsItsAnswer(String registration) throws Exception {
    CASES.get(registration).run(this);
    assertEquals(1, answered.get());
  }

  /** A registration method that is added later has to be tested as well. */
  @Test
  void table_hasEveryWayToRegisterAListener() {
    JavaClasses library =
        new ClassFileImporter()
            .importUrl(Flags.class.getProtectionDomain().getCodeSource().getLocation());
    Set<String> found =
        library.stream()
            .filter(type -> !type.getPackageName().contains(".internal"))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(type -> type.getMethods().stream())
            .filter(ListenerLockTest::isRegistration)
            .map(ListenerLockTest::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(found.size() > 10, found::toString);
    found.removeAll(CASES.keySet());
    assertEquals(Set.of(), found);
  }

  private static boolean isRegistration(JavaMethod method) {
    Set<JavaModifier> modifiers = method.getModifiers();
    boolean open =
        modifiers.contains(JavaModifier.PUBLIC) && !modifiers.contains(JavaModifier.SYNTHETIC);
    String result = method.getRawReturnType().getSimpleName();
    return open
        && (Set.of("Scope", "Watch").contains(result) || result.endsWith("Builder"))
        && method.getRawParameterTypes().size() == 1
        && isListener(method.getRawParameterTypes().get(0));
  }

  private static boolean isListener(JavaClass type) {
    return type.isInterface()
        && (type.getSimpleName().endsWith("Listener")
            || type.isEquivalentTo(Consumer.class)
            || type.isEquivalentTo(LongConsumer.class));
  }

  private static String name(JavaMethod method) {
    String owner = method.getOwner().getName();
    return owner.substring(owner.lastIndexOf('.') + 1)
        + "."
        + method.getName()
        + "("
        + method.getRawParameterTypes().get(0).getSimpleName()
        + ")";
  }
}
