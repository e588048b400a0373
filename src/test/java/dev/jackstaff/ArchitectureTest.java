package dev.jackstaff;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The rooms that each room may use, and the rules that hold for every class. */
final class ArchitectureTest {
  private static final String ROOT = "dev.jackstaff";
  private static final List<String> JDK = List.of("java.", "javax.crypto.");
  private static final String MODEL = ROOT + ".model";
  private static final String STORE = ROOT + ".store";
  private static final String EVAL = ROOT + ".internal.eval";
  private static final String JSON = ROOT + ".internal.json";
  private static final String JDBC = ROOT + ".internal.jdbc";
  private static final String LOCATION = ROOT + ".internal.location";
  private static final String HYGIENE = ROOT + ".hygiene";

  /** For everybody: names and suggestions, and annotations that nobody needs at run time. */
  private static final List<String> ALL =
      List.of("java.", "javax.naming", "javax.sql", ROOT + ".internal", "org.jspecify.annotations");

  /**
   * The rooms that each room may import besides {@link #ALL} and itself; a name that ends in a dot
   * is open.
   */
  private static final Map<String, List<String>> ROOMS = rooms();

  /** The classes of the library's own directory, which has neither tests nor the sample. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Flags.class.getProtectionDomain().getCodeSource().getLocation());

  private static Map<String, List<String>> rooms() {
    Map<String, List<String>> rooms = new LinkedHashMap<>();
    core(rooms);
    web(rooms);
    bridges(rooms);
    return rooms;
  }

  private static void core(Map<String, List<String>> rooms) {
    rooms.put(".internal", List.of("javax.crypto."));
    rooms.put(".model", List.of());
    rooms.put(".internal.eval", List.of(MODEL, "com.google.re2j"));
    // The reader refuses patterns that do not compile, so it needs what compiles them.
    rooms.put(
        ".internal.json",
        List.of(MODEL, "tools.jackson.", "com.fasterxml.jackson.", "com.google.re2j"));
    // The one driver whose own API is needed, for its notices.
    rooms.put(".internal.jdbc", List.of("org.postgresql"));
    rooms.put(".store", List.of(MODEL, JSON, JDBC));
    rooms.put(".internal.location", List.of(MODEL, STORE, JDBC));
    rooms.put("", List.of(MODEL, EVAL, JSON, STORE, "jakarta.servlet.ServletRequest"));
    rooms.put(".guard", List.of(ROOT, MODEL, STORE, JDBC));
    rooms.put(".experiment", List.of(ROOT, MODEL, JSON, JDBC));
    // The verdicts on flags; what reads and rewrites code is a project of its own.
    rooms.put(".hygiene", List.of(ROOT, MODEL, STORE, JSON, JDBC));
  }

  private static void bridges(Map<String, List<String>> rooms) {
    rooms.put(".context", List.of(ROOT, "io.micrometer.context"));
    rooms.put(".metrics", List.of(ROOT, MODEL, STORE, ROOT + ".guard", "io.micrometer.core."));
    rooms.put(".telemetry", List.of(ROOT, MODEL, "io.opentelemetry."));
    // Experiments may go to a provider's track.
    rooms.put(
        ".openfeature", List.of(ROOT, MODEL, STORE, ROOT + ".experiment", "dev.openfeature.sdk."));
    rooms.put(".launchdarkly", List.of(ROOT, MODEL, STORE, "com.launchdarkly.sdk."));
    rooms.put(
        ".testing", List.of(ROOT, MODEL, "org.junit.jupiter.api.", "org.junit.platform.commons."));
    rooms.put(
        ".spring",
        List.of(
            ROOT,
            MODEL,
            STORE,
            ROOT + ".servlet",
            ROOT + ".console",
            ROOT + ".ofrep",
            ROOT + ".metrics",
            ROOT + ".telemetry",
            ROOT + ".experiment",
            ROOT + ".guard",
            HYGIENE,
            ROOT + ".testing",
            LOCATION,
            "jakarta.servlet.",
            "org.springframework.",
            "org.junit.jupiter.api.",
            "org.junit.platform.commons.",
            "io.opentelemetry.api"));
  }

  private static void web(Map<String, List<String>> rooms) {
    // SLF4J for its MDC alone.
    rooms.put(
        ".servlet",
        List.of(
            ROOT,
            MODEL,
            STORE,
            ROOT + ".experiment",
            ROOT + ".guard",
            HYGIENE,
            LOCATION,
            ROOT + ".internal.web",
            "jakarta.servlet.",
            "org.slf4j"));
    rooms.put(
        ".console",
        List.of(
            ROOT,
            MODEL,
            STORE,
            EVAL,
            JSON,
            JDBC,
            ROOT + ".experiment",
            ROOT + ".guard",
            HYGIENE,
            ROOT + ".servlet",
            LOCATION,
            ROOT + ".internal.web",
            "jakarta.servlet."));
    rooms.put(
        ".ofrep",
        List.of(ROOT, MODEL, STORE, JSON, LOCATION, ROOT + ".internal.web", "jakarta.servlet."));
    rooms.put(".internal.web", List.of(LOCATION, "jakarta.servlet."));
  }

  @Test
  void room_importsOnlyWhatTheTableAllows() {
    for (String room : present()) {
      List<String> allowed = new ArrayList<>(ALL);
      allowed.add(ROOT + room);
      allowed.addAll(ROOMS.get(room));
      classes()
          .that()
          .resideInAPackage(ROOT + room)
          .should(ArchConditions.onlyDependOnClassesThat(within(allowed)))
          .check(CLASSES);
    }
  }

  /** A room that this test does not know is refused, so that the table is kept. */
  @Test
  void room_thatTheTableDoesNotHave_isRefused() {
    Set<String> unknown = new TreeSet<>(present());
    unknown.removeAll(ROOMS.keySet());
    assertEquals(Set.of(), unknown, "packages without a row in the table");
    assertTrue(present().contains(".model") && present().contains(""), "classes were found");
  }

  private static Set<String> present() {
    return CLASSES.stream()
        .map(type -> type.getPackageName().substring(ROOT.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Names of packages, of packages and all below them (with a dot at the end), and of classes. */
  private static DescribedPredicate<JavaClass> within(List<String> allowed) {
    return describe(
        "in " + allowed,
        type -> {
          JavaClass base = type.getBaseComponentType();
          String name = base.getPackageName();
          return base.isPrimitive()
              || allowed.contains(name)
              || allowed.contains(base.getFullName())
              || allowed.stream().anyMatch(a -> a.endsWith(".") && (name + ".").startsWith(a));
        });
  }

  @Test
  void internal_knowsOnlyTheJdk() {
    List<String> own = new ArrayList<>(JDK);
    own.add(ROOT + ".internal");
    own.add("org.jspecify.annotations");
    classes()
        .that()
        .resideInAPackage(ROOT + ".internal")
        .should(ArchConditions.onlyDependOnClassesThat(within(own)))
        .check(CLASSES);
  }

  @Test
  void rooms_haveNoCircles() {
    slices().matching("dev.jackstaff.(**)").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".model", ROOT + ".internal..", ROOT + ".store")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(CLASSES);
  }

  /** "Required at run time: Jackson and RE2/J"; the optional ones are named in one room only. */
  @Test
  void optionalLibrary_isNamedInOneRoom() {
    for (String library :
        List.of(
            "com.launchdarkly",
            "dev.openfeature",
            "io.micrometer.context",
            "io.micrometer.core",
            "io.opentelemetry",
            "org.junit",
            "org.postgresql",
            "org.slf4j",
            "org.springframework",
            "tools.jackson")) {
      Set<String> rooms =
          CLASSES.stream()
              .filter(
                  type ->
                      type.getDirectDependenciesFromSelf().stream()
                          .anyMatch(d -> d.getTargetClass().getPackageName().startsWith(library)))
              .map(JavaClass::getPackageName)
              // Joins what the application has.
              .filter(room -> !room.equals(ROOT + ".spring") || library.startsWith("org.spring"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertTrue(rooms.size() <= 1, library + " in " + rooms);
    }
  }

  @Test
  void class_isFinalUnlessItIsToBeExtended() {
    classes()
        .that(
            describe(
                "could be final",
                type ->
                    !type.isInterface()
                        && !type.isEnum()
                        && !type.isAnonymousClass()
                        && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                        && !type.isAssignableTo(Throwable.class)))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void className_saysWhatItIs() {
    Pattern empty = Pattern.compile(".*(Impl|Manager|Helper|Helpers|Util|Utils)");
    noClasses()
        .should(
            new ArchCondition<JavaClass>("be named after nothing") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean matches = empty.matcher(type.getSimpleName()).matches();
                events.add(new SimpleConditionEvent(type, matches, type.getName()));
              }
            })
        .check(CLASSES);
  }

  /** The exported API names nothing internal, and no library that users do not have. */
  @Test
  void exportedSignature_namesNothingInternal() {
    Set<String> leaks = new TreeSet<>();
    CLASSES.stream()
        .filter(ArchitectureTest::isExported)
        .forEach(
            type -> {
              type.getMembers().stream()
                  .filter(ArchitectureTest::isVisible)
                  .forEach(member -> leaks(member, leaks));
              involved(type.getSuperclass().stream().toList(), type.getName(), leaks);
              involved(List.copyOf(type.getInterfaces()), type.getName(), leaks);
            });
    assertEquals(Set.of(), leaks);
  }

  private static boolean isExported(JavaClass type) {
    boolean open = type.getModifiers().contains(JavaModifier.PUBLIC);
    return open
        && !type.getPackageName().contains(".internal")
        && type.getEnclosingClass().map(ArchitectureTest::isExported).orElse(true);
  }

  private static boolean isVisible(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static void leaks(JavaMember member, Set<String> leaks) {
    List<JavaType> types = new ArrayList<>();
    if (member instanceof JavaField field) {
      types.add(field.getType());
    } else if (member instanceof JavaCodeUnit code) {
      types.add(code.getReturnType());
      types.addAll(code.getParameterTypes());
      types.addAll(code.getExceptionTypes());
    }
    involved(types, member.getFullName(), leaks);
  }

  private static void involved(List<JavaType> types, String where, Set<String> leaks) {
    for (JavaType type : types) {
      for (JavaClass raw : type.getAllInvolvedRawTypes()) {
        String name = raw.getName();
        if (name.contains(".internal.") || name.contains("jackson.") || name.contains("re2j")) {
          leaks.add(where + " names " + name);
        }
      }
    }
  }

  /** "logging is System.Logger or SLF4J's API, one of them everywhere". */
  @Test
  void logging_isTheSystemLogger() {
    // A DataSource has to name the logger of its driver, and may say that there is none. The MDC is
    // the application's.
    noClasses()
        .that()
        .doNotImplement(DataSource.class)
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".servlet.LogContext")
        .should()
        .accessClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.apache.logging..")
        .check(CLASSES);
  }

  /** A container's threads are not ours to leave something on, but for the one of Flags. */
  @Test
  void threadLocal_isOnlyThatOfFlags() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".Flags")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocal.class)
        .check(CLASSES);
  }

  /**
   * A class that owns a thread ends it and waits for it; an exception from a task ends no thread.
   */
  @Test
  void thread_isMadeByDaemonsAlone() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".internal.Daemons")
        .should()
        .callConstructorWhere(
            describe(
                "it makes a thread", call -> call.getTargetOwner().isAssignableTo(Thread.class)))
        .orShould()
        .accessClassesThat()
        .belongToAnyOf(Executors.class, java.util.Timer.class)
        .check(CLASSES);
  }

  /**
   * Evaluation uses no stream and no regular expression of the JDK; only what is compiled once
   * does.
   */
  @Test
  void evaluation_hasNoStreamAndNoRegularExpression() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".internal.eval")
        .and()
        .haveSimpleNameNotEndingWith("Compiler")
        .and()
        .haveNameNotMatching(".*\\.(EvaluationInputs|CompiledFlags?|FlagTable)")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.stream..", "java.util.regex..")
        .check(CLASSES);
  }
}
