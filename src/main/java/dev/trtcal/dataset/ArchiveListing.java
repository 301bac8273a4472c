package dev.trtcal.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what an archive holds; of entries of one name the last counts, as when unpacking. */
final class ArchiveListing {
  private static final Comparator<String> BY_NAME = FileTree::compareCodePoints;

  private final Map<String, ImageEntry> images = new TreeMap<>(BY_NAME);
  private final Map<String, Integer> others = new TreeMap<>();

  void add(ImageEntry entry) {
    String name = entry.name();
    if (isHidden(name)) {
      return;
    }
    String extension = FileTree.extension(name);
    if (ImageSet.EXTENSIONS.contains(extension)) {
      images.put(name, entry);
    } else {
      others.merge(extension, 1, Integer::sum);
    }
  }

  ImageSet toSet(String description, Runnable closer) {
    List<ImageEntry> entries = new ArrayList<>(images.values());
    String seen = FileTree.summary("images", entries.size(), others);
    return ImageSet.of(description, entries, seen, closer);
  }

  private static boolean isHidden(String name) {
    for (String part : name.split("/", -1)) {
      if (part.startsWith(".") && !part.equals(".") && !part.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
