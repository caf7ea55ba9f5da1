/**
 * The networks that the lab names, and the table that sums a network up.
 *
 * <p>It must not know how a network is trained.
 */
package digitlab.model;
