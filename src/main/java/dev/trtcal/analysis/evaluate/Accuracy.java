package dev.trtcal.analysis.evaluate;

/**
 * How often a network is right.
 *
 * @param top1 share of the samples whose label has the largest score, 0 to 1
 * @param top5 share of those whose label is among the five largest
 */
public record Accuracy(double top1, double top5) {}
