package digitlab.compare;

/** The words that a test allows. */
final class Verdict {
  static final String NONE = "no difference shown";

  private Verdict() {}

  /**
   * Which of two is better, if a test says so.
   *
   * @param advantage of the first one; negative if the second is ahead
   * @param pValue corrected for the number of tests
   */
  static String of(String first, String second, double advantage, double pValue) {
    if (pValue >= McNemar.LEVEL || advantage == 0) {
      return NONE;
    }
    return (advantage > 0 ? first : second) + " is better";
  }
}
