package dev.jackstaff.sample;

/**
 * The line on top of every page: the value of a variant of {@code announcement}.
 *
 * @param text what is announced
 * @param search what to look for, for those who want to know more
 */
record Announcement(String text, String search) {
  static final Announcement NONE = new Announcement("", "");
}
