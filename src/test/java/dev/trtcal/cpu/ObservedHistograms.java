package dev.trtcal.cpu;

import dev.trtcal.Algorithm;
import dev.trtcal.BatchLayout;
import dev.trtcal.Calibration;
import dev.trtcal.HistogramRange;
import dev.trtcal.ProgressListener;
import dev.trtcal.algorithm.Histogram;
import dev.trtcal.ffi.ort.OrtRuntime;
import dev.trtcal.onnx.ObservedModel;
import dev.trtcal.onnx.ObservedTensor;
import dev.trtcal.onnx.OnnxModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The histograms that the CPU engine keeps to itself. */
public final class ObservedHistograms {
  private ObservedHistograms() {}

  /** By tensor, of all tensors before fusion. */
  public static Map<String, Histogram> of(Calibration calibration) {
    OnnxModel model = OnnxModel.read(calibration.model());
    OrtRuntime runtime = OrtRuntime.load();
    ObservedModel observed = ObservedModel.beforeFusion(model, Sessions.types(runtime, model));
    BatchLayout layout =
        BatchLayout.fit(model.inputs(), calibration.source().samples(), calibration.batchSize());
    try (Workers workers = new Workers(2);
        ObservedSession session =
            ObservedNetwork.of(runtime, model, observed, 2).open(observed.outputs());
        BatchFeed even = new BatchFeed(runtime, session.session(), calibration.source(), layout);
        BatchFeed odd = new BatchFeed(runtime, session.session(), calibration.source(), layout)) {
      Observation observation =
          new Observation(observed.tensors(), Algorithm.entropy2(), HistogramRange.FIRST_BATCH);
      new CalibrationPass(calibration, layout, session, List.of(even, odd), observation, workers)
          .run("observing", ProgressListener.NONE);
      Map<String, Histogram> histograms = new HashMap<>();
      for (ObservedTensor tensor : observed.tensors()) {
        Statistics statistics = observation.statistics(tensor.source());
        histograms.put(tensor.name(), ((Statistics.OfHistogram) statistics).histogram());
      }
      return histograms;
    }
  }
}
