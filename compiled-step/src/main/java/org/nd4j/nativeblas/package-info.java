/**
 * A bridge that lets Deeplearning4j 1.0.0-M2.1 find its own oneDNN layers.
 *
 * <p>Before Deeplearning4j uses a oneDNN helper for a convolution, it asks the class {@code
 * org.nd4j.nativeblas.Nd4jCpu$Environment} by reflection whether the native library has oneDNN. In
 * release M2.1 that class had moved and its method had a new name; the failing look-up is swallowed
 * and taken for a "no". A convolution then costs about eight times what it should. The class here
 * has the old name and gives the true answer. It must not know anything of DigitLab except {@link
 * digitlab.backend.NativeLibrary}.
 */
package org.nd4j.nativeblas;
