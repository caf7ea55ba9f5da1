package digitlab.notebook;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import jdk.jshell.SourceCodeAnalysis;

/** The sources of the lab's library, packed into its jars, from which JShell reads the Javadoc. */
final class LibrarySources {
  private static final String FOLDER = "META-INF/sources";

  private LibrarySources() {}

  /**
   * Adds them to Java's own, which JShell looks for in the JDK.
   *
   * @return whether they could be added; if not, signatures come without their Javadoc
   */
  static boolean addTo(SourceCodeAnalysis analysis) {
    try {
      var find = analysis.getClass().getDeclaredMethod("findSources");
      find.setAccessible(true);
      List<Path> sources = new ArrayList<>();
      ((List<?>) find.invoke(analysis)).forEach(path -> sources.add((Path) path));
      sources.addAll(folders());
      var known = PrivateField.of(analysis.getClass(), "availableSources");
      known.setAccessible(true);
      known.set(analysis, sources);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | IOException e) {
      return false;
    }
  }

  static List<Path> folders() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (URL url : Collections.list(LibrarySources.class.getClassLoader().getResources(FOLDER))) {
      folders.add(path(url));
    }
    return folders;
  }

  private static Path path(URL url) throws IOException {
    try {
      URI uri = url.toURI();
      return uri.getScheme().equals("jar") ? fileSystem(uri).getPath("/" + FOLDER) : Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static FileSystem fileSystem(URI inJar) throws IOException {
    try {
      return FileSystems.newFileSystem(inJar, Map.of());
    } catch (FileSystemAlreadyExistsException e) {
      return FileSystems.getFileSystem(inJar);
    }
  }
}
