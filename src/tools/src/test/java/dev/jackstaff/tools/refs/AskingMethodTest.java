package dev.jackstaff.tools.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.servlet.FlagsBean;
import dev.jackstaff.testing.WithFlags;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of methods that ask for a flag has every public method of the library that takes a
 * flag's name, unless there is a reason why it does not.
 */
final class AskingMethodTest {
  private static final String ROOT = "dev.jackstaff.";

  /** The types whose libraries are not on this class path; no application asks through them. */
  private static final Pattern BRIDGES =
      Pattern.compile("dev\\.jackstaff\\.(context|metrics|spring|telemetry)\\..*");

  /** The types that are there to ask: there every text counts, whatever the parameter's name. */
  private static final Set<Class<?>> ASKED =
      Set.of(Flags.class, FeatureFlags.class, Evaluation.class, FlagsBean.class);

  /** Methods, by a pattern, that take the name of a flag or of something else and do not ask. */
  private static final Map<String, String> REASONS = reasons();

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("(Flags|FeatureFlags)\\.track", "takes the name of an event");
    reasons.put("FeatureFlags\\.(killHere|report|rejectedOverride)", "does not decide");
    reasons.put("Integration\\.(kill|lift)Locally", "acts on a flag and does not decide");
    reasons.put("model\\..*|store\\..*", "defines, finds or changes definitions");
    reasons.put(".*\\$Builder\\..*|http\\.OfrepBuilder\\..*", "sets something up");
    reasons.put("guard\\.RolloutGuard\\.state", "shows what a guard knows");
    reasons.put("hygiene\\..*", "shows what is known about a flag");
    reasons.put("servlet\\.(RequestValue|UserResolver)\\..*", "takes the name of a header or such");
    reasons.put("openfeature\\.JackstaffProvider\\..*", "is called by OpenFeature's client only");
    return reasons;
  }

  private static boolean isExported(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && !type.getPackageName().contains(".internal")
        && (type.getEnclosingClass() == null || isExported(type.getEnclosingClass()));
  }

  private static Stream<Method> methods() {
    return new ClassFileImporter()
        .importUrl(Flags.class.getProtectionDomain().getCodeSource().getLocation()).stream()
            .map(JavaClass::getName)
            .filter(name -> !BRIDGES.matcher(name).matches())
            .map(AskingMethodTest::type)
            .filter(AskingMethodTest::isExported)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !method.isSynthetic() && !method.getName().equals("valueOf"));
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, AskingMethodTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean takesAName(Method method) {
    return Arrays.stream(method.getParameters()).anyMatch(one -> isName(method, one));
  }

  private static boolean isName(Method method, Parameter parameter) {
    return parameter.getType() == String.class
        && (ASKED.contains(method.getDeclaringClass())
            || Set.of("flag", "key", "name", "feature").contains(parameter.getName()));
  }

  private static String id(Method method) {
    return method.getDeclaringClass().getName().substring(ROOT.length()) + "." + method.getName();
  }

  private static Set<String> table() {
    return AskingMethod.KNOWN.stream()
        .filter(method -> method.owner().startsWith("dev/jackstaff/"))
        .map(method -> method.owner().replace('/', '.') + "." + method.name())
        .map(name -> name.substring(ROOT.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void publicMethodWithAFlagsName_isInTheTable_orHasAReason() {
    Set<String> table = table();
    Set<String> missing =
        methods()
            .filter(AskingMethodTest::takesAName)
            .map(AskingMethodTest::id)
            .filter(id -> !table.contains(id))
            .filter(id -> REASONS.keySet().stream().noneMatch(id::matches))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing, "neither in the table nor with a reason");
  }

  @Test
  void table_hasOnlyMethodsThatThereAre() {
    Set<String> names = methods().map(AskingMethodTest::id).collect(Collectors.toSet());
    Set<String> stale = table();
    stale.removeAll(names);
    assertEquals(Set.of(), stale);
    assertTrue(names.contains("Flags.on"), "classes were found, with their methods");
  }

  @Test
  void parametersOfTheLibrary_haveTheirNames() throws NoSuchMethodException {
    Parameter first =
        FeatureFlags.class.getMethod("isEnabled", String.class, String.class).getParameters()[0];
    assertEquals("flag", first.getName());
  }

  /** The other list that mirrors an API: the elements of the annotation for tests. */
  @Test
  void elementsOfWithFlags_areAllKnown() {
    FlagAnnotation known = FlagAnnotation.ALL.get(0);
    assertEquals(WithFlags.class.getName().replace('.', '/'), known.type());
    List<String> elements =
        Stream.concat(known.names().stream(), known.pairs().stream()).sorted().toList();
    List<String> declared =
        Arrays.stream(WithFlags.class.getDeclaredMethods()).map(Method::getName).sorted().toList();
    assertEquals(declared, elements);
  }
}
