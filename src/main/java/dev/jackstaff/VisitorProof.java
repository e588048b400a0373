package dev.jackstaff;

/**
 * The proof that a request gives for the id of an anonymous visitor. Anybody can send a request
 * without a cookie, or invent an id that nobody signs, so listeners that act on their own should
 * count neither.
 */
public enum VisitorProof {
  /** The request's user has no id that a visitors' cookie holds. */
  NO_VISITOR,

  /** The visitor received the id with this request; no cookie has come back. */
  FIRST_SEEN,

  /** The cookie has come back, but ids are not signed, so the client may have chosen this one. */
  UNSIGNED,

  /** The cookie has come back with a valid signature. */
  SIGNED;

  /** The name of the user's attribute that holds the id of the visitors' cookie. */
  public static final String ATTRIBUTE = "visitor";

  /** {@return whether an id with this proof was neither chosen by the client nor made just now} */
  public boolean isTrusted() {
    return this == NO_VISITOR || this == SIGNED;
  }
}
