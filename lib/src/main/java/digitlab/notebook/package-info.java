/**
 * How things appear in a notebook: charts, tables, pictures and networks as HTML, training as a
 * line and curves that are updated.
 *
 * <p>{@link digitlab.notebook.Views} turns a value into a view, {@link digitlab.notebook.Display}
 * shows it: under a kernel of the IJava line through the kernel's own {@code display}, elsewhere as
 * text. {@link digitlab.notebook.RenderThrottle} keeps the showing of a training cheap.
 *
 * <p>What is known of kernels: {@link digitlab.notebook.DigitLabExtension} is written against
 * JJava, {@link digitlab.notebook.IJavaRenderers} against IJava. {@link
 * digitlab.notebook.KernelDisplay} finds the {@code display} of either by reflection. {@link
 * digitlab.notebook.KernelStopButton} finds JJava's running cells in private fields, which {@code
 * ./lab doctor} looks for, too. That each cell is answered, whatever it throws, is the matter of
 * {@link digitlab.notebook.DescribedExceptions}, {@link digitlab.notebook.KernelAnswers} and, where
 * these do not help, {@link digitlab.notebook.KernelWatch}.
 *
 * <p>How a cell is read and answered: {@link digitlab.notebook.JavaMagics} finds its magics, {@link
 * digitlab.notebook.CellQueue} runs it and those that wait behind it, {@link
 * digitlab.notebook.CellAnswer} keeps its outputs in order, {@link digitlab.notebook.PrintedOutput}
 * sends what it prints, {@link digitlab.notebook.IncompleteCell} and {@link
 * digitlab.notebook.MemoryFault} put errors into words.
 *
 * <p>How a kernel starts soon: {@link digitlab.notebook.NativeStart} loads the native libraries
 * beside, {@link digitlab.notebook.NameIndex} puts off what no cell needs yet, {@link
 * digitlab.notebook.PromptShell} lets no cell wait for JJava's next look.
 *
 * <p>It must not know single notebooks. Nothing in the library but {@code digitlab.doctor} may know
 * this package.
 */
package digitlab.notebook;
