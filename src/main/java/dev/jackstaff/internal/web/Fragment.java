package dev.jackstaff.internal.web;

/**
 * The values of a fragment of a page. Each implementation is a record that is nested in the class
 * of the page; its components fill the holes of the fragment. The class {@code ListPage} has its
 * fragments in the resource {@code ListPage.html} beside it, and the record {@code
 * ListPage.EmptyRow} fills this one:
 *
 * <pre>{@code
 * <template id="empty-row">
 *   <tr class="is-{state}"><td>{name}</td><td><input name="chosen" type="checkbox" {checked}></td></tr>
 * </template>
 * }</pre>
 *
 * <ul>
 *   <li>A value is escaped, unless it is {@link Html} or a fragment itself. Null is nothing.
 *   <li>Attributes are in double quotes. A hole in a tag outside of quotes is an attribute: {@link
 *       Html#attribute}, or a boolean, which writes the attribute of its name or nothing.
 *   <li>A line break between tags and holes is left out with its indentation; any other is a blank.
 * </ul>
 *
 * <p>The first use of a page's fragments reads its file once and compares it with the records of
 * the page. A fragment or hole without a record or component, or the reverse, is an error that
 * lists all differences.
 */
public interface Fragment {
  /** Returns the fragment with these values. Takes time in proportion to its length. */
  default Html html() {
    return Template.of(getClass()).fill(this);
  }
}
