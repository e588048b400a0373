package dev.jackstaff.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
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
   * @throws IllegalArgumentException if any is missing or too short; names each
   */
  public static List<byte[]> readAll(
      String text, Function<String, @Nullable Object> attributes, int least) {
    List<String> names = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    return Params.each(names, name -> read(name, attributes, least));
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
   * {@return copies of some secrets, if there is at least one and each has as many bytes as it
   * must}
   *
   * @param secrets the secrets; the first signs and all verify
   * @param least how many bytes each must have
   * @param subject what to call them in a message
   * @throws IllegalArgumentException if there is none, or any is too short; names each by its
   *     number, since a message must not show it
   */
  public static List<byte[]> longEnough(List<byte[]> secrets, int least, String subject) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException(subject + " needs at least one key");
    }
    List<Integer> numbers = IntStream.range(0, secrets.size()).boxed().toList();
    return Params.each(
        numbers,
        i -> {
          String name = secrets.size() == 1 ? subject : "key " + (i + 1) + " of " + subject;
          return longEnough(secrets.get(i).clone(), least, name);
        });
  }

  /**
   * {@return the bytes of some texts in UTF-8}
   *
   * @param texts the texts
   */
  public static List<byte[]> bytes(Collection<String> texts) {
    return texts.stream().map(Secrets::bytes).toList();
  }

  /** {@return a random key, which is enough for one node} */
  public static byte[] random() {
    byte[] key = new byte[SHORTEST_KEY];
    new SecureRandom().nextBytes(key);
    return key;
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
   * {@return whether a text is a signature under any of some keys; takes the same time whichever it
   * is}
   *
   * @param keys the keys, each of which costs one HMAC-SHA-256
   * @param text what was signed
   * @param signature what it is said to be signed with
   */
  public static boolean isSigned(List<byte[]> keys, String text, String signature) {
    boolean signed = false;
    for (byte[] key : keys) {
      signed |= isSigned(key, text, signature);
    }
    return signed;
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
