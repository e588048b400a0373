/**
 * {@link dev.jackstaff.launchdarkly.LaunchDarklyFlags} takes LaunchDarkly's flags behind the
 * filter.
 *
 * <p>This room alone names LaunchDarkly's SDK, which is optional.
 */
@NullMarked
package dev.jackstaff.launchdarkly;

import org.jspecify.annotations.NullMarked;
