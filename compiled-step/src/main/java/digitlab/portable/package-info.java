/**
 * Plans for machines without oneDNN: convolutions and dense layers as matrix products of OpenBLAS,
 * which ND4J brings on every platform, and plain loops around them.
 *
 * <p>A batch is cut into {@link digitlab.shares.Share shares} of a few images. Each goes through
 * layer after layer on one thread, and the gradients of the shares are added in a fixed order: so
 * the numbers do not depend on how many threads there are, and threads seldom wait for one another.
 *
 * <p>The images of a share lie innermost, {@code [channel][row][column][image]}: a row of an image
 * that a convolution reads is one long piece of memory, flattening changes nothing, and a vector
 * register holds the same pixel of several images.
 *
 * <p>It must not know how a network is configured.
 */
package digitlab.portable;
