/** An application that is deployed and undeployed again and again, as on a server of its own. */
@NullMarked
package dev.jackstaff.redeploy;

import org.jspecify.annotations.NullMarked;
