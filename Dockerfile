# trtcal without a JDK on the machine: an image of the JVM's modules that it uses, on a slim Debian.
#
#   docker build -t trtcal .
#   docker run --rm -v "$PWD:/work" trtcal calibrate model.onnx --images images --cache model.cache
#
# With TensorRT: build FROM NVIDIA's TensorRT image in the second stage (--build-arg RUNTIME=nvcr.io/nvidia/tensorrt:24.10-py3) and
# run with --gpus all.
ARG RUNTIME=debian:12-slim

FROM maven:3-eclipse-temurin-25 AS build
RUN apt-get update && apt-get install -y --no-install-recommends bash binutils cmake g++ g++-aarch64-linux-gnu make unzip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN TRTCAL_REQUIRE_NATIVE=1 mvn -B -q -Prelease -DskipTests package \
    && bash packaging/image.sh target/trtcal-[0-9]*[!z] /opt/trtcal

FROM ${RUNTIME}
RUN apt-get update && apt-get install -y --no-install-recommends libstdc++6 libturbojpeg0 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/trtcal /opt/trtcal
ENV PATH=/opt/trtcal/bin:$PATH
WORKDIR /work
ENTRYPOINT ["trtcal"]
