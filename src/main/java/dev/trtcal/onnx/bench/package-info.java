/** Networks made up for benchmarks. No part of the API; depends on nothing of ours. */
package dev.trtcal.onnx.bench;
