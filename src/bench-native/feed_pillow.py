#!/usr/bin/env python3
"""Pillow and NumPy in PROCESSES processes against `trtcal bench feed`: feed_pillow.py DIR PROCESSES [TRTCAL]

Both make ImageNet tensors (shorter side 256, centre 224, bilinear, normalised) of all .jpg of DIR and report images/s;
TRTCAL is the command, by default ./trtcal.
"""
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import time

import numpy as np
from PIL import Image

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)
ROUNDS = int(os.environ.get("ROUNDS", "5"))


def sample(path):
    image = Image.open(path).convert("RGB")
    width, height = image.size
    if width <= height:
        image = image.resize((256, int(256 * height / width)), Image.BILINEAR)
    else:
        image = image.resize((int(256 * width / height), 256), Image.BILINEAR)
    left, top = round((image.width - 224) / 2), round((image.height - 224) / 2)
    pixels = np.asarray(image.crop((left, top, left + 224, top + 224)), np.float32)
    return np.ascontiguousarray(((pixels / np.float32(255) - MEAN) / STD).transpose(2, 0, 1))


def work(path):
    # The tensor stays in the worker: what it would cost to send it is not Pillow's fault.
    return sample(path).shape[0]


def main():
    folder, processes = sys.argv[1], int(sys.argv[2])
    command = sys.argv[3] if len(sys.argv) > 3 else "./trtcal"
    files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".jpg"))
    rates = []
    with multiprocessing.Pool(processes) as pool:
        pool.map(work, files[: 4 * processes])
        for _ in range(ROUNDS):
            start = time.perf_counter()
            pool.map(work, files, chunksize=8)
            rates.append(len(files) / (time.perf_counter() - start))
    pillow = statistics.median(rates)
    out = subprocess.run(
        [command, "bench", "feed", "--images", folder, "--threads", str(processes), "--rounds", str(ROUNDS), "--json"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    ours = json.loads(out)["results"][0]["value"]
    print(f"Pillow + NumPy, {processes} processes: {pillow:.0f} images/s")
    print(f"trtcal, {processes} threads: {ours:.0f} images/s, {ours / pillow:.2f} times as many")


if __name__ == "__main__":
    main()
