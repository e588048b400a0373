package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.OverrideTokens;
import dev.jackstaff.servlet.RequestValue;
import dev.jackstaff.servlet.TrustedProxies;
import dev.jackstaff.servlet.UserResolver;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a filter of the properties. */
final class FilterSettings {
  private final JackstaffProperties properties;
  private final Problems problems = new Problems();
  private TrustedProxies proxies = TrustedProxies.loopback();

  FilterSettings(JackstaffProperties properties) {
    this.properties = properties;
  }

  /** The resolver of the properties wins over the bean, since it was named. */
  FlagFilter filter(
      FeatureFlags features, @Nullable UserResolver bean, @Nullable OverrideTokens tokens) {
    FlagFilter.Builder filter = FlagFilter.builder(features);
    problems.use("trusted-proxies", properties.trustedProxies(), this::trust);
    if (bean != null) {
      filter.user(bean);
    }
    problems.use("user", properties.user(), text -> filter.user(UserResolver.parse(text, proxies)));
    properties.attributes().forEach((name, source) -> attribute(filter, name, source));
    filter.only(texts(properties.only())).overridable(texts(properties.overridable()));
    filter.header(properties.header().equals("none") ? null : properties.header());
    problems.use("header-max-bytes", properties.headerMaxBytes(), filter::headerMaxBytes);
    problems.use("mdc", properties.mdc(), filter::mdc);
    problems.use("bean", properties.bean(), filter::bean);
    if (tokens != null) {
      filter.overrides(tokens);
    }
    problems.check();
    return filter.build();
  }

  private void trust(List<String> addresses) {
    if (!addresses.isEmpty()) {
      proxies = TrustedProxies.of(texts(addresses));
    }
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
