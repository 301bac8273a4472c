package dev.trtcal.ffi.ort;

import dev.trtcal.ffi.JarLibrary;
import dev.trtcal.ffi.LibrarySearch;
import java.util.List;
import java.util.Optional;

/**
 * Where ONNX Runtime's native library comes from: a file that the user names, else the one inside
 * its Maven artifact, else the system's. Of the artifact only this file is used, none of its
 * classes.
 */
final class OrtLibrary {
  private static final String FILE = "libonnxruntime.so";

  private OrtLibrary() {}

  static LibrarySearch search() {
    return new LibrarySearch(
        "ONNX Runtime",
        "trtcal.onnxruntime",
        "TRTCAL_ONNXRUNTIME",
        Optional.of(new JarLibrary(OrtLibrary.class, resource())),
        List.of(FILE + ".1", FILE),
        "the Maven artifact com.microsoft.onnxruntime:onnxruntime brings it for Linux on x86-64 and"
            + " AArch64, or name a "
            + FILE
            + " in TRTCAL_ONNXRUNTIME");
  }

  private static String resource() {
    String platform =
        System.getProperty("os.arch").equals("aarch64") ? "linux-aarch64" : "linux-x64";
    return String.join("/", "ai", "onnxruntime", "native", platform, FILE);
  }
}
