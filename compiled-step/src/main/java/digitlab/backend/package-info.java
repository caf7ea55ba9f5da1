/**
 * ND4J's native library: which one is loaded, how many threads it uses, and whether
 * Deeplearning4j's fast paths are on.
 *
 * <p>It must not know what is computed with it: no network, no data.
 */
package digitlab.backend;
