/**
 * A calibration service, as an example of trtcal in a program of one's own: it takes a model and a
 * zip of images over HTTP and gives back cache, sidecar and report. It uses trtcal's public API
 * alone; start reading at {@link dev.trtcal.demo.service.Service}.
 */
package dev.trtcal.demo.service;
