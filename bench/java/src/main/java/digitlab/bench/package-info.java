/**
 * The lab's own side of {@code ./lab bench}: the start that all systems share, the processes that
 * train with the lab and with plain Deeplearning4j, the chart, and the page that compares
 * architectures over seeds.
 *
 * <p>It measures the other packages from outside, as a user gets them; none of them knows it.
 */
package digitlab.bench;
