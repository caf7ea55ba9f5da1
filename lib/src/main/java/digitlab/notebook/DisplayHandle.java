package digitlab.notebook;

/** A place in the output whose content can be replaced. */
interface DisplayHandle {
  /** Puts another view in the place of the last one, for a moment. */
  void replace(View view);

  /** Puts another view in the place of the last one, to stay if none follows. */
  void keep(View view);
}
