package digitlab.bench;

import digitlab.backend.LabException;
import digitlab.model.Architectures;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Every network that {@link Architectures} names, under the name that a command line has. */
final class Networks {
  /** Those of the course, in its order; all others follow by name. */
  private static final List<String> FIRST = List.of("max-pooling", "average-pooling", "lenet5");

  private Networks() {}

  /** The configurations by name, so that a new architecture is measured without further ado. */
  static Map<String, MultiLayerConfiguration> all(long seed) {
    Map<String, MultiLayerConfiguration> networks = new LinkedHashMap<>();
    Arrays.stream(Architectures.class.getMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getReturnType() == MultiLayerConfiguration.class)
        .sorted(
            Comparator.comparing((Method method) -> place(name(method)))
                .thenComparing(Networks::name))
        .forEach(method -> networks.put(name(method), configuration(method, seed)));
    return networks;
  }

  private static int place(String name) {
    return FIRST.contains(name) ? FIRST.indexOf(name) : FIRST.size();
  }

  /** {@code maxPooling} is called max-pooling. */
  private static String name(Method method) {
    return method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static MultiLayerConfiguration configuration(Method method, long seed) {
    try {
      return (MultiLayerConfiguration) method.invoke(null, seed);
    } catch (ReflectiveOperationException e) {
      throw new LabException("Architectures." + method.getName() + " cannot be built: " + e, e);
    }
  }
}
