/**
 * OpenFeature both ways. Needs {@code dev.openfeature:sdk}; nothing else links this room, so an
 * application without it misses nothing.
 *
 * <p>{@link dev.jackstaff.openfeature.JackstaffProvider} lets code that asks OpenFeature get this
 * library's answers. {@link dev.jackstaff.openfeature.OpenFeatureFlags} takes the flags of any
 * provider behind the filter. {@link dev.jackstaff.openfeature.OpenFeatureExposures} tells a
 * provider what experiments have seen.
 */
@NullMarked
package dev.jackstaff.openfeature;

import org.jspecify.annotations.NullMarked;
