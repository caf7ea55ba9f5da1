package digitlab.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What loaders say on the platforms, and what people are told. */
class LoadFaultTest {
  private static final String HERE = Loader.getPlatform();

  static Stream<Arguments> causes() {
    return Stream.of(
        // linux-arm64
        Arguments.of(
            "/cache/dnnl-2.5.2-1.5.7-linux-arm64.jar/org/bytedeco/dnnl/linux-arm64/libdnnl.so.2: undefined symbol: _ZN4dnnl4impl3cpu3x64",
            "the native library of oneDNN for " + HERE + " calls a function that it does not have"),
        Arguments.of(
            "dlopen(/cache/libdnnl.2.dylib, 1): Symbol not found: __ZN4dnnl",
            "the native library of oneDNN for " + HERE + " calls a function that it does not have"),
        // macosx-arm64
        Arguments.of(
            "Could not find jnidnnl in class, module, and library paths.",
            "there is no native library of oneDNN for " + HERE),
        Arguments.of(
            "/cache/libjnidnnl.so: libgomp.so.1: cannot open shared object file: No such file or directory",
            "the native library of oneDNN needs libgomp.so.1, which this machine does not have"),
        Arguments.of(
            "dlopen(/cache/libdnnl.dylib, 1): Library not loaded: @rpath/libomp.dylib",
            "the native library of oneDNN needs @rpath/libomp.dylib, which this machine does not have"),
        Arguments.of(
            "C:\\cache\\jnidnnl.dll: Can't find dependent libraries",
            "the native library of oneDNN needs another one, which this machine does not have"),
        Arguments.of(
            "/cache/libdnnl.so.2: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.29' not found (required by /cache/libdnnl.so.2)",
            "the native library of oneDNN needs a newer system, one with GLIBC_2.29"),
        Arguments.of(
            "/cache/libjnidnnl.so: /cache/libjnidnnl.so: cannot open shared object file: No such file or directory (Possible cause: can't load AARCH64 .so on a AMD 64 platform)",
            "the native library of oneDNN is damaged, or made for another kind of processor"),
        Arguments.of(
            "/cache/libjnidnnl.so: /cache/libjnidnnl.so: file too short",
            "the native library of oneDNN is damaged, or made for another kind of processor"),
        Arguments.of(
            "/cache/libjniOpenCL.so: /cache/libjniOpenCL.so: failed to map segment from shared object",
            "the native library of oneDNN was unpacked into a folder from which this system runs no programs"));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void theCauseIsToldInWordsInPlaceOfTheLoaders(String said, String words) {
    Error outer = new UnsatisfiedLinkError("no jnidnnl in java.library.path: /usr/lib:/lib");
    outer.initCause(new UnsatisfiedLinkError(said));

    assertThat(LoadFault.inWords("oneDNN", outer)).isEqualTo(words);
  }

  @Test
  void aFullDiskIsToldAsSuch() {
    IOException full = new IOException("No space left on device");

    assertThat(LoadFault.inWords("ND4J", new RuntimeException(full)))
        .isEqualTo("the native library of ND4J cannot be unpacked: the disk is full");
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldAsSuch() {
    IOException none = new IOException("Could not create the cache: Set the property.");

    assertThat(LoadFault.inWords("ND4J", new RuntimeException(none)))
        .isEqualTo(
            "the native library of ND4J cannot be unpacked: no folder for it can be written");
  }

  @Test
  void aMissingJarIsToldAsSuch() {
    Error error = new NoClassDefFoundError("org/bytedeco/dnnl/global/dnnl");
    error.initCause(new ClassNotFoundException("org.bytedeco.dnnl.global.dnnl"));

    assertThat(LoadFault.inWords("oneDNN", error))
        .isEqualTo("the jars of oneDNN are not all on the class path");
  }

  @Test
  void ofAnUnknownCauseTheLoaderSpeaks() {
    assertThat(LoadFault.inWords("oneDNN", new UnsatisfiedLinkError("segment 7 is upside down")))
        .isEqualTo(
            "the native library of oneDNN does not load on %s: segment 7 is upside down"
                .formatted(HERE));
  }
}
