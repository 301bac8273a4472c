package dev.trtcal.tensorrt;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.tensorrt.nvinfer.IInt8EntropyCalibrator2;

/** The calibrator of JavaCPP's presets, overridden in Java as their samples do. */
@SuppressWarnings("deprecation") // TensorRT deprecates calibrators, and the presets with it
final class JavaCppCalibrator extends IInt8EntropyCalibrator2 {
  private final Pointer answer;

  JavaCppCalibrator(long answer) {
    this.answer = new At(answer);
  }

  /** A pointer to what is not its own. */
  private static final class At extends Pointer {
    At(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }

  @Override
  public int getBatchSize() {
    return 32;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the presets declare it
  public boolean getBatch(PointerPointer bindings, PointerPointer names, int count) {
    bindings.put(0, answer);
    return true;
  }
}
