#!/usr/bin/env python3
"""Makes the images that `trtcal bench feed` is timed on: images.py DIR WIDTHxHEIGHT COUNT (needs Pillow and NumPy)."""
import os
import sys

import numpy as np
from PIL import Image

folder, size, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
width, height = map(int, size.split("x"))
os.makedirs(folder, exist_ok=True)
for i in range(count):
    rng = np.random.default_rng(i)
    # Coarse noise enlarged, and a little fine noise: about as many bytes a pixel as a photograph.
    coarse = rng.integers(0, 256, (height // 16 + 2, width // 16 + 2, 3), np.uint8)
    smooth = np.asarray(Image.fromarray(coarse).resize((width, height), Image.BICUBIC), np.int16)
    pixels = np.clip(smooth + rng.normal(0, 6, smooth.shape), 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(os.path.join(folder, f"{i:05d}.jpg"), quality=90)
