/**
 * The published trainings that the notebooks repeat: which network, trained how, with what result,
 * and who published it.
 *
 * <p>It must not know how anything is drawn or shown.
 */
package digitlab.study;
