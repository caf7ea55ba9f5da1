/**
 * Charts and pictures: learning curves, confusion matrices, grids of digits.
 *
 * <p>It draws what it is given (tables, digits, classes). It must not know networks, training, or
 * how a picture gets into a notebook.
 */
package digitlab.chart;
