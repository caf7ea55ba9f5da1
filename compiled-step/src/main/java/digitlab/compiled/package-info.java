/**
 * A training step compiled for one network: a plan that an engine made of it, in place of
 * Deeplearning4j's walk from layer to layer.
 *
 * <p>Deeplearning4j keeps the network: its configuration is what is compiled, and its arrays of
 * parameters and updater state are what the plan reads and writes, so that compiled and plain steps
 * can follow one another. {@code docs/compiled-step.md} tells how it works and what it costs.
 *
 * <p>The way through the package: {@link digitlab.compiled.Steps} and {@link
 * digitlab.compiled.Compilation} are the entries, {@code NetworkCompiler} turns the configuration
 * into a list of {@link digitlab.plan.PlannedLayer layers}, {@link digitlab.compiled.Engines}
 * chooses the engine that makes a {@link digitlab.plan.Plan} of them for one batch size, and {@link
 * digitlab.compiled.CompiledStep} runs it.
 *
 * <p>It must not know data sets, epochs or notebooks; nobody outside may ask whether a {@link
 * digitlab.step.Step} is a compiled one.
 */
package digitlab.compiled;
