/**
 * OpenFeature: {@link dev.jackstaff.openfeature.OpenFeatureFlags} takes the flags of any provider
 * behind the filter.
 *
 * <p>This room alone names OpenFeature's SDK, which is optional.
 */
@NullMarked
package dev.jackstaff.openfeature;

import org.jspecify.annotations.NullMarked;
