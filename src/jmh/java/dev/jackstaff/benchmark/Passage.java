package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.Filter;

/** The filters between a stub request and its servlet. */
public enum Passage implements Subject {
  BARE("nothing"),
  FILTERED("FlagFilter");

  private final String title;

  Passage(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }

  Filter filter(FeatureFlags features) {
    return this == BARE
        ? (request, response, chain) -> chain.doFilter(request, response)
        : FlagFilter.builder(features).user(UserResolver.header("X-User")).build();
  }
}
