/**
 * Is a calibration set good enough? Looks at the images themselves and at what the network makes of
 * them, and answers as records. Names no engine; start at {@link
 * dev.trtcal.analysis.audit.ImageSurvey} and {@link dev.trtcal.analysis.audit.ActivationSurvey}.
 */
package dev.trtcal.analysis.audit;
