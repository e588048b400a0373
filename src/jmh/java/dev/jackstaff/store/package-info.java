/** What of the stores can only be measured from their own package. */
package dev.jackstaff.store;
