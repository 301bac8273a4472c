/**
 * The vocabulary of INT8 calibration and its one entry point, {@link dev.trtcal.Calibration}: where
 * to start reading. Depends on nothing else of this project; engines are found as services.
 */
package dev.trtcal;
