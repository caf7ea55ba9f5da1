package digitlab.notebook;

import java.util.List;

/**
 * An error below a cell.
 *
 * @param message in one line
 * @param lines what stands below the cell
 */
record CellError(String message, List<String> lines) {}
