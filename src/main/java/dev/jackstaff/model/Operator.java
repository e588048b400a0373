package dev.jackstaff.model;

import dev.jackstaff.internal.Instants;
import dev.jackstaff.internal.JsonType;
import dev.jackstaff.internal.Network;
import dev.jackstaff.internal.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operators that compare one attribute with an operand, after MongoDB's query operators. */
public enum Operator {
  /** Equal; deeply for lists and maps. */
  EQ(Operand.ANY),
  /** Not equal. */
  NE(Operand.ANY),
  /** Less than. */
  LT(Operand.COMPARABLE),
  /** Less than or equal. */
  LTE(Operand.COMPARABLE),
  /** Greater than. */
  GT(Operand.COMPARABLE),
  /** Greater than or equal. */
  GTE(Operand.COMPARABLE),
  /** One of; for a list attribute, at least one in common. */
  IN(Operand.LIST),
  /** Not one of; for a list attribute, none in common. */
  NIN(Operand.LIST),
  /** Present, or absent. */
  EXISTS(Operand.BOOLEAN),
  /** A regular expression that is found in a string, in RE2's syntax. */
  REGEX(Operand.STRING),
  /** A list that has all of these. */
  ALL(Operand.LIST),
  /** A JSON type: string, number, boolean, array, object, null. */
  TYPE(Operand.TYPE),
  /** An equal version. */
  VEQ(Operand.VERSION),
  /** Another version. */
  VNE(Operand.VERSION),
  /** An earlier version. */
  VLT(Operand.VERSION),
  /** An earlier or equal version. */
  VLTE(Operand.VERSION),
  /** A later version. */
  VGT(Operand.VERSION),
  /** A later or equal version. */
  VGTE(Operand.VERSION),
  /** One of, ignoring the case of texts; for a list attribute, at least one in common. */
  INI(Operand.LIST),
  /** Not one of, ignoring the case of texts. */
  NINI(Operand.LIST),
  /** A list that has all of these, ignoring the case of texts. */
  ALLI(Operand.LIST),
  /** A regular expression in RE2's syntax that is found in a string, ignoring case. */
  REGEXI(Operand.STRING),
  /** An IPv4 or IPv6 address in one of one or several networks. */
  CIDR(Operand.NETWORKS),
  /** An earlier instant. */
  BEFORE(Operand.INSTANT),
  /** A later instant. */
  AFTER(Operand.INSTANT);

  private static final List<String> TYPES =
      List.of("string", "number", "boolean", "array", "object", "null");

  private final Operand operand;

  Operator(Operand operand) {
    this.operand = operand;
  }

  private enum Operand {
    ANY("a JSON value"),
    COMPARABLE("a number or a string"),
    LIST("a list"),
    BOOLEAN("true or false"),
    STRING("a string"),
    VERSION("a version, as a string or a number that begins with a digit"),
    NETWORKS("a network such as \"10.0.0.0/8\", an address, or a list of them"),
    INSTANT("an instant such as \"2026-11-20T09:00:00Z\", or milliseconds since 1970"),
    TYPE("one of string, number, boolean, array, object, null");

    private final String text;

    Operand(String text) {
      this.text = text;
    }

    boolean takes(@Nullable Object value) {
      return switch (this) {
        case ANY -> true;
        case COMPARABLE -> value instanceof Number || value instanceof String;
        case LIST -> value instanceof List;
        case BOOLEAN -> value instanceof Boolean;
        case STRING -> value instanceof String;
        case VERSION -> isVersion(value);
        case NETWORKS -> isNetworks(value);
        case INSTANT -> Instants.of(value) != null;
        case TYPE -> value instanceof String s && TYPES.contains(s);
      };
    }
  }

  /** Returns true for a valid version only, since no attribute could match anything else. */
  private static boolean isVersion(@Nullable Object value) {
    String text = value instanceof String || value instanceof Number ? value.toString() : "";
    int start = text.startsWith("v") ? 1 : 0;
    return start < text.length() && text.charAt(start) >= '0' && text.charAt(start) <= '9';
  }

  private static boolean isNetworks(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().allMatch(Operator::isNetwork)
        : isNetwork(value);
  }

  private static boolean isNetwork(@Nullable Object value) {
    return value instanceof String text && Network.parse(text) != null;
  }

  /** {@return the operator as written, such as {@code $eq}} */
  public String text() {
    return "$" + name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the operator of a text, or empty if there is none}
   *
   * @param text such as {@code $eq}
   */
  public static Optional<Operator> of(String text) {
    return Arrays.stream(values()).filter(operator -> operator.text().equals(text)).findFirst();
  }

  /** {@return whether the operand is always a list, as a form needs to know} */
  public boolean takesList() {
    return operand == Operand.LIST;
  }

  /** {@return whether the operand is always a text, also one that looks like a number} */
  public boolean takesText() {
    return operand == Operand.STRING || operand == Operand.TYPE || operand == Operand.VERSION;
  }

  /** {@return all operators as written, joined by spaces} */
  public static String known() {
    return Arrays.stream(values()).map(Operator::text).collect(Collectors.joining(" "));
  }

  private String shown(@Nullable Object value) {
    if (operand == Operand.INSTANT && value instanceof Number) {
      return Spelling.shown(value.toString()) + ", which is out of range";
    }
    boolean ofAForm =
        operand == Operand.TYPE
            || operand == Operand.VERSION
            || operand == Operand.NETWORKS
            || operand == Operand.INSTANT;
    return ofAForm && value instanceof String text
        ? "'" + Spelling.shown(text) + "'"
        : JsonType.of(value);
  }

  void check(@Nullable Object value) {
    if (!operand.takes(value)) {
      throw new IllegalArgumentException(
          text() + " takes " + operand.text + ", not " + shown(value));
    }
  }
}
