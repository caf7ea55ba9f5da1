/**
 * Plans of oneDNN primitives, made once for each batch size, with as little as possible around
 * them.
 *
 * <p>An {@link digitlab.onednn.OneDnnEngine} turns each layer into a {@link digitlab.onednn.Stage},
 * and a {@link digitlab.onednn.OneDnnPlan} holds the primitives of all stages. {@code
 * docs/compiled-step.md} tells how it works and what it costs.
 *
 * <p>It must not know how a network is configured.
 */
package digitlab.onednn;
