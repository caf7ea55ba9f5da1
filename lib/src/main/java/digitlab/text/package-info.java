/**
 * How numbers are written: the one place that decides it, for tables, charts, sentences and
 * progress.
 *
 * <p>It must not know anything else of the lab.
 */
package digitlab.text;
