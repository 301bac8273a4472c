/**
 * Calibration, audit and selection of data that outgrow one machine, on Apache Spark. The results
 * are, byte for byte, those of one machine, however the data are partitioned: the data are cut into
 * blocks between batches, each block is measured by one task through the CPU engine, and what is
 * measured merges exactly. Optional: without Spark on the class path nothing loads these classes.
 * Start at {@link dev.trtcal.spark.SparkCalibration}.
 */
package dev.trtcal.spark;
