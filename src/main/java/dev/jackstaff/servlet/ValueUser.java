package dev.jackstaff.servlet;

import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** A resolver that uses a value of the request as the id. */
record ValueUser(RequestValue value) implements UserResolver {
  @Override
  public @Nullable User resolve(HttpServletRequest request, HttpServletResponse response) {
    Object said = value.of(request);
    String id = BucketingId.fromRequest(said == null ? null : said.toString());
    return id == null ? null : User.of(id);
  }

  @Override
  public boolean isClientControlled() {
    return value.isClientControlled();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
