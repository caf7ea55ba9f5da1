/**
 * Plans of oneDNN primitives, made once for each batch size, with as little as possible around
 * them.
 *
 * <p>An {@link digitlab.onednn.OneDnnEngine} turns each layer into a {@link
 * digitlab.onednn.BatchStage}, which decides how its work on a batch is cut: mostly {@link
 * digitlab.onednn.Sharewise}, with a {@link digitlab.onednn.Stage} for each share. A stage adds its
 * primitives to a {@link digitlab.onednn.PrimitiveSequence}, and a {@link
 * digitlab.onednn.OneDnnPlan} holds the sequences of all shares. {@code docs/compiled-step.md}
 * tells how it works and what it costs.
 *
 * <p>It must not know how a network is configured.
 */
package digitlab.onednn;
