/**
 * Answers as one HTML file that opens from disk in any browser: the parts that pages are made of,
 * and the page of a calibration. Start reading at {@link dev.trtcal.report.Report}; nothing here
 * computes, and nothing here knows of native memory. Depends on the root package, {@code cache},
 * and on {@code dataset} and {@code image} for pictures of the samples.
 */
package dev.trtcal.report;
