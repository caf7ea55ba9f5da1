package digitlab.notebook;

import java.lang.reflect.Field;

/** A field that a kernel keeps to itself and another version may not have. */
final class PrivateField {
  private PrivateField() {}

  /** The field of a class; an exception that names both if there is none. */
  static Field of(Class<?> owner, String name) throws NoSuchFieldException {
    try {
      return owner.getDeclaredField(name);
    } catch (NoSuchFieldException e) {
      throw new NoSuchFieldException("%s has no field %s".formatted(owner.getName(), name));
    }
  }

  /** What a field of this object holds. */
  static Object value(Object owner, String name) throws ReflectiveOperationException {
    return value(owner, of(owner.getClass(), name));
  }

  static Object value(Object owner, Field field) throws ReflectiveOperationException {
    field.setAccessible(true);
    return field.get(owner);
  }
}
