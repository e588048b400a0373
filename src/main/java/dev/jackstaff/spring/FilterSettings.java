package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.servlet.ClientAddress;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.RequestValue;
import dev.jackstaff.servlet.TrustedProxies;
import dev.jackstaff.servlet.UserResolver;
import java.util.List;

/** Creates a filter from the properties. */
final class FilterSettings {
  private final JackstaffProperties properties;
  private final PropertyProblems problems;
  private TrustedProxies proxies = TrustedProxies.loopback();

  FilterSettings(JackstaffProperties properties, PropertyProblems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  /**
   * Returns a builder of the filter that the properties describe; invalid properties are recorded
   * as problems.
   */
  FlagFilter.Builder apply(FeatureFlags features) {
    FlagFilter.Builder filter = FlagFilter.builder(features);
    problems.use("trusted-proxies", properties.trustedProxies(), this::trust);
    problems.use(
        "client-address",
        properties.clientAddress(),
        text -> filter.clientAddress(ClientAddress.parse(text, proxies)));
    problems.use(
        "user",
        properties.user(),
        items -> filter.user(UserResolver.parse(String.join(",", items), proxies)));
    properties.attributes().forEach((name, source) -> attribute(filter, name, source));
    filter.only(texts(properties.only())).overridable(texts(properties.overridable()));
    problems.use("visitor-secret", properties.visitorSecret(), keys -> visitors(filter, keys));
    filter.secureCookies(properties.secureCookies());
    problems.use("cookie-path", properties.cookiePath(), filter::cookiePath);
    problems.use("exclude", texts(properties.exclude()), filter::exclude);
    problems.use(
        "header", properties.header(), name -> filter.header(name.equals("none") ? null : name));
    problems.use("header-max-bytes", properties.headerMaxBytes(), filter::headerMaxBytes);
    filter.headerOnly(texts(properties.headerOnly()));
    problems.use("header-for", properties.headerFor(), filter::headerFor);
    problems.use("mdc", properties.mdc(), filter::mdc);
    problems.use("bean", properties.bean(), filter::bean);
    return filter;
  }

  private void trust(List<String> addresses) {
    if (!addresses.isEmpty()) {
      proxies = TrustedProxies.of(texts(addresses));
    }
  }

  /** Sets the keys, of which the first signs and all verify. */
  private static void visitors(FlagFilter.Builder filter, List<String> keys) {
    filter.visitorSecret(
        KeyProperties.keys(keys, Secrets.MIN_KEY_LENGTH, "the visitor secret")
            .toArray(byte[][]::new));
  }

  private void attribute(FlagFilter.Builder filter, String name, String source) {
    problems.use(
        "attributes." + name,
        source,
        text -> filter.attribute(name, RequestValue.parse(text, proxies)));
  }

  static String[] texts(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}
