package digitlab.notebook;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which name somebody meant who typed another one. */
final class Spelling {
  private static final int SHORTEST = 3;
  private static final int SHORTEST_SLIP = 4;
  private static final int LETTERS_FOR_EACH_MISTAKE = 4;

  private Spelling() {}

  /** The known name that is most like this one; empty if none is like it. */
  static Optional<String> nearest(String name, Collection<String> known) {
    if (name.length() < SHORTEST) {
      return Optional.empty();
    }
    int most = Math.max(1, name.length() / LETTERS_FOR_EACH_MISTAKE);
    return known.stream()
        .filter(other -> !other.equals(name) && other.length() >= SHORTEST)
        .filter(other -> distance(name, other) <= most)
        .min(
            Comparator.<String>comparingInt(other -> distance(name, other))
                .thenComparing(other -> other.charAt(0) != name.charAt(0))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * Whether a name can hardly be anything but a typing mistake for the known one: two neighbouring
   * letters changed places, or one within the word is wrong, missing or too many. Names that people
   * tell apart by an ending or a number, such as {@code row} and {@code rows}, are no such pair.
   */
  static boolean isSlip(String name, String known) {
    if (Math.min(name.length(), known.length()) < SHORTEST_SLIP) {
      return false;
    }
    int from = 0;
    while (from < Math.min(name.length(), known.length())
        && name.charAt(from) == known.charAt(from)) {
      from++;
    }
    int same = 0; // letters at the end
    while (same < Math.min(name.length(), known.length()) - from
        && name.charAt(name.length() - 1 - same) == known.charAt(known.length() - 1 - same)) {
      same++;
    }
    String wrong = name.substring(from, name.length() - same);
    String right = known.substring(from, known.length() - same);
    if (!(wrong + right).chars().allMatch(Character::isLowerCase)) {
      return false;
    }
    boolean swapped =
        wrong.length() == 2 && new StringBuilder(wrong).reverse().toString().equals(right);
    return swapped || Math.max(wrong.length(), right.length()) == 1 && isWithin(name, from, same);
  }

  private static boolean isWithin(String word, int before, int behind) {
    return before > 0
        && behind > 0
        && Character.isLowerCase(word.charAt(before - 1))
        && Character.isLowerCase(word.charAt(word.length() - behind));
  }

  /** How many letters are wrong, missing, too many or swapped with their neighbour; case aside. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] distances = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distances[i][j] = i == 0 || j == 0 ? i + j : step(distances, a, b, i, j);
      }
    }
    return distances[a.length()][b.length()];
  }

  private static int step(int[][] distances, String a, String b, int i, int j) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(distances[i - 1][j], distances[i][j - 1]) + 1;
    least = Math.min(least, distances[i - 1][j - 1] + same);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, distances[i - 2][j - 2] + 1) : least;
  }
}
