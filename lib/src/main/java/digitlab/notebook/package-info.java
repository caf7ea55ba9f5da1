/**
 * How things appear in a notebook: charts, tables, pictures and networks as HTML, training as a
 * line and curves that move.
 *
 * <p>{@link digitlab.notebook.Views} turns a thing into a view, {@link digitlab.notebook.Display}
 * gets a view to the reader: under a kernel of the IJava line through the kernel's own {@code
 * display}, elsewhere as text. {@link digitlab.notebook.RenderThrottle} keeps the showing of a
 * training cheap. Only {@link digitlab.notebook.DigitLabExtension} knows JJava. Nothing else in the
 * library may know this package.
 */
package digitlab.notebook;
