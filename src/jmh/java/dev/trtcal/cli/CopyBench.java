package dev.trtcal.cli;

import dev.trtcal.tensorrt.CudaStream;
import dev.trtcal.tensorrt.DeviceBuffer;
import dev.trtcal.tensorrt.NativeBench;
import dev.trtcal.tensorrt.PinnedBuffer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;

/**
 * From host memory to the GPU, copy by copy, each waited for: trtcal from pinned memory, a C++ loop
 * from the same memory to the same place, and the C++ loop from pageable memory. The three take
 * turns; before that each must bring the same bytes.
 *
 * <p>Arguments: the JSON file that is written, and how many rounds (default 15).
 */
final class CopyBench {
  private static final double[] MEBIBYTES = {0.1, 1, 9, 38, 154};
  private static final String CPP = "C++, pinned";
  private static final long TURN = 1L << 30;

  private CopyBench() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    // Not reported: compiles what is called.
    for (int i = 0; i < 20; i++) {
      measure(1.0 / 1024, 1, new BenchReport());
    }
    BenchReport report = new BenchReport();
    for (double mebibytes : MEBIBYTES) {
      measure(mebibytes, rounds, report);
    }
    BenchFile.write(report, Path.of(args[0]));
  }

  private static void measure(double mebibytes, int rounds, BenchReport report) {
    long bytes = Math.round(mebibytes * (1 << 20));
    long times = Math.clamp(TURN / bytes, 5L, 1000L);
    try (Arena arena = Arena.ofShared();
        PinnedBuffer pinned = PinnedBuffer.allocate(bytes);
        PinnedBuffer back = PinnedBuffer.allocate(bytes);
        DeviceBuffer device = DeviceBuffer.allocate(bytes);
        CudaStream stream = CudaStream.create()) {
      MemorySegment pageable = arena.allocate(bytes);
      check(stream, device, pinned, back, 1, () -> copies(stream, pinned, device, 1));
      check(stream, device, pinned, back, 2, () -> NativeBench.copies(device, pinned.segment(), 1));
      TakingTurns turns = new TakingTurns();
      turns.addTimed(CPP, () -> NativeBench.copies(device, pinned.segment(), times));
      turns.add("trtcal, pinned", () -> copies(stream, pinned, device, times));
      turns.addTimed("C++, pageable", () -> NativeBench.copies(device, pageable, times));
      String name = "copy of " + mebibytes + " MiB";
      for (Map.Entry<String, Double> median : turns.medians(rounds).entrySet()) {
        double rate = (double) bytes * times / median.getValue() / 1e6;
        if (median.getKey().equals(CPP)) {
          report.add(name, CPP, rate, "GB/s");
        } else {
          report.add(name, median.getKey(), rate, "GB/s", CPP);
        }
      }
    }
  }

  private static void copies(CudaStream stream, PinnedBuffer from, DeviceBuffer to, long times) {
    for (long i = 0; i < times; i++) {
      stream.copy(from, to);
      stream.synchronize();
    }
  }

  /** Whether the copy brings what the host memory holds. */
  private static void check(
      CudaStream stream,
      DeviceBuffer device,
      PinnedBuffer pinned,
      PinnedBuffer back,
      int value,
      Runnable copy) {
    pinned.segment().fill((byte) value);
    copy.run();
    stream.copy(device, back);
    stream.synchronize();
    if (back.segment().mismatch(pinned.segment()) >= 0) {
      throw new IllegalStateException("other bytes on the device than on the host");
    }
  }
}
