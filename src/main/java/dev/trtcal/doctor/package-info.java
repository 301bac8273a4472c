/**
 * What this machine has of what trtcal needs. Depends on the root package and on {@code image},
 * which knows its own decoder; start at {@link dev.trtcal.doctor.Diagnosis}.
 */
package dev.trtcal.doctor;
