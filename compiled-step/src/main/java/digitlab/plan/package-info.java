/**
 * What a compiled network computes, in plain numbers, and what an engine is that computes it.
 *
 * <p>A network is a list of {@link digitlab.plan.PlannedLayer layers}; an {@link
 * digitlab.plan.Engine} makes a {@link digitlab.plan.Plan} of it for one batch size, and the plan
 * runs forward and backward.
 *
 * <p>It must not know how a network is configured, nor any library that an engine computes with.
 */
package digitlab.plan;
