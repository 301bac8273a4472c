package dev.trtcal;

import java.io.Serializable;

/**
 * A file of the calibration set that could not be used.
 *
 * @param file the file as the source names it
 * @param reason why, in one line
 */
public record SkippedInput(String file, String reason) implements Serializable {}
