/**
 * The ground that everything stands on: the settings, ND4J's native library, and the doctor.
 *
 * <p>It turns Deeplearning4j's fast processor path on and proves that it is on. It must not know
 * what the lab does with it: no data set, no network of the lab, no notebook.
 */
package digitlab.backend;
