package dev.jackstaff.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks and uses secrets. They are never written to a flag file. */
public final class Secrets {
  /** The minimum length of a signing key in bytes, which equals the length of its signature. */
  public static final int MIN_KEY_LENGTH = 32;

  private Secrets() {}

  /**
   * {@return the same secret if it is long enough}
   *
   * @param secret the secret
   * @param least the minimum length in bytes
   * @param subject its name in a message
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
   * {@return copies of secrets, if there is at least one and each is long enough}
   *
   * @param secrets the secrets; the first signs and all verify
   * @param least the minimum length of each in bytes
   * @param subject their name in a message
   * @throws IllegalArgumentException if there is none, or any is too short; the message identifies
   *     each by its number, since it must not contain the secret
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
   * {@return the UTF-8 bytes of texts}
   *
   * @param texts the texts
   */
  public static List<byte[]> bytes(Collection<String> texts) {
    return texts.stream().map(Secrets::bytes).toList();
  }

  /** {@return a random key, which is sufficient for a single node} */
  public static byte[] random() {
    byte[] key = new byte[MIN_KEY_LENGTH];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /**
   * {@return the HMAC-SHA-256 of a text, 32 bytes}
   *
   * @param key the key
   * @param text the text to sign
   */
  public static byte[] sign(byte[] key, String text) {
    return sign(key, bytes(text));
  }

  /**
   * {@return the HMAC-SHA-256 of some bytes, 32 bytes}
   *
   * @param key the key
   * @param content the bytes to sign
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
   * {@return whether a signature is valid; the time of the comparison does not depend on where it
   * differs}
   *
   * @param key the key
   * @param text the text that was signed
   * @param signature the alleged signature in Base64url without padding
   */
  public static boolean isSigned(byte[] key, String text, String signature) {
    return MessageDigest.isEqual(bytes(encode(sign(key, text))), bytes(signature));
  }

  /**
   * {@return whether a signature is valid under any of several keys; the time does not depend on
   * which key it is}
   *
   * @param keys the keys, each of which costs one HMAC-SHA-256
   * @param text the text that was signed
   * @param signature the alleged signature in Base64url without padding
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
