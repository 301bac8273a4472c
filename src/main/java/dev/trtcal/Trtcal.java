package dev.trtcal;

/** This library about itself. */
public final class Trtcal {
  private Trtcal() {}

  /** The version as the jar's manifest tells it. */
  public static String version() {
    String version = Trtcal.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}
