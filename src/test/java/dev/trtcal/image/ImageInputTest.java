package dev.trtcal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.trtcal.ElementType;
import dev.trtcal.Shape;
import dev.trtcal.TensorSpec;
import dev.trtcal.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageInputTest {
  private static List<TensorSpec> input(ElementType type, long... shape) {
    return List.of(new TensorSpec("x", type, Shape.of(shape)));
  }

  private static List<TensorSpec> input(long... shape) {
    return input(ElementType.FLOAT32, shape);
  }

  private static void refuses(String code, List<TensorSpec> inputs) {
    assertEquals(
        code,
        assertThrows(UsageException.class, () -> ImageInput.of(inputs).preprocess().build())
            .code());
  }

  @Test
  void theNetworkDecidesSizeChannelsLayoutAndType() {
    assertEquals(
        Preprocess.builder().resize(320, 48).color(ColorOrder.GRAY).build(),
        ImageInput.of(input(Shape.DYNAMIC, 1, 48, 320)).preprocess().build());
    assertEquals(
        Preprocess.builder()
            .resize(320, 48)
            .layout(PixelLayout.NHWC)
            .type(ElementType.UINT8)
            .build(),
        ImageInput.of(input(ElementType.UINT8, 1, 48, 320, 3)).preprocess().build());
  }

  @Test
  void whatIsSaidBesidesGoesBeforeIt() {
    assertEquals(
        Preprocess.builder().letterbox(640, 640, 114).color(ColorOrder.BGR).build(),
        ImageInput.of(input(1, 3, 48, 320))
            .preprocess()
            .letterbox(640, 640, 114)
            .color(ColorOrder.BGR)
            .build());
  }

  @Test
  void aLayoutThatCannotBeToldCanBeSaid() {
    List<TensorSpec> five = input(1, 5, 8, 8);
    refuses("data.layout", five);
    assertEquals(
        Shape.of(3, 8, 8),
        ImageInput.of(five, PixelLayout.NCHW).preprocess().build().sampleShape());
  }

  @Test
  void anOpenSizeMustBeSaid() {
    List<TensorSpec> open = input(1, 3, Shape.DYNAMIC, Shape.DYNAMIC);
    refuses("data.size", open);
    assertEquals(
        Preprocess.builder().resize(8, 4).build(),
        ImageInput.of(open).preprocess().resize(8, 4).build());
    assertEquals(
        Preprocess.builder().crop(8, 4).build(),
        ImageInput.of(open).preprocess().crop(8, 4).build());
  }

  @Test
  void refusesWhatIsNoPicture() {
    refuses("data.rank", input(1, 3));
    refuses("data.inputs", List.of());
    refuses("preprocess.type", input(ElementType.INT64, 1, 3, 8, 8));
    refuses("preprocess.size", input(1, 3, 1L << 40, 8));
  }
}
