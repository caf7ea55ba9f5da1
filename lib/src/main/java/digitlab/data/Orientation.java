package digitlab.data;

/** How the images of a data set are stored. {@link Mnist} hands all of them out upright. */
enum Orientation {
  /** Row by row from above, as in MNIST. */
  UPRIGHT,

  /** Column by column from the left, as in EMNIST, whose makers exported them from MATLAB. */
  TRANSPOSED;

  Orientation other() {
    return this == UPRIGHT ? TRANSPOSED : UPRIGHT;
  }

  /** Square images stored like this, upright. */
  byte[] upright(byte[] pixels, int side) {
    if (this == UPRIGHT) {
      return pixels;
    }
    byte[] turned = new byte[pixels.length];
    for (int image = 0; image < pixels.length; image += side * side) {
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          turned[image + row * side + column] = pixels[image + column * side + row];
        }
      }
    }
    return turned;
  }
}
