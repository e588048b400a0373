/**
 * The integration with LaunchDarkly: {@link dev.jackstaff.launchdarkly.LaunchDarklyFlags} provides
 * LaunchDarkly's flags through the filter.
 *
 * <p>Only this package depends on LaunchDarkly's SDK, which is optional.
 */
@NullMarked
package dev.jackstaff.launchdarkly;

import org.jspecify.annotations.NullMarked;
