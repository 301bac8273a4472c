#!/usr/bin/env python3
"""Holds trtcal's pixels against Pillow's: against_pillow.py TRTCAL [DIR]  (needs Pillow and NumPy; OpenCV where it is there)

Makes random pictures of every kind that Pillow can write, has `trtcal tensors` preprocess them in two pipelines, and prints the largest
difference of any pixel, of 255, from what Pillow (and cv2.resize) makes of the same files. Ends with 1 when a kind that is to be exact is not.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, features
import PIL

try:
    import cv2
except ImportError:
    cv2 = None

LOSSY_WEBP = "lossy WebP"
SIZES = [(97, 64), (300, 451), (640, 480), (231, 500)]


def picture(seed, size):
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (size[1] // 16 + 2, size[0] // 16 + 2, 3), np.uint8)
    smooth = np.asarray(Image.fromarray(coarse).resize(size, Image.BICUBIC), np.int16)
    return Image.fromarray(np.clip(smooth + rng.normal(0, 6, smooth.shape), 0, 255).astype(np.uint8))


def with_alpha(image, mode):
    alpha = Image.fromarray(np.random.default_rng(1).integers(0, 256, image.size[::-1], np.uint8))
    image = image.convert(mode[:-1])
    image.putalpha(alpha)
    return image


def grey16(image):
    return Image.fromarray(np.asarray(image.convert("L"), np.uint16) * 3)


KINDS = {
    "PNG 1 bit": (".png", lambda i: i.convert("1"), {}),
    "PNG grey": (".png", lambda i: i.convert("L"), {}),
    "PNG grey, 16 bits": (".png", grey16, {}),
    "PNG palette": (".png", lambda i: i.convert("P", palette=Image.ADAPTIVE), {}),
    "PNG palette, transparent": (".png", lambda i: i.convert("P", palette=Image.ADAPTIVE), {"transparency": 3}),
    "PNG grey and alpha": (".png", lambda i: with_alpha(i, "LA"), {}),
    "PNG RGB": (".png", lambda i: i, {}),
    "PNG RGBA": (".png", lambda i: with_alpha(i, "RGBA"), {}),
    "BMP 1 bit": (".bmp", lambda i: i.convert("1"), {}),
    "BMP grey": (".bmp", lambda i: i.convert("L"), {}),
    "BMP palette": (".bmp", lambda i: i.convert("P", palette=Image.ADAPTIVE), {}),
    "BMP RGB": (".bmp", lambda i: i, {}),
    "JPEG 4:4:4": (".jpg", lambda i: i, {"subsampling": 0}),
    "JPEG 4:2:2": (".jpg", lambda i: i, {"subsampling": 1}),
    "JPEG 4:2:0": (".jpg", lambda i: i, {"subsampling": 2}),
    "JPEG progressive": (".jpg", lambda i: i, {"progressive": True}),
    "JPEG grey": (".jpg", lambda i: i.convert("L"), {}),
    "JPEG CMYK": (".jpg", lambda i: i.convert("CMYK"), {}),
}
if features.check("webp"):
    KINDS["lossless WebP"] = (".webp", lambda i: i, {"lossless": True})
    KINDS[LOSSY_WEBP] = (".webp", lambda i: i, {"quality": 90})


def resized(filter):
    return lambda image: np.asarray(image.resize((224, 224), filter))


def shorter_and_crop(image):
    """torchvision's Resize(256) and CenterCrop(224)."""
    width, height = image.size
    short, long = min(width, height), max(width, height)
    other = int(256 * long / short)
    image = image.resize((256, other) if width <= height else (other, 256), Image.BILINEAR)
    left, top = int(round((image.width - 224) / 2.0)), int(round((image.height - 224) / 2.0))
    return np.asarray(image.crop((left, top, left + 224, top + 224)))


PIPELINES = {
    "bicubic 224x224": (["--resize", "224x224", "--filter", "bicubic"], resized(Image.BICUBIC)),
    "lanczos 224x224": (["--resize", "224x224", "--filter", "lanczos"], resized(Image.LANCZOS)),
    "nearest 224x224": (["--resize", "224x224", "--filter", "nearest"], resized(Image.NEAREST)),
    "256, crop 224": (["--resize", "256", "--filter", "bilinear", "--crop", "224x224"], shorter_and_crop),
}
if cv2 is not None:
    PIPELINES["opencv_linear 224x224"] = (
        ["--resize", "224x224", "--filter", "opencv_linear"],
        lambda image: cv2.resize(np.asarray(image), (224, 224), interpolation=cv2.INTER_LINEAR),
    )


def main():
    trtcal = sys.argv[1:2] or sys.exit(__doc__)
    root = sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp()
    print(f"Pillow {PIL.__version__}, OpenCV {cv2.__version__ if cv2 else 'not there'}")
    wrong = 0
    for kind, (ending, change, options) in KINDS.items():
        folder = os.path.join(root, kind.replace(" ", "_").replace(":", "").replace(",", ""))
        os.makedirs(folder, exist_ok=True)
        files = [os.path.join(folder, f"{i}{ending}") for i in range(len(SIZES))]
        for i, (file, size) in enumerate(zip(files, SIZES)):
            change(picture(i, size)).save(file, **options)
        differences = []
        for name, (arguments, expect) in PIPELINES.items():
            out = os.path.join(root, "out.npy")
            subprocess.run(
                trtcal + ["tensors", "--images", folder, "--out", out, "--color", "rgb", "--layout", "nhwc", "--dtype", "uint8"] + arguments,
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            ours = np.load(out).astype(int)
            theirs = np.stack([expect(Image.open(file).convert("RGB")) for file in files]).astype(int)
            difference = abs(ours - theirs).max()
            differences.append(f"{name}: {difference}")
            wrong += difference > 0 and kind != LOSSY_WEBP
        print(f"{kind:26s} {', '.join(differences)}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
