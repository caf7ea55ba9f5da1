package digitlab.notebook;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;

/** What JShell knows of the cells that have run: their variables, their last value. */
final class CellValues {
  private final JShell shell;
  private final ClassLoader loader;
  private final Method className;

  private CellValues(Object kernel) throws ReflectiveOperationException {
    shell = (JShell) kernel.getClass().getMethod("getJShell").invoke(kernel);
    Object evaluator = kernel.getClass().getMethod("getEvaluator").invoke(kernel);
    loader = (ClassLoader) evaluator.getClass().getMethod("getClassLoader").invoke(evaluator);
    className = Snippet.class.getDeclaredMethod("classFullName");
    className.setAccessible(true);
  }

  /** Those of a JJava kernel; null if another version keeps them elsewhere. */
  static CellValues of(Object kernel) {
    try {
      return new CellValues(kernel);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** Their values by name, as far as they have one. */
  Map<String, Object> variables() {
    Map<String, Object> values = new LinkedHashMap<>();
    shell
        .variables()
        .forEach(
            variable -> {
              valueOf(variable).ifPresent(value -> values.put(variable.name(), value));
            });
    return values;
  }

  /** What was run last; null before the first cell. */
  Snippet last() {
    return shell.snippets().reduce((first, second) -> second).orElse(null);
  }

  /** Whether this is an expression whose value is null. */
  boolean isNull(Snippet snippet) {
    return switch (snippet.subKind()) {
      case TEMP_VAR_EXPRESSION_SUBKIND -> isNull(((VarSnippet) snippet).name());
      case VAR_VALUE_SUBKIND -> isNull(((ExpressionSnippet) snippet).name());
      default -> false;
    };
  }

  private boolean isNull(String name) {
    return shell.variables().anyMatch(variable -> variable.name().equals(name))
        && !variables().containsKey(name);
  }

  /** The value; empty if it is null or there is none. JShell keeps each variable in a class. */
  Optional<Object> valueOf(VarSnippet variable) {
    try {
      Class<?> owner = Class.forName((String) className.invoke(variable), false, loader);
      return Optional.ofNullable(PrivateField.value(null, PrivateField.of(owner, variable.name())));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return Optional.empty(); // it was declared, but its cell has not run
    }
  }
}
