package dev.trtcal.demo.service;

/**
 * What one caller may ask of the service.
 *
 * @param modelBytes of an uploaded model
 * @param zipBytes of an uploaded archive
 * @param images in an archive
 * @param imageBytes of one image's file
 * @param unpackedBytes of all images' files, unpacked
 * @param pixels of one image
 * @param waiting jobs that may wait for a worker
 * @param kept jobs, finished ones included; the oldest finished one makes room for a new one
 */
record Limits(
    long modelBytes,
    long zipBytes,
    int images,
    long imageBytes,
    long unpackedBytes,
    long pixels,
    int waiting,
    int kept) {
  static final Limits DEFAULT =
      new Limits(256L << 20, 256L << 20, 4096, 32L << 20, 1L << 30, 25_000_000, 64, 256);
}
