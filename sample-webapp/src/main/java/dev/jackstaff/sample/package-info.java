/** A small shop that asks Jackstaff for its flags: plain servlets, and pages without JavaScript. */
package dev.jackstaff.sample;
