package dev.trtcal.ffi.jpeg;

import dev.trtcal.Component;
import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.ffi.GeneratedCall;
import dev.trtcal.ffi.LibrarySearch;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The library itself: where it is, and whether it loads. Safe for use by several threads. */
public final class TurboJpeg {
  /** Where libjpeg-turbo is looked for; {@code doctor} prints the same. */
  public static final LibrarySearch SEARCH =
      new LibrarySearch(
          "libjpeg-turbo",
          "trtcal.turbojpeg",
          "TRTCAL_TURBOJPEG",
          Optional.empty(),
          List.of("libturbojpeg.so.0"),
          "install libturbojpeg0 (Debian), libturbojpeg (Ubuntu) or turbojpeg (Fedora)");

  static final GeneratedCall CALL =
      new GeneratedCall("turbojpeg.symbol", "libjpeg-turbo", "take release 2 or 3");

  private static Path loaded;

  private TurboJpeg() {}

  /**
   * Loads the library unless it is loaded. A failed attempt is not remembered.
   *
   * @return the file it was loaded from
   * @throws MissingEnvironmentException when it is nowhere or cannot be loaded
   */
  public static synchronized Path load() {
    if (loaded == null) {
      loaded = SEARCH.load();
    }
    return loaded;
  }

  /** How the library stands on this machine; never throws. */
  public static Component component() {
    return SEARCH.component("libjpeg-turbo", TurboJpeg::release);
  }

  /** The library does not tell its version; release 3 brought a second set of functions. */
  private static String release() {
    load();
    return SymbolLookup.loaderLookup().find("tj3Init").isPresent() ? "3" : "2";
  }
}
