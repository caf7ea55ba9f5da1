/**
 * The Java side of {@code ./lab doctor}: does the native library compute, is the fast path there,
 * have charts a font?
 *
 * <p>It must not know data sets, training or notebooks.
 */
package digitlab.doctor;
