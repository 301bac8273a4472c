#!/usr/bin/env python3
"""ONNX Runtime's own Python calibrators against trtcal's CPU engine: against_ort.py TRTCAL MODEL.onnx DATA.npy METHODS OUT.json [MINMAX.onnx ENTROPY.onnx]

MODEL takes float32 in static batches of 32; METHODS, such as minmax=16,entropy2=4, tells how many times over DATA is fed to each. Each calibration runs in a process of its own, in turns, three
times; told are images/s of the calibration (model opened, data run, thresholds computed; the start of Python and of the JVM left out), of
the whole process, and the process's peak memory. Where the package `onnx` is missing, the calibrators get the models that
dev.trtcal.onnx.AugmentedModel made in place of those they would make themselves; everything else is their own code.
"""
import importlib.abc
import importlib.machinery
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import types

BATCH = 32
ROUNDS = int(os.environ.get("ROUNDS", "3"))


class AnyType(type):
    """A class that has whatever attribute is asked for."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyType(name, (), {})


class Anything(types.ModuleType):
    """Stands in for the package onnx: the calibrators import it and, with the models made already, use nothing of it."""

    __path__ = []
    __version__ = "0.0.0"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return AnyType(name, (), {})


class Missing(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.split(".")[0] == "onnx" else None

    def create_module(self, spec):
        return Anything(spec.name)

    def exec_module(self, module):
        pass


def theirs(method, model, data, augmented):
    """One calibration by ONNX Runtime's code; prints the seconds that it took."""
    import numpy as np

    own_onnx = True
    try:
        import onnx  # noqa: F401
    except ImportError:
        own_onnx = False
        sys.meta_path.append(Missing())
    from onnxruntime.quantization import calibrate

    array = np.load(data)
    start = time.perf_counter()
    kind = {"minmax": calibrate.MinMaxCalibrater, "entropy2": calibrate.EntropyCalibrater}[method]
    if own_onnx:
        augmented = os.path.join(tempfile.mkdtemp(), "augmented.onnx")
        calibrator = kind(model, augmented_model_path=augmented)
        calibrator.augment_graph()
    else:
        import onnxruntime

        outputs = [o.name for o in onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).get_outputs()]
        graph = types.SimpleNamespace(output=[types.SimpleNamespace(name=name) for name in outputs])
        calibrate.load_model_with_shape_infer = lambda path: types.SimpleNamespace(graph=graph)
        start = time.perf_counter()
        calibrator = kind(model, augmented_model_path=augmented)
        names = [o.name for o in onnxruntime.InferenceSession(augmented, providers=["CPUExecutionProvider"]).get_outputs()]
        calibrator.tensors_to_calibrate = set(names)
    calibrator.create_inference_session()
    name = calibrator.infer_session.get_inputs()[0].name

    class Reader(calibrate.CalibrationDataReader):
        def __init__(self):
            self.batches = iter(range(0, len(array) - BATCH + 1, BATCH))

        def get_next(self):
            at = next(self.batches, None)
            return None if at is None else {name: array[at : at + BATCH]}

    calibrator.collect_data(Reader())
    ranges = calibrator.compute_data()
    seconds = time.perf_counter() - start
    data = ranges.data if hasattr(ranges, "data") else ranges
    bounds = {name: getattr(one, "range_value", one) for name, one in data.items()}
    largest = {name: max(abs(float(np.ravel(low)[0])), abs(float(np.ravel(high)[0]))) for name, (low, high) in bounds.items()}
    print(json.dumps({"seconds": seconds, "largest": largest, "onnx": own_onnx}))


def check(theirs, ours):
    """Ends the program unless both found the same largest magnitude of every tensor that both know; answers how many those are."""
    scales = {tensor["name"]: tensor["scale"] for tensor in ours}
    both = theirs.keys() & scales.keys()
    apart = [name for name in both if abs(scales[name] * 127 - theirs[name]) > 1e-4 * theirs[name]]
    if apart or not both:
        sys.exit(f"MinMax of {len(both)} tensors that both know differs in {apart}")
    return len(both)


def run(command):
    """Its last line, its seconds, and the most memory it held, in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out = process.stdout.read()
    err = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}:\n{out}{err}")
    return out, time.perf_counter() - start, usage.ru_maxrss / 1024


def main():
    if sys.argv[1] == "--theirs":
        return theirs(*sys.argv[2:6])
    trtcal, model, data, methods, out = sys.argv[1:6]
    augmented = dict(zip(("minmax", "entropy2"), sys.argv[6:8] or ["", ""]))
    import numpy as np
    import onnxruntime

    folder = tempfile.mkdtemp()
    samples = os.path.join(folder, "data.npy")
    results = []
    for method, repeats in (given.split("=") for given in methods.split(",")):
        array = np.concatenate([np.load(data)] * int(repeats))
        np.save(samples, array)
        images = len(array) // BATCH * BATCH
        del array
        cache = os.path.join(folder, method + ".cache")
        ours = [*trtcal.split(), "calibrate", model, "--engine", "cpu", "--algorithm", method, "--tensors", samples, "--batch", str(BATCH), "--cache", cache, "--json"]
        other = [sys.executable, __file__, "--theirs", method, model, samples, augmented[method]]
        notes = {}
        rows = {"ORT Python": [], "trtcal": []}
        answers = {}
        for turn in range(ROUNDS + 1):
            for variant, command in (("ORT Python", other), ("trtcal", ours)):
                text, wall, peak = run(command)
                answer = answers[variant] = json.loads(text[text.index("{") :])
                if turn > 0:
                    rows[variant].append((images / answer["seconds"], images / wall, peak))
                elif variant == "ORT Python":
                    notes[variant] = f"onnxruntime {onnxruntime.__version__}, " + ("its own augmented model" if answer["onnx"] else "no package onnx: augmented by trtcal's tool")
                    notes[variant] += f", {len(answer['largest'])} tensors"
                else:
                    notes[variant] = f"{len(answer['tensors'])} tensors"
            if turn == 0 and method == "minmax":
                same = check(answers["ORT Python"]["largest"], answers["trtcal"]["tensors"])
                notes["trtcal"] += f", {same} of the same name, with the same result"
        medians = {v: [statistics.median(column) for column in zip(*r)] for v, r in rows.items()}
        for at, (what, unit) in enumerate((("images/s", "images/s"), ("images/s of the process", "images/s"), ("peak memory", "MiB"))):
            base = medians["ORT Python"][at]
            label = f"calibration on the CPU, {method}, {images} images, {what}"
            results.append({"name": label, "variant": "ORT Python", "value": base, "unit": unit})
            results.append({"name": label, "variant": "trtcal", "value": medians["trtcal"][at], "unit": unit, "ratioTo": "ORT Python", "ratio": medians["trtcal"][at] / base})
            print(f"{label}: ORT {base:.5g}, trtcal {medians['trtcal'][at]:.5g} {unit}, ratio {medians['trtcal'][at] / base:.2f}", flush=True)
        print(f"  {os.path.basename(model)}, {images} images; {notes['ORT Python']}; trtcal: {notes['trtcal']}", flush=True)
    with open(out, "w") as file:
        json.dump({"results": results, "machine": {"onnxruntime": onnxruntime.__version__, "cores": os.cpu_count()}}, file)


if __name__ == "__main__":
    main()
