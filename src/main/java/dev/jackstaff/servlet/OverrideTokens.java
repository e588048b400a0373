package dev.jackstaff.servlet;

import dev.jackstaff.internal.Secrets;
import dev.jackstaff.model.FlagOverride;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Issues and verifies the signed tokens with which testers see a feature before its release. {@link
 * FlagFilter} accepts them in the cookie or header {@code X-Flag-Override}. Immutable and
 * thread-safe; verification costs one HMAC-SHA-256 per secret and never blocks.
 */
public final class OverrideTokens {
  /** The name of the cookie and of the header that carry a token. */
  public static final String NAME = "X-Flag-Override";

  /** The maximum length of a token in characters. */
  public static final int MAX_LENGTH = 1024;

  /** The maximum lifetime of a token. */
  public static final Duration MAX_LIFETIME = Duration.ofDays(7);

  /** The tolerated difference between the clocks of two nodes. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private static final int ID_LENGTH = 16;

  /** The secrets, of which the first signs and all verify. */
  private final List<byte[]> secrets;

  private final String application;
  private final InstantSource clock;
  private final Predicate<String> revoked;

  private OverrideTokens(
      List<byte[]> secrets, String application, InstantSource clock, Predicate<String> revoked) {
    this.secrets = secrets;
    this.application = application;
    this.clock = clock;
    this.revoked = revoked;
    if (application.isBlank()) {
      throw new IllegalArgumentException("the application must have a name");
    }
  }

  private static byte[] key(byte[] secret) {
    return Secrets.longEnough(secret.clone(), Secrets.MIN_KEY_LENGTH, "the override secret");
  }

  /**
   * {@return the tokens of an application}
   *
   * @param secret the secret that signs them, at least 32 bytes
   * @param application the application's name, so that tokens of other applications with the same
   *     secret are invalid
   * @throws IllegalArgumentException if the secret is too short, or the name is blank
   */
  public static OverrideTokens of(byte[] secret, String application) {
    return of(secret, application, InstantSource.system());
  }

  /**
   * {@return the tokens of an application, with a clock for tests}
   *
   * @param secret the secret that signs them, at least 32 bytes
   * @param application the application's name
   * @param clock the source of the current time
   * @throws IllegalArgumentException if the secret is too short, or the name is blank
   */
  public static OverrideTokens of(byte[] secret, String application, InstantSource clock) {
    return new OverrideTokens(List.of(key(secret)), application, clock, id -> false);
  }

  /**
   * {@return these tokens, also accepting those that were signed with other secrets. New tokens are
   * signed with the first secret. To rotate the secret, put the new one first and keep the old one
   * for seven days.}
   *
   * @param former the other secrets, each at least 32 bytes
   * @throws IllegalArgumentException if one is too short
   */
  public OverrideTokens alsoVerifying(byte[]... former) {
    List<byte[]> all = new ArrayList<>(secrets);
    for (byte[] secret : former) {
      all.add(key(secret));
    }
    return new OverrideTokens(List.copyOf(all), application, clock, revoked);
  }

  /**
   * {@return these tokens, rejecting revoked ones}
   *
   * @param ids returns true if the token of an id is revoked; called at each verification, so it
   *     must not block
   */
  public OverrideTokens revoking(Predicate<String> ids) {
    return new OverrideTokens(secrets, application, clock, revoked.or(ids));
  }

  /**
   * {@return the id by which a token is revoked: the first 16 characters after its dot}
   *
   * @param token the token, verified or not
   * @throws IllegalArgumentException if it does not have the form of a token
   */
  public static String idOf(String token) {
    int start = token.indexOf('.') + 1;
    if (start == 0 || token.length() < start + ID_LENGTH) {
      throw new IllegalArgumentException("not a token");
    }
    return token.substring(start, start + ID_LENGTH);
  }

  /** The content of a valid token, or the reason why it is invalid. */
  record TokenCheck(@Nullable OverrideToken token, String fault) {
    static TokenCheck no(String fault) {
      return new TokenCheck(null, fault);
    }
  }

  /**
   * {@return a token of at most 1024 characters, all of which are valid in a cookie}
   *
   * @param flags the overrides by flag name, at least one
   * @param subject the id of the only user for whom it is valid, or null if it is valid for any
   *     bearer
   * @param expires the instant at which it expires, at most seven days from now
   * @throws IllegalArgumentException if there are no flags, or too many for a token, or the token
   *     would be expired or valid for too long
   */
  public String issue(Map<String, FlagOverride> flags, @Nullable String subject, Instant expires) {
    Duration life = Duration.between(clock.instant(), expires);
    if (flags.isEmpty()) {
      throw new IllegalArgumentException("a token must name at least one flag");
    }
    if (life.isNegative() || life.isZero() || life.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "a token must expire within " + MAX_LIFETIME.toDays() + " days from now, not " + expires);
    }
    String content = Secrets.encode(text(flags, subject, expires).getBytes(StandardCharsets.UTF_8));
    String token = content + "." + Secrets.encode(Secrets.sign(secrets.get(0), signed(content)));
    if (token.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the token is too long: it would have "
              + token.length()
              + " characters of "
              + MAX_LENGTH);
    }
    return token;
  }

  /**
   * {@return the content of a token, or empty if it was not issued with this secret for this
   * application, has expired or is revoked}
   *
   * @param token any text of a request
   */
  public Optional<OverrideToken> verify(String token) {
    return Optional.ofNullable(judge(token).token());
  }

  TokenCheck judge(String token) {
    int dot = token.indexOf('.');
    if (dot < 0 || token.length() > MAX_LENGTH) {
      return TokenCheck.no("forged");
    }
    String content = token.substring(0, dot);
    if (!Secrets.isSigned(secrets, signed(content), token.substring(dot + 1))) {
      return TokenCheck.no("forged");
    }
    String id = idOf(token);
    if (revoked.test(id)) {
      return TokenCheck.no("revoked");
    }
    try {
      return judge(read(content, id));
    } catch (RuntimeException e) {
      // Signed with this secret, but with content that this version does not know.
      return TokenCheck.no("forged");
    }
  }

  private TokenCheck judge(OverrideToken token) {
    if (!token.application().equals(application)) {
      return TokenCheck.no("foreign");
    }
    Instant now = clock.instant();
    Instant latest = now.plus(MAX_LIFETIME).plus(CLOCK_TOLERANCE);
    return now.isBefore(token.expires()) && !token.expires().isAfter(latest)
        ? new TokenCheck(token, "")
        : TokenCheck.no("expired");
  }

  /**
   * Adds a prefix, so that a signature of something else under the same secret is no valid token.
   */
  private static String signed(String content) {
    return "override:" + content;
  }

  private String text(Map<String, FlagOverride> flags, @Nullable String subject, Instant expires) {
    String wishes =
        flags.entrySet().stream()
            .map(entry -> entry(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(","));
    return String.join(
        "\n",
        Long.toString(expires.getEpochSecond()),
        encode(application),
        subject == null ? "*" : "=" + encode(subject),
        wishes);
  }

  private static String entry(String flag, FlagOverride override) {
    if (!override.on()) {
      return "!" + encode(flag);
    }
    String variant = override.variant();
    return variant == null ? encode(flag) : encode(flag) + "=" + encode(variant);
  }

  private static OverrideToken read(String content, String id) {
    byte[] bytes = Base64.getUrlDecoder().decode(content);
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    Map<String, FlagOverride> flags = new LinkedHashMap<>();
    for (String wish : parts[3].split(",", -1)) {
      String[] pair = wish.split("=", 2);
      boolean off = wish.startsWith("!");
      FlagOverride override = pair.length == 2 ? FlagOverride.variant(decode(pair[1])) : onOff(off);
      flags.put(decode(off ? wish.substring(1) : pair[0]), override);
    }
    String subject = parts[2].equals("*") ? null : decode(parts[2].substring(1));
    Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[0]));
    return new OverrideToken(flags, subject, decode(parts[1]), expires, id);
  }

  private static FlagOverride onOff(boolean off) {
    return off ? FlagOverride.OFF : FlagOverride.ON;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
