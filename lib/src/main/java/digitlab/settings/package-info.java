/**
 * What the lab's environment variables say, where its folders are, what it runs in, and the
 * exception for what a person can mend. Everything else stands on it.
 *
 * <p>It must not know any other package.
 */
package digitlab.settings;
