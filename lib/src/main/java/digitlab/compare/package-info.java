/**
 * Networks side by side: a table, who errs where, who is well calibrated, and whether a difference
 * is one.
 *
 * <p>It must not know how anything is drawn.
 */
package digitlab.compare;
