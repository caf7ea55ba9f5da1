/**
 * The Java side of {@code ./lab doctor}: does the native library compute, is the fast path there,
 * have charts a font, can a training be stopped in this kernel?
 *
 * <p>It must not know data sets or training, nor anything of notebooks but the stop button.
 */
package digitlab.doctor;
