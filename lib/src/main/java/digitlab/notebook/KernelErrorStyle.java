package digitlab.notebook;

import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;

/** The colours of a JJava kernel's own errors. */
record KernelErrorStyle(StringStyler styler) implements ErrorStyle {
  static KernelErrorStyle of(BaseKernel kernel) throws ReflectiveOperationException {
    var styler = PrivateField.of(BaseKernel.class, "errorStyler");
    return new KernelErrorStyle((StringStyler) PrivateField.value(kernel, styler));
  }

  @Override
  public String words(String sentence) {
    return styler.secondary(sentence);
  }

  @Override
  public List<String> place(String code, int start, int end) {
    return start == end
        ? styler.primaryLines(code)
        : styler.highlightSubstringLines(code, start, end);
  }
}
