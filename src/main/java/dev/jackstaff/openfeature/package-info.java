/**
 * The integration with OpenFeature in both directions. Requires {@code dev.openfeature:sdk}; no
 * other package refers to this one, so an application without OpenFeature does not need the SDK.
 *
 * <p>{@link dev.jackstaff.openfeature.JackstaffProvider} provides this library's flags to code that
 * uses OpenFeature. {@link dev.jackstaff.openfeature.OpenFeatureFlags} provides the flags of any
 * OpenFeature provider through the filter. {@link dev.jackstaff.openfeature.OpenFeatureExposures}
 * sends the events of experiments to a provider.
 */
@NullMarked
package dev.jackstaff.openfeature;

import org.jspecify.annotations.NullMarked;
