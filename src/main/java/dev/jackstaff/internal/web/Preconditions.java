package dev.jackstaff.internal.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the conditions of a request (RFC 9110, section 13). Entity tags are compared weakly in both
 * headers, since a proxy that compresses makes a tag weak ({@code W/"x"}) or appends the coding
 * ({@code "x-gzip"}), and the client knows no other.
 */
public final class Preconditions {
  private static final int MAX_TAGS = 100;
  private static final Pattern TAG =
      Pattern.compile("\\G[\\s,]*(?:W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]{0,200})\"[\\s,]*");
  private static final Pattern CODING = Pattern.compile("[-;](?:gzip|br|zstd|deflate)$");

  private Preconditions() {}

  /**
   * {@return true if the client already has this representation, so that the status is 304}
   *
   * @param request a GET or HEAD request
   * @param tag the tag of what exists, without its quotes
   */
  public static boolean isKnown(HttpServletRequest request, String tag) {
    return isAny(request, "If-None-Match") || contains(tags(request, "If-None-Match"), tag);
  }

  /**
   * {@return true if the client wants to change something only if nothing exists: {@code
   * If-None-Match: *}}
   *
   * @param request the request
   */
  public static boolean isNew(HttpServletRequest request) {
    return isAny(request, "If-None-Match");
  }

  /**
   * {@return true if the client wants to change whatever exists: {@code If-Match: *}}
   *
   * @param request the request
   */
  public static boolean isAnyMatch(HttpServletRequest request) {
    return isAny(request, "If-Match");
  }

  /**
   * {@return the tags of {@code If-Match} without quotes; empty if the header is missing or is not
   * a list of tags}
   *
   * @param request the request
   */
  public static List<String> expected(HttpServletRequest request) {
    return tags(request, "If-Match");
  }

  /**
   * {@return true if a list of tags contains a tag}
   *
   * @param tags the tags, as {@link #expected} returns them
   * @param tag the tag of what exists, without its quotes
   */
  public static boolean contains(List<String> tags, String tag) {
    return tags.stream()
        .anyMatch(one -> one.equals(tag) || CODING.matcher(one).replaceFirst("").equals(tag));
  }

  private static boolean isAny(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header)).stream()
        .anyMatch(value -> value.strip().equals("*"));
  }

  private static List<String> tags(HttpServletRequest request, String header) {
    List<String> tags = new ArrayList<>();
    for (String value : Collections.list(request.getHeaders(header))) {
      Matcher tag = TAG.matcher(value);
      int end = 0;
      while (tags.size() < MAX_TAGS && tag.find()) {
        tags.add(tag.group(1));
        end = tag.end();
      }
      if (end < value.length() && tags.size() < MAX_TAGS) {
        return List.of();
      }
    }
    return tags;
  }
}
