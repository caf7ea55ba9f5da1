/**
 * Charts and pictures: learning curves, confusion matrices, reliability diagrams, grids of digits,
 * of filters and of feature maps; and what they show as numbers, for those who cannot see them.
 *
 * <p>It draws what it is given (tables, digits, classes, arrays of numbers). It must not know
 * networks, training, or how a picture gets into a notebook.
 */
package digitlab.chart;
