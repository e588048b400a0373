package dev.jackstaff.openfeature;

import dev.jackstaff.internal.PortableNumber;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.Value;
import java.util.List;
import java.util.Map;

/**
 * The types of OpenFeature's flags. Each has a value that no flag has, which distinguishes a flag's
 * value from the default that a provider returns.
 */
enum ValueKind {
  BOOL("a Boolean", Boolean.class) {
    @Override
    Object nothing() {
      return false;
    }

    @Override
    FlagEvaluationDetails<?> ask(Client client, String flag, Object other, EvaluationContext who) {
      return client.getBooleanDetails(flag, (Boolean) other, who);
    }
  },
  STRING("a String", String.class) {
    @Override
    Object nothing() {
      return "(no value)";
    }

    @Override
    FlagEvaluationDetails<?> ask(Client client, String flag, Object other, EvaluationContext who) {
      return client.getStringDetails(flag, (String) other, who);
    }
  },
  INTEGER("an Integer", Integer.class) {
    @Override
    Object nothing() {
      return Integer.MIN_VALUE;
    }

    @Override
    FlagEvaluationDetails<?> ask(Client client, String flag, Object other, EvaluationContext who) {
      return client.getIntegerDetails(flag, (Integer) other, who);
    }
  },
  LONG("a Long", Long.class) {
    @Override
    boolean takes(Object fallback) {
      return fallback instanceof Long || fallback instanceof Integer;
    }

    /**
     * A value in the range that a double represents exactly, since the SDK requests a double from
     * some providers.
     */
    @Override
    Object nothing() {
      return -PortableNumber.MAX_SAFE;
    }

    @Override
    FlagEvaluationDetails<?> ask(Client client, String flag, Object other, EvaluationContext who) {
      return client.getLongDetails(flag, ((Number) other).longValue(), who);
    }
  },
  DECIMAL("a Double", Double.class) {
    @Override
    Object nothing() {
      return Double.NaN;
    }

    @Override
    FlagEvaluationDetails<?> ask(Client client, String flag, Object other, EvaluationContext who) {
      return client.getDoubleDetails(flag, (Double) other, who);
    }
  },
  OBJECT("a Map or List", Value.class) {
    @Override
    boolean takes(Object fallback) {
      return fallback instanceof Map || fallback instanceof List;
    }

    @Override
    FlagEvaluationDetails<?> ask(Client client, String flag, Object other, EvaluationContext who) {
      return client.getObjectDetails(flag, (Value) other, who);
    }

    @Override
    Object nothing() {
      return new Value();
    }
  };

  private final String text;
  private final Class<?> type;

  ValueKind(String text, Class<?> type) {
    this.text = text;
    this.type = type;
  }

  /** Returns the default with which a flag without fallback is evaluated. */
  abstract Object nothing();

  abstract FlagEvaluationDetails<?> ask(
      Client client, String flag, Object other, EvaluationContext who);

  /** Returns whether a value can be the fallback of such a flag. */
  boolean takes(Object fallback) {
    return type.isInstance(fallback);
  }

  /**
   * Returns whether a value has this type. A provider may return any object, since its type is
   * erased.
   */
  boolean isOf(Object said) {
    return type.isInstance(said);
  }

  /**
   * Returns whether a value is the default that no flag has. A boolean has no such value, so false
   * may be a flag's own value.
   */
  boolean isNothing(Object said) {
    return this != BOOL && said.equals(nothing());
  }

  String text() {
    return text;
  }
}
