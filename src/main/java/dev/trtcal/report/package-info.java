/**
 * Answers as one HTML file that opens from disk in any browser. Start reading at {@link
 * dev.trtcal.report.Report}; nothing here computes, and nothing here knows of native memory.
 */
package dev.trtcal.report;
