/**
 * INT8 calibration for TensorRT from the JVM, without JNI. Only the API is exported; whatever is
 * unsafe stays inside.
 */
module dev.trtcal {
  requires com.google.gson;
  requires com.google.protobuf;
  requires com.microsoft.onnxruntime;
  requires info.picocli;
  requires java.desktop;
  requires org.apache.commons.compress;
  requires org.slf4j;
  requires org.tribuo.util.onnx;
  requires me.tongfei.progressbar;

  exports dev.trtcal;
  exports dev.trtcal.algorithm;
  exports dev.trtcal.analysis;
  exports dev.trtcal.analysis.audit;
  exports dev.trtcal.analysis.compare;
  exports dev.trtcal.analysis.evaluate;
  exports dev.trtcal.analysis.tune;
  exports dev.trtcal.cache;
  exports dev.trtcal.dataset;
  exports dev.trtcal.doctor;
  exports dev.trtcal.image;
  exports dev.trtcal.onnx;
  exports dev.trtcal.report;
  exports dev.trtcal.spark;
  exports dev.trtcal.tensorrt;

  opens dev.trtcal.cli to
      info.picocli;

  uses dev.trtcal.CalibrationEngine;
  uses dev.trtcal.EngineRunner;
  uses dev.trtcal.NetworkRunner;

  provides dev.trtcal.CalibrationEngine with
      dev.trtcal.cpu.CpuEngine,
      dev.trtcal.tensorrt.TensorRtEngine;
  provides dev.trtcal.EngineRunner with
      dev.trtcal.tensorrt.TensorRtRunner;
  provides dev.trtcal.NetworkRunner with
      dev.trtcal.cpu.OrtNetworkRunner;
}
