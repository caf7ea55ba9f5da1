package digitlab.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;

/** The values of a notebook's variables. JShell itself gives only long texts of them. */
final class SessionValues {
  private final ClassLoader loader;
  private final Method className;

  private SessionValues(ClassLoader loader, Method className) {
    this.loader = loader;
    this.className = className;
  }

  static SessionValues of(Object kernel) throws ReflectiveOperationException {
    Object evaluator = kernel.getClass().getMethod("getEvaluator").invoke(kernel);
    var loader = (ClassLoader) evaluator.getClass().getMethod("getClassLoader").invoke(evaluator);
    Method className = Snippet.class.getDeclaredMethod("classFullName");
    className.setAccessible(true);
    return new SessionValues(loader, className);
  }

  /** The value; empty if it is null or cannot be found. */
  Optional<Object> valueOf(VarSnippet variable) {
    try {
      Class<?> holder = Class.forName((String) className.invoke(variable), false, loader);
      Field field = holder.getDeclaredField(variable.name());
      return Optional.ofNullable(PrivateField.value(null, field));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }
}
