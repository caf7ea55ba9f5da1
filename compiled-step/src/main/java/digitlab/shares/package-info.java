/**
 * How the work on one batch is divided among threads so that the numbers do not depend on how many
 * there are.
 *
 * <p>A batch is cut into {@link digitlab.shares.Share shares} of a few images, as many as its size
 * asks for and not the machine. Each share goes through layer after layer on one thread, and {@link
 * digitlab.shares.ShareSum the gradients of the shares are added} in a fixed order. {@link
 * digitlab.shares.Phases} says what may be done side by side, {@link digitlab.shares.Workers} are
 * the threads that do it.
 *
 * <p>It must not know what is computed.
 */
package digitlab.shares;
