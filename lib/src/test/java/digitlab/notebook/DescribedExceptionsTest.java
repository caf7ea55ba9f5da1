package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Method;
import java.util.concurrent.Future;
import org.dflib.jjava.kernel.JavaKernel;
import org.junit.jupiter.api.Test;

/** With classes of the shape of JJava's; that the real ones have it is tested on a real kernel. */
class DescribedExceptionsTest {
  private final JavaKernel kernel = new JavaKernel();

  @Test
  void exceptionThatCannotBeDescribedIsReplacedByOneThatSaysSo() throws NoSuchMethodException {
    assertThat(thrownBy("shy"))
        .hasMessage("This Shy cannot be shown: AssertionError: no message")
        .satisfies(
            thrown -> assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("shy"));
  }

  @Test
  void exceptionThatThrowsItselfIsReplaced() throws NoSuchMethodException {
    assertThat(thrownBy("silent")).hasMessage("This Silent cannot be shown: Silent");
  }

  @Test
  void circleOfCausesIsReplaced() throws NoSuchMethodException {
    assertThat(thrownBy("circle"))
        .hasMessage("This IllegalStateException cannot be shown: StackOverflowError");
  }

  @Test
  void anyOtherExceptionStaysTheSame() throws NoSuchMethodException {
    assertThat(thrownBy("plain")).isSameAs(PLAIN);
  }

  @Test
  void threadsKeepTheNamesByWhichTheKernelKnowsThem() throws Exception {
    assertThat(DescribedExceptions.use(kernel)).isTrue();

    assertThat(run("thread").get()).asString().startsWith("pool-");
  }

  @Test
  void unknownKernelStaysAsItIs() {
    assertThat(DescribedExceptions.use("not a kernel")).isFalse();
  }

  private Throwable thrownBy(String cell) throws NoSuchMethodException {
    assertThat(DescribedExceptions.use(kernel)).isTrue();
    Future<Object> running = run(cell);
    return catchThrowable(running::get).getCause().getCause();
  }

  private Future<Object> run(String cell) throws NoSuchMethodException {
    Method method = getClass().getDeclaredMethod(cell);
    method.setAccessible(true);
    return kernel.getEvaluator().start(method);
  }

  private static final RuntimeException PLAIN = new IllegalStateException("as ever");

  static void plain() {
    throw PLAIN;
  }

  static void shy() {
    throw new Shy();
  }

  static void silent() {
    throw new Silent();
  }

  static void circle() {
    RuntimeException first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    throw first;
  }

  static String thread() {
    return Thread.currentThread().getName();
  }

  private static final class Shy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new AssertionError("no message");
    }
  }

  private static final class Silent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw this;
    }
  }
}
