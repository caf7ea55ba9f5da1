/**
 * Checks for exercises: each looks at one thing that a student has made and is silent if it is
 * right.
 *
 * <p>A message tells what was expected where the task says so anyway, what was found, and where to
 * look; it never tells the answer. (Of an array that a student's method has computed it tells the
 * worst entry, and how far it is off: that is where to look, and not the method.) The package must
 * not know how networks are trained, nor any single exercise.
 */
package digitlab.check;
