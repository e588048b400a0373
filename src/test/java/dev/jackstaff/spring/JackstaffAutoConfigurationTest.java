package dev.jackstaff.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.RequestListener;
import dev.jackstaff.Scope;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.StoreStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.task.TaskDecorator;

/** What an application without servlets gets; those with servlets are run by src/it. */
final class JackstaffAutoConfigurationTest {
  @TempDir private Path directory;

  private static AnnotationConfigApplicationContext start(
      Map<String, Object> properties, Consumer<AnnotationConfigApplicationContext> beans) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("t", properties));
    beans.accept(context);
    context.register(JackstaffAutoConfiguration.class);
    context.refresh();
    return context;
  }

  private static AnnotationConfigApplicationContext start(Map<String, Object> properties) {
    return start(properties, context -> {});
  }

  private Path document(String text) throws Exception {
    return Files.writeString(directory.resolve("flags.json"), text);
  }

  @Test
  void engine_followsAFile_andEndsWithTheApplication() throws Exception {
    Path file = Files.writeString(directory.resolve("followed.json"), "{\"new_search\": true}");
    FeatureFlags features;
    try (var context = start(Map.of("jackstaff.flags", file.toUri().toString()))) {
      features = context.getBean(FeatureFlags.class);
      assertTrue(features.isEnabled("new_search", null));
      assertTrue(features.store().orElseThrow() instanceof FileFlagStore);
      assertTrue(isFollowed(file));
    }
    assertFalse(isFollowed(file));
  }

  private static boolean isFollowed(Path file) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("jackstaff-file-" + file.getFileName()));
  }

  @Test
  void flagsInCode_takeTheFilesPlace() {
    FlagSet set = FlagSet.of(Flag.on("in_code"));
    try (var context = start(Map.of(), c -> c.registerBean(FlagSet.class, () -> set))) {
      assertEquals(List.of("in_code"), context.getBean(FeatureFlags.class).names());
    }
  }

  @Test
  void store_ofTheApplication_isClosedByTheApplicationAlone() throws Exception {
    List<String> closed = new ArrayList<>();
    FileFlagStore file = FileFlagStore.watching(document("{\"new_search\": true}"));
    FlagStore store = new Counted(file, closed);
    try (var context = start(Map.of(), c -> c.registerBean(FlagStore.class, () -> store))) {
      assertEquals(List.of("new_search"), context.getBean(FeatureFlags.class).names());
      context.getBean(FeatureFlags.class).close();
      assertEquals(List.of(), closed);
    }
    assertEquals(List.of("closed"), closed);
  }

  /** Says when it is closed. */
  private record Counted(FlagStore store, List<String> closed) implements FlagStore {
    @Override
    public FlagSet flags() {
      return store.flags();
    }

    @Override
    public Watch watch(Consumer<FlagSet> listener) {
      return store.watch(listener);
    }

    @Override
    public StoreStatus status() {
      return store.status();
    }

    @Override
    public void close() {
      closed.add("closed");
      store.close();
    }
  }

  @Test
  void engine_ofTheApplication_takesTheOthersPlace() {
    try (FeatureFlags own = FeatureFlags.of(FlagSet.of(Flag.on("mine")));
        var context = start(Map.of(), c -> c.registerBean(FeatureFlags.class, () -> own))) {
      assertSame(own, context.getBean(FeatureFlags.class));
    }
  }

  @Test
  void listenerBean_isToldOfRequests() {
    List<Integer> told = new ArrayList<>();
    RequestListener listener = request -> told.add(request.status());
    try (var context =
        start(
            Map.of(),
            c -> {
              c.registerBean(FlagSet.class, () -> FlagSet.of(Flag.on("new_search")));
              c.registerBean(RequestListener.class, () -> listener);
            })) {
      FeatureFlags features = context.getBean(FeatureFlags.class);
      features.finish(features.begin(User.anonymous(), Map.of()), 200, null, Duration.ZERO);
      assertEquals(List.of(200), told);
    }
  }

  @Test
  void task_takesTheFlagsAlong_unlessTheApplicationDecoratesItsTasksItself() {
    FlagSet set = FlagSet.of(Flag.on("new_search"));
    try (var context = start(Map.of(), c -> c.registerBean(FlagSet.class, () -> set))) {
      List<Boolean> seen = new ArrayList<>();
      Scope scope = Flags.bind(context.getBean(FeatureFlags.class).evaluate(User.anonymous()));
      Runnable task =
          context.getBean(TaskDecorator.class).decorate(() -> seen.add(Flags.on("new_search")));
      scope.close();
      task.run();
      assertEquals(List.of(true), seen);
    }
    TaskDecorator own = task -> task;
    try (var context =
        start(
            Map.of(),
            c -> {
              c.registerBean(FlagSet.class, () -> set);
              c.registerBean(TaskDecorator.class, () -> own);
            })) {
      assertSame(own, context.getBean(TaskDecorator.class));
    }
  }

  @Test
  void notEnabled_thereIsNothing() {
    try (var context = start(Map.of("jackstaff.enabled", "false"))) {
      assertEquals(0, context.getBeanNamesForType(FeatureFlags.class).length);
    }
  }

  @Test
  void flagsThatAreNowhere_areRefused_withWhatWouldBeRight() {
    assertEquals(
        "there is no classpath:flags.json; jackstaff.flags should be classpath:…, file:…,"
            + " datasource, datasource:BEAN or jdbc:…",
        refusal(Map.of()));
    assertEquals(
        "jackstaff.flags: the application has no DataSource, or several of which none is primary;"
            + " datasource:BEAN names one",
        refusal(Map.of("jackstaff.flags", "datasource")));
  }

  private static String refusal(Map<String, Object> properties) {
    return assertThrows(BeanCreationException.class, () -> start(properties))
        .getMostSpecificCause()
        .getMessage();
  }
}
