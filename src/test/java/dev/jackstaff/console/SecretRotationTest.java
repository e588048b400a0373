package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.internal.Params;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.ofrep.OfrepKeys;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.FilterKeys;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.OverrideTokens;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every secret takes two keys at once, so that one can be changed while the application runs. */
final class SecretRotationTest {
  /** With commas, since only the names of keys are separated by them. */
  private static final String OLD = "the old key of thirty-two bytes, or more";

  private static final String NEW = "the new key of thirty-two bytes, or more";
  private static final String SHORT = "too short";

  /** Their names end as those of secrets do. */
  private static final Set<String> NO_SECRETS = Set.of("OfrepInitParams.requireTargetingKey");

  private final ServletContext context = mock();
  private final FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.on("a")));

  /** Signs as the first key has it, and verifies. */
  private interface Signer {
    String sign() throws Exception;

    boolean accepts(String signed) throws Exception;
  }

  private static Signer signer(Signing signing, Verifying verifying) {
    return new Signer() {
      @Override
      public String sign() throws Exception {
        return signing.sign();
      }

      @Override
      public boolean accepts(String signed) throws Exception {
        return verifying.accepts(signed);
      }
    };
  }

  private interface Signing {
    String sign() throws Exception;
  }

  private interface Verifying {
    boolean accepts(String signed) throws Exception;
  }

  /** Sets one up whose only secret is the given one; the first key's text is given as well. */
  private interface Opening {
    Signer open(SecretRotationTest test, Map<String, String> params, String first)
        throws ServletException;
  }

  /** An init-param that names a secret: its reader, a dot and its own name. */
  private record Secret(String name, Opening opening) {
    String param() {
      return name.substring(name.indexOf('.') + 1);
    }

    String reader() {
      return name.substring(0, name.indexOf('.'));
    }
  }

  private static List<Secret> secrets() {
    return List.of(
        new Secret("InitParams.visitorSecret", SecretRotationTest::visitor),
        new Secret("InitParams.overrideSecret", SecretRotationTest::override),
        new Secret("ConsoleParams.consoleSecret", SecretRotationTest::console),
        new Secret("ConsoleParams.overrideSecret", SecretRotationTest::consoleOverride),
        new Secret("OfrepInitParams.apiKey", SecretRotationTest::apiKey),
        new Secret("OfrepInitParams.streamSecret", SecretRotationTest::stream));
  }

  @BeforeEach
  void application() {
    when(context.getAttribute("old")).thenReturn(OLD);
    when(context.getAttribute("new")).thenReturn(NEW.getBytes(StandardCharsets.UTF_8));
    when(context.getAttribute("short")).thenReturn(SHORT);
    when(context.getAttribute("features")).thenReturn(features);
  }

  @AfterEach
  void close() {
    features.close();
  }

  private Signer visitor(Map<String, String> params, String first) throws ServletException {
    FilterKeys filter = new FilterKeys(filter(params));
    return signer(filter::visitor, filter::acceptsVisitor);
  }

  /** A filter verifies only. */
  private Signer override(Map<String, String> params, String first) throws ServletException {
    FilterKeys filter = new FilterKeys(filter(params));
    return signer(() -> issue(tokens(first)), filter::acceptsToken);
  }

  private Signer console(Map<String, String> params, String first) throws ServletException {
    CsrfTokens csrf = new ConsoleParams(servlet(params)).settings().csrf();
    return signer(() -> csrf.token("user ann"), text -> csrf.accepts(text, "user ann"));
  }

  private Signer consoleOverride(Map<String, String> params, String first) throws ServletException {
    OverrideTokens tokens = new ConsoleParams(servlet(params)).settings().overrides();
    return signer(() -> issue(tokens), token -> tokens.verify(token).isPresent());
  }

  /** A client shows the key itself. */
  private Signer apiKey(Map<String, String> params, String first) throws ServletException {
    return signer(() -> first, new OfrepKeys(servlet(params))::acceptsApiKey);
  }

  private Signer stream(Map<String, String> params, String first) throws ServletException {
    OfrepKeys keys = new OfrepKeys(servlet(params));
    return signer(keys::ticket, keys::acceptsTicket);
  }

  private static OverrideTokens tokens(String key) {
    return OverrideTokens.of(key.getBytes(StandardCharsets.UTF_8), "shop");
  }

  private static String issue(OverrideTokens tokens) {
    return tokens.issue(
        Map.of("a", FlagOverride.OFF), null, Instant.now().plusSeconds(24 * 60 * 60));
  }

  private FilterConfig filter(Map<String, String> params) {
    Map<String, String> all = new HashMap<>(params);
    all.put("flags", "attribute:features");
    all.put("user", "anonymous");
    if (all.containsKey("overrideSecret")) {
      all.put("application", "shop");
    }
    FilterConfig config = mock();
    when(config.getServletContext()).thenReturn(context);
    when(config.getInitParameterNames()).thenReturn(Collections.enumeration(all.keySet()));
    all.forEach((name, value) -> when(config.getInitParameter(name)).thenReturn(value));
    return config;
  }

  private ServletConfig servlet(Map<String, String> params) {
    Map<String, String> all = new HashMap<>(params);
    if (all.containsKey("overrideSecret")) {
      all.put("application", "shop");
    }
    ServletConfig config = mock();
    when(config.getServletContext()).thenReturn(context);
    when(config.getInitParameterNames()).thenReturn(Collections.enumeration(all.keySet()));
    all.forEach((name, value) -> when(config.getInitParameter(name)).thenReturn(value));
    return config;
  }

  private Signer open(Secret secret, String names, String first) throws ServletException {
    return secret.opening.open(this, Map.of(secret.param(), names), first);
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void secret_withTwoKeys_signsWithTheFirstAndVerifiesBoth(Secret secret) throws Exception {
    Signer former = open(secret, "attribute:old", OLD);
    Signer later = open(secret, "attribute:new", NEW);
    Signer both = open(secret, "attribute:new, attribute:old", NEW);
    assertTrue(both.accepts(former.sign()), "what the old key signed counts still");
    assertTrue(both.accepts(later.sign()), "what the new key signed counts");
    assertTrue(later.accepts(both.sign()), "the first key signs");
    assertTrue(both.accepts(both.sign()), "what both signed counts");
    assertFalse(former.accepts(both.sign()), "the second key does not sign");
    assertFalse(later.accepts(former.sign()), "without the old key what it signed counts no more");
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void secret_withWrongKeys_isRefusedWithAllOfThem(Secret secret) {
    Map<String, String> params = new HashMap<>();
    String wrong = "attribute:short, attribute:new, attribute:none, a key that is written here";
    secrets().stream()
        .filter(other -> other.reader().equals(secret.reader()))
        .forEach(other -> params.put(other.param(), wrong));
    String message =
        assertThrows(ServletException.class, () -> secret.opening.open(this, params, NEW))
            .getMessage();
    for (String param : params.keySet()) {
      int least = param.equals("apiKey") ? 16 : 32;
      String expected =
          "init-param "
              + param
              + ": 'attribute:short' must have at least "
              + least
              + " bytes, has 9; 'attribute:none' is not set; should be env:NAME or attribute:NAME";
      assertTrue(message.contains(expected), message);
    }
    assertFalse(message.contains("written here") || message.contains(SHORT), message);
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void secret_withoutAKey_isRefused(Secret secret) {
    for (String empty : List.of("", ",", "attribute:new,")) {
      String message =
          assertThrows(ServletException.class, () -> open(secret, empty, NEW)).getMessage();
      assertTrue(message.contains("init-param " + secret.param() + ": should be env:"), message);
    }
  }

  private static List<?> known(Class<?> reader) {
    try {
      Field known = reader.getDeclaredField("KNOWN");
      known.setAccessible(true);
      return (List<?>) known.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<Class<?>> readers() {
    return new ClassFileImporter()
        .importUrl(Flags.class.getProtectionDomain().getCodeSource().getLocation()).stream()
            .filter(SecretRotationTest::readsParams)
            .map(JavaClass::reflect)
            .collect(Collectors.toSet());
  }

  private static boolean readsParams(JavaClass type) {
    return type.getConstructorCallsFromSelf().stream()
        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Params.class));
  }

  private static boolean isSecret(String name) {
    return name.matches("(?i).*(secrets?|keys?)");
  }

  @Test
  void secrets_allOfThem_areInTheTable() {
    Set<String> found = new TreeSet<>();
    for (Class<?> reader : readers()) {
      known(reader).stream()
          .filter(name -> isSecret((String) name))
          .forEach(name -> found.add(reader.getSimpleName() + "." + name));
    }
    found.removeAll(NO_SECRETS);
    assertEquals(
        secrets().stream().map(Secret::name).collect(Collectors.toCollection(TreeSet::new)), found);
  }

  private static String refusal(Object builder, Method method, Object... keys) {
    InvocationTargetException refused =
        assertThrows(
            InvocationTargetException.class,
            () -> {
              Class<?> type = method.getParameterTypes()[0].getComponentType();
              Object array = Array.newInstance(type, keys.length);
              for (int i = 0; i < keys.length; i++) {
                String key = (String) keys[i];
                Array.set(
                    array,
                    i,
                    type.equals(String.class) ? key : key.getBytes(StandardCharsets.UTF_8));
              }
              method.invoke(builder, array);
            },
            method.getName());
    assertEquals(IllegalArgumentException.class, refused.getCause().getClass());
    return refused.getCause().getMessage();
  }

  @Test
  void builders_takeSeveralKeys_andRefuseNoneAndEachThatIsTooShort() {
    Set<String> methods = new TreeSet<>();
    for (Object builder :
        List.of(
            FlagFilter.builder(features),
            ConsoleServlet.builder(features),
            OfrepServlet.builder())) {
      Stream.of(builder.getClass().getMethods())
          .filter(method -> isSecret(method.getName()) && method.getParameterCount() == 1)
          .forEach(
              method -> {
                methods.add(method.getName());
                assertTrue(method.isVarArgs(), method.getName());
                String none = refusal(builder, method);
                assertTrue(none.endsWith(" needs at least one key"), none);
                String two = refusal(builder, method, SHORT, NEW, "short");
                assertTrue(
                    two.matches(
                        "key 1 of .* must have at least (16|32) bytes, has 9;"
                            + " key 3 of .* must have at least (16|32) bytes, has 5"),
                    two);
                String one = refusal(builder, method, SHORT);
                assertTrue(one.matches("[^0-9]* must have at least (16|32) bytes, has 9"), one);
              });
    }
    assertEquals(Set.of("visitorSecret", "consoleSecret", "apiKey", "streamSecret"), methods);
  }
}
