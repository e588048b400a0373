package dev.jackstaff.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Where secrets come from, and what is done with them. They are never written in a document. */
public final class Secrets {
  /** The least bytes of a key that signs: as many as its signature has. */
  public static final int SHORTEST_KEY = 32;

  private Secrets() {}

  /**
   * {@return the secret that an init-param names; it is never shown in a message}
   *
   * @param text {@code env:NAME}, a variable of the environment, or {@code attribute:NAME}, a
   *     string or bytes in the servlet context
   * @param attributes gives an attribute of the servlet context, or null
   * @param least how many bytes it must have
   * @throws IllegalArgumentException if there is none, or it is too short
   */
  public static byte[] read(String text, Function<String, @Nullable Object> attributes, int least) {
    Object found = find(text, attributes);
    byte[] secret =
        found instanceof byte[] bytes
            ? bytes.clone()
            : found instanceof String string ? bytes(string) : null;
    if (secret == null) {
      String was = found == null ? "is not set" : "is neither a string nor bytes";
      throw new IllegalArgumentException("'" + text + "' " + was);
    }
    return longEnough(secret, least, "'" + text + "'");
  }

  /**
   * {@return the secrets that an init-param names, separated by commas: the first signs, and all of
   * them verify, so that a new one can be put before the old one}
   *
   * @param text names at least one, as {@link #read} has it
   * @param attributes gives an attribute of the servlet context, or null
   * @param least how many bytes each must have
   * @throws IllegalArgumentException if one is missing or too short
   */
  public static List<byte[]> readAll(
      String text, Function<String, @Nullable Object> attributes, int least) {
    return Arrays.stream(text.split(",", -1))
        .map(one -> read(one.strip(), attributes, least))
        .toList();
  }

  private static @Nullable Object find(String text, Function<String, @Nullable Object> attributes) {
    if (text.startsWith("env:")) {
      return System.getenv(text.substring("env:".length()));
    }
    if (text.startsWith("attribute:")) {
      return attributes.apply(text.substring("attribute:".length()));
    }
    // What was written here may be the secret itself, so it is not repeated.
    throw new IllegalArgumentException("should be env:NAME or attribute:NAME");
  }

  /**
   * {@return a secret, if it has as many bytes as it must}
   *
   * @param secret the secret
   * @param least how many bytes it must have
   * @param subject what to call it in a message
   * @throws IllegalArgumentException if it is too short
   */
  public static byte[] longEnough(byte[] secret, int least, String subject) {
    if (secret.length < least) {
      throw new IllegalArgumentException(
          subject + " must have at least " + least + " bytes, has " + secret.length);
    }
    return secret;
  }

  /**
   * {@return the HMAC-SHA-256 of a text, 32 bytes}
   *
   * @param key the key
   * @param text what to sign
   */
  public static byte[] sign(byte[] key, String text) {
    return sign(key, bytes(text));
  }

  /**
   * {@return the HMAC-SHA-256 of some bytes, 32 bytes}
   *
   * @param key the key
   * @param content what to sign
   */
  public static byte[] sign(byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HMAC-SHA-256", e);
    }
  }

  /**
   * {@return whether a text is a signature in Base64url without padding; takes the same time
   * wherever it differs}
   *
   * @param key the key
   * @param text what was signed
   * @param signature what it is said to be signed with
   */
  public static boolean isSigned(byte[] key, String text, String signature) {
    return MessageDigest.isEqual(bytes(encode(sign(key, text))), bytes(signature));
  }

  /**
   * {@return bytes in Base64url without padding}
   *
   * @param bytes the bytes
   */
  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
