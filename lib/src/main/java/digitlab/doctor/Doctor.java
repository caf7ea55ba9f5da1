package digitlab.doctor;

import digitlab.backend.LoadFault;
import digitlab.backend.NativeLibrary;
import digitlab.compiled.Engines;
import digitlab.notebook.KernelStopButton;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checks the native side of the lab and the kernel; {@code ./lab doctor} runs it. */
public final class Doctor {
  private Doctor() {}

  /** Prints one line for each check, "OK …" or "FIX …"; exits with 1 if there is one to fix. */
  public static void main(String[] arguments) {
    boolean computes = backendComputes();
    if (computes) {
      tellEngine();
    }
    boolean well = fontsDraw() & stopButtonWorks() & computes;
    System.exit(well ? 0 : 1);
  }

  private static boolean backendComputes() {
    try {
      INDArray ones = Nd4j.ones(2, 2);
      double sum = ones.mmul(ones).sumNumber().doubleValue();
      if (sum != 8) {
        System.out.printf(
            Locale.ROOT, "FIX native backend: 2 × 2 ones squared sum to %s, not 8%n", sum);
        return false;
      }
      System.out.printf(
          "OK  native backend: ND4J on %s with %d threads%n",
          Loader.getPlatform(), NativeLibrary.threads());
      return true;
    } catch (LinkageError | RuntimeException e) {
      System.out.println(
          "FIX native backend does not load: %s. Delete lib/target and work/javacpp, then run ./lab doctor again"
              .formatted(LoadFault.inWords("ND4J", e)));
      return false;
    }
  }

  private static void tellEngine() {
    String engine =
        Engines.name().equals(Engines.ONEDNN)
            ? "oneDNN"
            : "the portable engine, which takes longer than oneDNN";
    String reason = Engines.whyNotOneDnn().isEmpty() ? "" : "; " + Engines.whyNotOneDnn();
    System.out.println("OK  fast path: training steps are computed by " + engine + reason);
  }

  /** Without fontconfig or without any font, Java throws at the first text of a chart. */
  private static boolean fontsDraw() {
    Graphics2D pen = new BufferedImage(64, 16, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
      pen.drawString("0.98", 2, 12);
      System.out.println("OK  fonts: charts have text");
      return true;
    } catch (LinkageError | InternalError | RuntimeException e) {
      System.out.println(
          "FIX fonts: install fontconfig and a font such as fonts-dejavu (" + rootCause(e) + ")");
      return false;
    } finally {
      pen.dispose();
    }
  }

  private static boolean stopButtonWorks() {
    Optional<String> fault = KernelStopButton.fault(Doctor.class.getClassLoader());
    System.out.println(
        fault.isEmpty()
            ? "OK  stop button: the cell of a training that is stopped ends as any other"
            : "FIX stop button: a training still ends when it is stopped, but its cell ends with an error: the kernel is not the one that requirements.txt names (%s). Delete .venv, then run ./lab run --quick, which installs that one"
                .formatted(fault.get()));
    return fault.isEmpty();
  }

  private static Throwable rootCause(Throwable e) {
    return e.getCause() == null ? e : rootCause(e.getCause());
  }
}
